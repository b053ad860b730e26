"""The order in which one step happens. This page is the waterfall: read it from top to bottom.

Each event is evolved before the next is decided, so a later rescue sees the earlier loss.
"""

from sandbox.engine.account_mode import decide_account_mode
from sandbox.engine.acting import acting
from sandbox.engine.auto_transfer import decide_auto_transfer
from sandbox.engine.borrowing import settle_debt
from sandbox.engine.claims import leave_claims
from sandbox.engine.decide_funding import settle_funding
from sandbox.engine.decide_health import check_health
from sandbox.engine.decide_leverage import decide_leverage
from sandbox.engine.decide_orders import decide_cancel, decide_margin_mode
from sandbox.engine.decide_wallets import decide_margin, decide_spot, decide_transfer
from sandbox.engine.exchange import SpotTrade, decide_exchange, refuse_by_exchange, refuse_waiting
from sandbox.engine.fills import match_pending
from sandbox.engine.pledge import decide_pledge
from sandbox.engine.position_mode import decide_position_mode
from sandbox.engine.resting import drop_orphans, match_resting
from sandbox.engine.set_off import set_off
from sandbox.engine.stages import CLOSE, SLICE, run_due_stage
from sandbox.engine.state import Liquidation, State
from sandbox.engine.sub_accounts import command_of
from sandbox.engine.top_up import decide_auto_top_up
from sandbox.engine.turn import PendingOrder, Turn
from sandbox.engine.waterfall import close_desk, deleverage, draw_fund, socialise
from sandbox.messages import commands as cmd
from sandbox.messages.events import CaptionShown
from sandbox.messages.inputs import NumberedCommand, PriceUpdate, StepInput, contract_of


def run_phases(turn: Turn, given: StepInput) -> None:
    """Run every phase of one step; of an exchange that has failed, only the commands, which it refuses."""
    stood_still = turn.state.has_failed
    spot_trades = run_commands(turn, given.commands)
    if not stood_still:
        take_prices(turn.state, given.prices)
    if turn.state.has_failed:
        refuse_waiting(turn, spot_trades)
        return
    for number, trade, who in spot_trades:
        with acting(turn, who):
            decide_spot(turn, number, trade)
    for update in given.funding:
        settle_funding(turn, update)
    match_resting(turn)
    match_pending(turn)
    drop_orphans(turn)
    settle_debt(turn)
    set_off(turn)
    check_health(turn)
    while due := due_liquidations(turn.state):
        liquidate(turn, due)
        draw_fund(turn)
        leave_claims(turn)
        set_off(turn)
        deleverage(turn)
        socialise(turn)
        drop_orphans(turn)
        settle_debt(turn)
        check_health(turn)  # a winner who paid may be liquidatable now: no further price is waited for


def run_commands(turn: Turn, commands: tuple[NumberedCommand, ...]) -> list[SpotTrade]:
    """Decide commands in order, each in its account; orders wait for matching and spot trades for this price."""
    spot_trades: list[SpotTrade] = []
    for numbered in commands:
        if refuse_by_exchange(turn, numbered.number, numbered.command):
            continue
        found = command_of(turn, numbered.number, numbered.command)
        if found is None:
            continue
        who, done = found
        if isinstance(done, cmd.TradeSpot):
            spot_trades.append((numbered.number, done, who))
            continue
        with acting(turn, who):
            run_command(turn, numbered.number, done, who)
    return spot_trades


def run_command(turn: Turn, number: int, command: cmd.Command, who: str) -> None:
    """Decide one command of an account ("" the main one), or let it wait for matching."""
    match command:
        case cmd.PlaceOrder():
            is_market = command.price_ticks is None and command.trigger is None
            action = "open" if is_market else "order"
            turn.pending.append(PendingOrder(number, action, command, who))
        case cmd.ClosePosition():
            turn.pending.append(PendingOrder(number, "close", command, who))
        case cmd.CancelOrder():
            decide_cancel(turn, number, command)
        case cmd.TransferMoney():
            decide_transfer(turn, number, command)
        case cmd.AdjustMargin():
            decide_margin(turn, number, command)
        case cmd.SetOutage() | cmd.FailExchange():
            decide_exchange(turn, number, command)
        case cmd.ShowCaption():
            turn.emit(CaptionShown(kind=command.kind, text=command.text, cause=f"c{number}"))
        case _:
            decide_setting(turn, number, command)


def decide_setting(turn: Turn, number: int, command: cmd.Command) -> None:
    """Decide a command that changes a setting and moves no money."""
    match command:
        case cmd.SetLeverage():
            decide_leverage(turn, number, command)
        case cmd.SetMarginMode():
            decide_margin_mode(turn, number, command)
        case cmd.SetAutoTopUp():
            decide_auto_top_up(turn, number, command)
        case cmd.SetAutoTransfer():
            decide_auto_transfer(turn, number, command)
        case cmd.PledgeSavings():
            decide_pledge(turn, number, command)
        case cmd.SetAccountMode():
            decide_account_mode(turn, number, command)
        case cmd.SetPositionMode():
            decide_position_mode(turn, number, command)


def take_prices(state: State, prices: tuple[PriceUpdate, ...]) -> None:
    """Write the new marks, and the last prices that stand apart from them."""
    for update in prices:
        if take_last(state, update.contract, update.price_ticks):
            continue
        state.previous_marks[update.contract] = state.marks.get(update.contract, update.price_ticks)
        state.marks[update.contract] = update.price_ticks


def take_last(state: State, name: str, price_ticks: int) -> bool:
    """Write a last price that stands apart, or that it is the mark again (0); False where the name is a mark's."""
    contract = contract_of(name)
    if contract == name:
        return False
    if price_ticks:
        state.lasts[contract] = price_ticks
    else:
        state.lasts.pop(contract, None)
    return True


def due_liquidations(state: State) -> list[Liquidation]:
    """Return the liquidations whose stage is due, in the order in which they started."""
    return [one for one in state.liquidations.values() if one.due_ns <= state.now_ns]


def liquidate(turn: Turn, due: list[Liquidation]) -> None:
    """Run the due stage of each liquidation; a desk that closes hands its shortfalls to the phases below."""
    for liquidation in due:
        if liquidation.stage in (CLOSE, SLICE):
            turn.settling.append(liquidation)
        if liquidation.stage == CLOSE:
            close_desk(turn, liquidation)
        else:
            run_due_stage(turn, liquidation)

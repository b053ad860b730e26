"""Random worlds of hedge mode."""

from random import Random

from msgspec.structs import replace

from sandbox.messages import commands as cmd
from sandbox.messages.opening import Opening
from sandbox.rulebook.records import PositionRules

SIDES = ("long", "short")


def with_hedge(rng: Random, opening: Opening) -> Opening:
    """Let you, or a trader, keep a long and a short of one contract apart."""
    rules = PositionRules(settings_per=rng.choice(["contract", "side"]))
    traders = tuple(replace(one, position_mode=rng.choice(["one-way", "hedge"])) for one in opening.traders)
    mode = rng.choice(["one-way", "hedge", "hedge"])
    return replace(opening, rulebook=replace(opening.rulebook, positions=rules), traders=traders, position_mode=mode)


def sided(rng: Random, command: cmd.Command) -> cmd.Command:
    """Let a command say which side of a contract it means, now and then."""
    if rng.random() < 0.02:
        return cmd.SetPositionMode(position_mode=rng.choice(["hedge", "one-way"]))
    if rng.random() < 0.6:
        return command
    side = rng.choice(SIDES)
    match command:
        case cmd.PlaceOrder():
            return replace(command, position_side=side)
        case cmd.ClosePosition() | cmd.AdjustMargin() | cmd.SetLeverage() | cmd.SetMarginMode() | cmd.SetAutoTopUp():
            return replace(command, side=side)
    return command

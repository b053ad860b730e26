"""Commands of a sub-account: refused where there is none of that name, else decided as the main account's would be."""

from msgspec.structs import replace

from sandbox.engine.refusals import refuse
from sandbox.engine.turn import Turn
from sandbox.messages.commands import Command, InSubAccount, SetAccountMode, TransferMoney
from sandbox.messages.door_commands import PledgeSavings, SetAutoTransfer
from sandbox.messages.reasons import Reason

MAIN_ALONE = {SetAccountMode: "account_mode", SetAutoTransfer: "auto_transfer", PledgeSavings: "pledge_savings"}


def command_of(turn: Turn, number: int, command: Command) -> tuple[str, Command] | None:
    """Return who acts ("" the main account) and what is done; None where that is refused."""
    who, done = (command.sub_account, command.command) if isinstance(command, InSubAccount) else ("", command)
    names = [who]
    if isinstance(done, TransferMoney):
        if who:  # done in a sub-account, it stays there
            done = replace(done, source_account=who, target_account=done.target_account or who)
        who = done.source_account
        names = [who, done.target_account]
    missing = next((one for one in names if one and one not in turn.state.sub_accounts), "")
    if missing:
        text = f"there is no sub-account {missing}"
        refuse(turn, number, "sub_account", Reason.NOT_IN_THIS_REGIME, text)
        return None
    if who and type(done) in MAIN_ALONE:
        text = "a sub-account is segregated and has no side doors; those are the main account's"
        refuse(turn, number, MAIN_ALONE[type(done)], Reason.NOT_IN_THIS_REGIME, text)
        return None
    return who, done

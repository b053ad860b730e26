"""My account as frozen records: what a person typed (texts, wrong ones included) and what is shown of the answer."""

from __future__ import annotations

from msgspec import Struct, field


class BalanceDraft(Struct, frozen=True):
    """A balance as typed."""

    wallet: str
    asset: str
    amount_text: str = ""


class PositionDraft(Struct, frozen=True):
    """A position as typed; an empty mark stands at the entry, an empty margin follows from the leverage.

    `top_up_text`: "" off, "all", or the limit of automatic top-up.
    """

    contract: str
    side: str = "long"
    size_text: str = ""
    entry_text: str = ""
    mark_text: str = ""
    mode: str = "isolated"
    leverage_text: str = "20"
    margin_text: str = ""
    top_up_text: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing but what stood there at first was typed."""
        return not any(one.strip() for one in (self.size_text, self.entry_text, self.mark_text, self.margin_text))


class AccountDraft(Struct, frozen=True):
    """Everything typed."""

    rulebook: str
    balances: tuple[BalanceDraft, ...] = ()
    positions: tuple[PositionDraft, ...] = ()
    account_mode: str = "segregated"
    doors: tuple[tuple[str, str], ...] = ()  # side doors as pasted: key and JSON value, kept as they are

    def counts(self, place: int) -> bool:
        """Whether a position takes part: a blank one waits while another is filled in."""
        return not self.positions[place].is_blank or all(one.is_blank for one in self.positions)


class ReachBarView(Struct, frozen=True):
    """One wallet's asset: shares of all that is held of the asset, one after the other, so that the bars sum."""

    wallet: str
    title: str
    amount_text: str
    start_share: float
    worst_share: float
    rest_share: float
    is_sum: bool = False
    rule: str = ""


class PositionAnswerView(Struct, frozen=True):
    """One position's figures."""

    title: str
    side: str
    detail_text: str
    liquidation_text: str
    distance_text: str
    ratio_text: str
    ratio: float
    is_liquidatable: bool
    figures: tuple[tuple[str, str, str], ...]  # label, value, tone


class AccountAnswerView(Struct, frozen=True):
    """The answer: one sentence, or what is still missing or wrong; errors by field ("positions.0.size")."""

    sentence: str = ""
    hint: str = ""
    tone: str = "plain"
    bars: tuple[ReachBarView, ...] = ()
    positions: tuple[PositionAnswerView, ...] = ()
    rules: tuple[str, ...] = ()
    book_text: str = ""
    copy_text: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    margins: tuple[str, ...] = ()  # placeholder of each position's margin field

    @property
    def shown_sentence(self) -> str:
        """The sentence with its figures kept beside their words where a line breaks."""
        return self.sentence.replace(" 0,", "\N{NO-BREAK SPACE}0,")

    @property
    def is_answered(self) -> bool:
        """Whether there is a sentence."""
        return bool(self.sentence)


class PasteView(Struct, frozen=True):
    """What a pasted text means: a draft to take over, or what is wrong line by line."""

    draft: AccountDraft | None
    note: str
    problems: tuple[str, ...] = ()


WORST = "*worst*"  # no scenario's id


class PlayChoice(Struct, frozen=True):
    """The crash chosen: a scenario's id, WORST for the worst path, or "" for a straight move."""

    scenario: str = ""
    direction: str = "fall"
    percent_text: str = "30"
    minutes_text: str = "20"


class PlayView(Struct, frozen=True):
    """What is said about playing: a note or an error, and whether it can be played."""

    note: str
    error: str = ""
    can_play: bool = False

"""The words of a deleveraging as the winner sees it, and of the queue before and after."""

BANNER = (
    "Your {symbol} {side} is deleveraged: {size} are closed at {price}, because {loser} cannot pay and the fund does "
    "not cover it. Profit is cut, not principal."
)
CARD_TITLE = "Deleveraged"
CHIP = "{symbol} {side}"
AT = "at {time}"
LINE = "Rank {rank}"
LINE_TIP = "Rank {rank} of {count} in the queue: {size} of {before} closed at {price}, the mark stood at {mark}."
PAID = "Profit paid to you"
AT_MARK = "The same size at the mark"
GIVEN_UP = "Profit cut"
NOT_GIVEN_UP = "Profit cut: closed at the mark"
PRINCIPAL = "Principal lost"
KEPT_POSITION = "{side} {size} {symbol} stays open"
KEPT_NOTHING = "Nothing of it stays open; entering again is free"
YOURS = "Stays yours"
TELLS = (
    "Your {symbol} {side} was deleveraged because {loser} could not pay: {size} closed at {price} instead of {mark}. "
    "{paid} {asset} of profit was paid to you, {cut} {asset} was cut, none of your principal."
)
AUTOPSY_CHOICE = "{symbol} {time} · {owner}, you were cut"
NOT_YOURS = "{owner} was liquidated here, not you."
BEFORE = "Before the cut at {time}, closed at {price}"
NOW = "Now"
CUT_HEAD = "Cut"

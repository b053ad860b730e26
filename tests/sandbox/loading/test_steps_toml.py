"""Every kind of step becomes its command; captions stand before what they speak of."""

from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.steps_toml import load_steps
from sandbox.loading.toml_lines import Document
from sandbox.messages import commands as cmd
from sandbox.messages.opening import PlannedCommand
from sandbox.values.problems import Problem

BTC = "BTCUSDT-PERP"
AT = 'at = "2020-03-12T10:00:00Z"\n'


def steps(tmp_path: Path, *bodies: str) -> list[PlannedCommand]:
    path = tmp_path / "steps.toml"
    path.write_text("".join(f"[[step]]\n{AT}{body}\n" for body in bodies))
    return load_steps(Document(str(path)).root(), load_rulebook("binance-usdm"), None)[0]


CONTRACT = f'contract = "{BTC}"\n'


@pytest.mark.parametrize(
    ("body", "command"),
    [
        (f'do = "open"\n{CONTRACT}side = "short"\nqty = "0.001"', cmd.PlaceOrder(contract=BTC, side="short", lots=1)),
        (
            f'do = "open"\n{CONTRACT}side = "long"\nqty = "1"\nmargin = "cross"\nleverage = "2.5"',
            cmd.PlaceOrder(contract=BTC, side="long", lots=1000, margin_mode="cross", leverage=Fraction(5, 2)),
        ),
        (f'do = "close"\n{CONTRACT}', cmd.ClosePosition(contract=BTC)),
        (
            f'do = "order"\n{CONTRACT}side = "long"\nqty = "1"\nprice = "7000.5"\npost_only = true\nname = "a"',
            cmd.PlaceOrder(contract=BTC, side="long", lots=1000, price_ticks=70_005, post_only=True, name="a"),
        ),
        (
            f'do = "order"\n{CONTRACT}type = "market"\nside = "short"\nqty = "1"\nreduce_only = true',
            cmd.PlaceOrder(contract=BTC, side="short", lots=1000, reduce_only=True),
        ),
        ('do = "cancel"\nname = "a"', cmd.CancelOrder(order="a")),
        (f'do = "cancel"\n{CONTRACT}', cmd.CancelOrder(contract=BTC)),
        (
            'do = "spot"\nside = "sell"\nasset = "BTC"\nqty = "0.1"',
            cmd.TradeSpot(side="sell", asset="BTC", atoms=10**7),
        ),
        (f'do = "margin"\n{CONTRACT}amount = "-5"', cmd.AdjustMargin(contract=BTC, atoms=-5 * 10**8)),
        (f'do = "leverage"\n{CONTRACT}leverage = 50', cmd.SetLeverage(contract=BTC, leverage=Fraction(50))),
        (
            f'do = "margin_mode"\n{CONTRACT}margin_mode = "isolated"',
            cmd.SetMarginMode(contract=BTC, margin_mode="isolated"),
        ),
        (f'do = "margin_mode"\n{CONTRACT}margin = "cross"', cmd.SetMarginMode(contract=BTC, margin_mode="cross")),
        ('do = "say"\nsay = "x"', cmd.ShowCaption(kind="say", text="x")),
        ('do = "chapter"\ntext = "x"', cmd.ShowCaption(kind="chapter", text="x")),
        ('do = "mark"\nmark = "x"', cmd.ShowCaption(kind="mark", text="x")),
        ('do = "mark"\nsay = "x"', cmd.ShowCaption(kind="mark", text="x")),
    ],
)
def test_commands(tmp_path: Path, body: str, command: cmd.Command) -> None:
    assert [one.command for one in steps(tmp_path, body)] == [command]


def test_captions_stand_before_their_step(tmp_path: Path) -> None:
    found = steps(tmp_path, 'do = "chapter"\ntext = "One"\nsay = "a"', f'do = "close"\n{CONTRACT}say = "b"')
    assert [(one.action, getattr(one.command, "text", "")) for one in found] == [
        ("chapter", "One"),
        ("say", "a"),
        ("say", "b"),
        ("close", ""),
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f'do = "order"\n{CONTRACT}type = "stop"\nside = "long"\nqty = "1"', "'trigger' is missing"),
        (f'do = "order"\n{CONTRACT}type = "limt"\nside = "long"\nqty = "1"', "did you mean 'limit'"),
        (f'do = "order"\n{CONTRACT}type = "limit"\nside = "long"\nqty = "1"', "'price' is missing"),
        (f'do = "order"\n{CONTRACT}type = "market"\nside = "long"\nqty = "1"\nprice = "7000"', "a market order takes"),
        (f'do = "order"\n{CONTRACT}side = "long"\nqty = "1"\npost_only = true', "cannot be post_only"),
        (f'do = "order"\n{CONTRACT}side = "long"\nqty = "1"\nprice = "7000.05"', "not a multiple of 0.1"),
        (f'do = "order"\n{CONTRACT}side = "long"\nqty = "1"\nreduce_only = "yes"', "true or false"),
        (f'do = "order"\n{CONTRACT}side = "long"\nqty = "1"\ntrigger = "7000"', "trigger is for orders that wait"),
        ('do = "cancel"', "name or a contract"),
        ('do = "cancel"\nname = "a"\nexpect = "NO_SUCH_ORDR"', "did you mean 'NO_SUCH_ORDER'?"),
        ('do = "spot"\nside = "sell"\nasset = "USDT"\nqty = "1"', "asset is 'USDT'"),
        (f'do = "margin"\n{CONTRACT}amount = "0"', "amount is 0"),
        (f'do = "leverage"\n{CONTRACT}', "'leverage' is missing"),
        ('do = "say"', "'say' is missing"),
        ('do = "say"\nsay = "x"\nexpect = "NO_PRICE"', "unknown key 'expect'"),
        (f'do = "price"\n{CONTRACT}price = "-1"', "above 0"),
        ('do = "outage"\non = false\nuntil = "2030-01-01T00:00:00Z"', "has no until"),
        ('do = "outage"\nuntil = "2000-01-01T00:00:00Z"', "does not lie after at"),
        ('do = "exchange_failure"\non = true', "unknown key 'on'"),
        ("do = 7", "do must be text"),
        ('do = "say"\nsay = "' + "x" * 5000 + '"', "longer than 4000"),
    ],
)
def test_errors(tmp_path: Path, body: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        steps(tmp_path, body)
    assert why in str(caught.value) and "\n" not in str(caught.value)

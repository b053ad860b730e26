"""Scenarios: the bundled ones load as written; everything no state could make valid is one line with file and line."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.loading.scenario_toml import list_scenarios, load_scenario, scenario_listings
from sandbox.messages.commands import ClosePosition, PlaceOrder, ShowCaption, TransferMoney
from sandbox.messages.opening import Expectation, Opening, WalletAmount
from sandbox.values.instants import parse_instant
from sandbox.values.problems import Problem

GOOD = """title = "T"
rulebook = "binance-usdm"
seed = 7
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"

[wallets]
spot = { BTC = "1.25", USDT = "0" }
contract = { USDT = "1240" }

[insurance_fund]
USDT = "50000"

[market."BTCUSDT-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:30:00Z", "7000.0"]]
between = "hold"
depth = "infinite"
fees = "none"

[[trader]]
name = "short-1"
wallet = { USDT = "5000" }
positions = [{contract = "BTCUSDT-PERP", side = "short", qty = "2", entry = "7934.0", margin = "cross", leverage = 10}]

[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "isolated"
leverage = 20
say = "A caption."

[[step]]
at = "2020-03-12T10:00:01Z"
do = "transfer"
from = "contract"
to = "spot"
asset = "USDT"
amount = "100"
expect = "TRANSFERS_LOCKED"

[[expect]]
wallet = "spot"
asset = "USDT"
amount = "0"
"""
Load = Callable[..., Opening]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the good scenario with pieces of its text replaced."""

    def loaded(*changes: tuple[str, str], add: str = "") -> Opening:
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "s.toml").write_text(text + add, encoding="utf-8")
        return load_scenario(str(tmp_path / "s.toml"))

    return loaded


def test_the_good_one(load: Load) -> None:
    opening = load()
    start = parse_instant("2020-03-12T10:00:00Z")
    assert (opening.id, opening.title, opening.rulebook.id, opening.seed) == ("s", "T", "binance-usdm", 7)
    assert (opening.starts_ns, opening.ends_ns - start, opening.open_ended) == (start, 3600 * 10**9, False)
    assert opening.wallets == (
        WalletAmount(wallet="spot", asset="BTC", atoms=125_000_000),
        WalletAmount(wallet="spot", asset="USDT", atoms=0),
        WalletAmount(wallet="contract", asset="USDT", atoms=124_000_000_000),
    )
    assert opening.insurance_fund == (WalletAmount(wallet="insurance_fund", asset="USDT", atoms=5_000_000_000_000),)
    assert list(opening.prices.price_ticks) == [79_340, 70_000]
    assert list(opening.prices.at_ns) == [start, start + 1800 * 10**9]
    assert opening.no_fee_contracts == ("BTCUSDT-PERP",)
    caption, opened, moved = opening.commands
    assert caption.command == ShowCaption(kind="say", text="A caption.")
    assert opened.command == PlaceOrder(
        contract="BTCUSDT-PERP", side="long", lots=2000, margin_mode="isolated", leverage=Fraction(20)
    )
    assert moved.command == TransferMoney(source="contract", target="spot", asset="USDT", atoms=10_000_000_000)
    assert (moved.action, moved.expect) == ("transfer", "TRANSFERS_LOCKED")
    position = opening.traders[0].positions[0]
    assert (position.lots, position.value_atoms, position.leverage) == (2000, 1_586_800_000_000, 10)
    assert opening.expectations == (Expectation(wallet="spot", asset="USDT", atoms=0),)


def test_ends_defaults_to_the_last_point_or_step(load: Load) -> None:
    ends = ('ends = "2020-03-12T11:00:00Z"', "")
    opening = load(ends)
    assert opening.open_ended and opening.ends_ns == parse_instant("2020-03-12T10:30:00Z")
    later = '\n[[step]]\nat = "2020-03-12T12:00:00Z"\ndo = "say"\ntext = "late"\n'
    assert load(ends, add=later).ends_ns == parse_instant("2020-03-12T12:00:00Z")


def test_starts_defaults_to_the_first_point_or_step(load: Load) -> None:
    assert load(('starts = "2020-03-12T10:00:00Z"', "")).starts_ns == parse_instant("2020-03-12T10:00:00Z")


def test_steps_play_by_time_and_equal_times_in_file_order(load: Load) -> None:
    early = '\n[[step]]\nat = "2020-03-12T10:00:00Z"\ndo = "close"\ncontract = "BTCUSDT-PERP"\nqty = "0.5"\n'
    first, *rest = load(add=early).commands
    assert first.command == ClosePosition(contract="BTCUSDT-PERP", lots=500)
    assert [one.action for one in rest] == ["say", "open", "transfer"]


def test_price_steps_join_the_path_and_win_at_equal_instants(load: Load) -> None:
    prices = "".join(
        f'\n[[step]]\nat = "2020-03-12T10:{minute}:00Z"\ndo = "price"\ncontract = "{symbol}"\nprice = "{price}"\n'
        for minute, symbol, price in (("30", "BTCUSDT-PERP", "6000.0"), ("10", "ETHUSDT-PERP", "190.01"))
    )
    columns = load(add=prices).prices
    found = list(zip(columns.contract_index, columns.price_ticks, strict=True))
    assert found == [(0, 79_340), (1, 19_001), (0, 60_000)]


def test_points_before_the_start_give_the_price_in_force(load: Load) -> None:
    opening = load(('starts = "2020-03-12T10:00:00Z"', 'starts = "2020-03-12T10:00:01Z"'))
    assert opening.prices.at_ns[0] == opening.starts_ns and opening.prices.price_ticks[0] == 79_340


def test_funding_at_the_start_and_beyond_the_end_is_left_out(load: Load) -> None:
    rates = ", ".join(f'["2020-03-12T{at}:00Z", "-0.003"]' for at in ("10:00", "10:20", "11:00", "11:01"))
    opening = load(('fees = "none"', f"funding = [{rates}]"))
    assert [one.at_ns for one in opening.funding] == [
        parse_instant("2020-03-12T10:20:00Z"),
        parse_instant("2020-03-12T11:00:00Z"),
    ]
    assert opening.funding[0].update.rate == Fraction(-3, 1000)
    assert opening.no_fee_contracts == ()


def test_rulebook_beside_the_scenario(load: Load, tmp_path: Path) -> None:
    book = """id = "own"
name = "Own"
[[contract]]
symbol = "BTCUSDT-PERP"
base = "BTC"
quote = "USDT"
tick = "0.1"
lot = "0.001"
brackets = [{ up_to = "50000", max_leverage = 125, maintenance = "0.004" }]
"""
    (tmp_path / "own.toml").write_text(book)
    assert load(('"binance-usdm"', '"own.toml"')).rulebook.id == "own"


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ('title = "T"', "", 1, "'title' is missing"),
        ('rulebook = "binance-usdm"', 'rulebook = "binanc-usdm"', 0, "did you mean 'binance-usdm'"),
        ("seed = 7", 'seed = "7"', 3, "seed must be a whole number"),
        ("seed = 7", "sed = 7", 3, "unknown key 'sed', did you mean 'seed'"),
        ("seed = 7", 'account_mode = "unified"', 3, "does not offer 'unified'; it has segregated, multi-asset"),
        ("seed = 7", 'account_mode = "unfied"', 3, "did you mean 'unified'"),
        ('"2020-03-12T11:00:00Z"', '"2020-03-12T09:00:00Z"', 5, "ends lies before starts"),
        ('"2020-03-12T11:00:00Z"', '"tomorrow"', 5, "RFC 3339"),
        ('starts = "2020-03-12T10:00:00Z"', 'starts = "2020-03-12T10:00:00"', 4, "RFC 3339"),
        ("spot = {", "spott = {", 8, "did you mean 'spot'"),
        ('BTC = "1.25"', 'DOGE = "1.25"', 8, "unknown asset 'DOGE'"),
        ('BTC = "1.25"', 'BTC = "-1"', 8, "below 0"),
        ('BTC = "1.25"', "BTC = 1.25", 8, "in quotes"),
        ('BTC = "1.25"', 'BTC = "nan"', 8, "plain decimal"),
        ('BTC = "1.25"', 'BTC = "1e5"', 8, "plain decimal"),
        ('BTC = "1.25"', 'BTC = "0.000000001"', 8, "8 decimals"),
        ('BTC = "1.25"', f'BTC = "{"9" * 28}"', 8, "more than any account may hold"),
        ('USDT = "50000"', 'USDT = "-1"', 12, "below 0"),
        ('[market."BTCUSDT-PERP"]', '[market."BTCUSDT"]', 14, "did you mean 'BTCUSDT-PERP'"),
        ('source = "path"', 'source = "gbm"', 15, "not supported yet"),
        ('source = "path"', 'source = "pth"', 15, "did you mean 'path'"),
        ('source = "path"', 'inside = "low_first"', 15, "inside does not belong to source"),
        ('"7934.0"], [', '"7934.05"], [', 16, "not a multiple of 0.1"),
        ('"7934.0"], [', '"0"], [', 16, "above 0"),
        ('"7934.0"], [', "7934.0], [", 16, "both in quotes"),
        ('"7934.0"], [', f'"{"9" * 25}"], [', 16, "highest price"),
        ('[["2020-03-12T10:00:00Z"', '[["2020-03-12T10:30:00Z"', 16, "does not lie after"),
        ('between = "hold"', 'between = "jump"', 17, "between is 'jump'"),
        ('between = "hold"', 'noise = "0.1"', 17, "noise is for"),
        ('between = "hold"', 'between = "bridge"\nnoise = "0.9"', 18, "noise is 0.9"),
        ('depth = "infinite"', 'depth = "book"', 18, "not supported yet"),
        ('fees = "none"', 'fees = "some"', 19, "fees is 'some'"),
        ('name = "short-1"', 'name = "you"', 22, "is taken"),
        ('name = "short-1"', 'name = "a/b"', 22, "is no name"),
        ('wallet = { USDT = "5000" }', 'wallet = { USD = "5000" }', 23, "unknown asset 'USD'"),
        ('qty = "2", entry', 'qty = "2.0001", entry', 24, "not a multiple of 0.001"),
        ('entry = "7934.0"', 'entry = "7934.01"', 24, "not a multiple of 0.1"),
        ('margin = "cross", leverage = 10', 'margin = "cross", leverage = 126', 24, "leverage 126 is above 125"),
        ('margin = "cross", leverage = 10', 'margin = "isolated", leverage = "1.5"', 24, "more than the wallet's 5000"),
        (
            'margin = "cross", leverage = 10',
            'margin = "isolated", isolated_margin = "5000.1"',
            24,
            "5000.1 USDT is more",
        ),
        ('side = "short", qty', "qty", 24, "'side' is missing"),
        ('do = "open"', 'do = "opn"', 28, "did you mean 'open'"),
        ('do = "open"', 'do = "exchange_failure"', 29, "unknown key 'contract'"),
        (
            'at = "2020-03-12T10:00:01Z"\ndo = "open"',
            'at = "2020-03-12T09:00:01Z"\ndo = "open"',
            27,
            "before the scenario",
        ),
        ('at = "2020-03-12T10:00:01Z"\ndo = "open"', 'do = "open"', 26, "'at' is missing"),
        ('contract = "BTCUSDT-PERP"\nside', 'contract = "BTC-PERP"\nside', 29, "did you mean 'BTCUSDT-PERP'"),
        ('side = "long"', 'side = "up"', 30, "side is 'up'"),
        ('qty = "2"\n', 'qty = "0"\n', 31, "above 0"),
        ('qty = "2"\n', 'qty = "-2"\n', 31, "above 0"),
        ('qty = "2"\n', "qty = 2\n", 31, "in quotes"),
        ('qty = "2"\n', 'qty = "0.0005"\n', 31, "not a multiple of 0.001"),
        ('qty = "2"\n', 'qty = "9999999999999"\n', 31, "allowed"),
        ('qty = "2"\n', 'qti = "2"\n', 31, "did you mean 'qty'"),
        ('margin = "isolated"\n', 'margin = "isolted"\n', 32, "did you mean 'isolated'"),
        ("leverage = 20", "leverage = 200", 33, "leverage 200 is above 125"),
        ("leverage = 20", "leverage = 0", 33, "above 0"),
        ("leverage = 20", "leverage = 20.5", 33, "leverage"),
        ('amount = "100"', 'amount = "0"', 42, "above 0"),
        ('amount = "100"', 'amont = "100"', 42, "did you mean 'amount'"),
        ('to = "spot"', 'to = "contract"', 40, "same wallet"),
        ('to = "spot"', 'to = "pocket"', 40, "to is 'pocket'"),
        ('asset = "USDT"\namount = "100"', 'asset = "USDC"\namount = "100"', 41, "asset is 'USDC'"),
        ('amount = "100"', 'amount = "100"\nsub_account = "x"', 43, "unknown sub-account"),
        ('expect = "TRANSFERS_LOCKED"', 'expect = "LOCKED"', 43, "expect is 'LOCKED'"),
        ('wallet = "spot"', 'wallet = "spott"', 46, "did you mean 'spot'"),
        ('amount = "0"', 'amount = "-1"', 48, "below 0"),
        ('title = "T"', "title = ", 1, "not valid TOML"),
        ('title = "T"', '[crowd]\ntitle = "T"', 1, "a crowd is not supported yet"),
        ("[insurance_fund]", "[insurence_fund]", 11, "did you mean 'insurance_fund'"),
    ],
)
def test_errors_of_the_file(load: Load, tmp_path: Path, old: str, new: str, line: int, why: str) -> None:
    with pytest.raises(Problem) as caught:
        load((old, new))
    text = str(caught.value)
    assert caught.value.exit_code == 2
    assert "\n" not in text
    assert why in text
    if line:
        assert text.startswith(f"{tmp_path / 's.toml'}:{line}: ")


def test_a_path_of_a_century_is_refused_at_once(load: Load) -> None:
    with pytest.raises(Problem, match="more than 5000000 updates"):
        load(('between = "hold"', 'between = "bridge"'), ('["2020-03-12T10:30:00Z"', '["2190-03-12T10:30:00Z"'))


@pytest.mark.parametrize("name", ["empty.toml", "folder.toml", "gone.toml", "binary.toml"])
def test_files_that_are_no_scenario(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.toml").write_text("")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Problem) as caught:
        load_scenario(str(tmp_path / name))
    assert str(caught.value).startswith(str(tmp_path / name)) and caught.value.exit_code == 2


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(Problem, match="did you mean 'black-thursday'"):
        load_scenario("black-thursdy")


def test_bundled_scenarios_load() -> None:
    assert dict(list_scenarios())["black-thursday"] == "Black Thursday"
    for listing in scenario_listings():
        opening = load_scenario(listing.id)
        assert (opening.id, opening.title, opening.rulebook.id) == (listing.id, listing.title, listing.rulebook)


def test_black_thursday_meets_the_published_points() -> None:
    opening = load_scenario("black-thursday")
    columns = opening.prices
    btc = columns.contracts.index("BTCUSDT-PERP")
    found = {
        at: price
        for at, contract, price in zip(columns.at_ns, columns.contract_index, columns.price_ticks, strict=True)
        if contract == btc
    }
    for at, price in (
        ("2020-03-12T10:29:00Z", 72_220),
        ("2020-03-12T10:48:40Z", 51_990),
        ("2020-03-13T02:16:00Z", 36_218),
    ):
        assert found[parse_instant(at)] == price
    assert len(found) == 27 * 3600 + 1
    assert min(found.values()) > 36_000


def test_loading_imports_no_slow_library() -> None:
    code = (
        "import sys, sandbox.loading.scenario_toml as s; s.load_scenario('gap-through-bankruptcy');"
        "print(sorted({'numpy', 'csv', 'zipfile', 'gzip', 'sqlite3', 'platformdirs'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.stdout.strip() == "[]"


OWN = """
[[position]]
contract = "BTCUSDT-PERP"
side = "short"
qty = "1.5"
entry = "7900.0"
margin = "isolated"
leverage = 10
isolated_margin = "900"
"""


def test_your_own_positions_stand_from_the_start(load: Load) -> None:
    opening = load(add=OWN)
    (held,) = opening.positions
    assert (held.contract, held.side, held.lots, held.isolated_margin_atoms) == (
        "BTCUSDT-PERP",
        "short",
        1_500,
        90_000_000_000,
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('isolated_margin = "900"', 'isolated_margin = "9000"', "more than the wallet's 1240"),
        ('side = "short"', 'side = "down"', "must be one of long, short"),
        ('qty = "1.5"', 'quantity = "1.5"', "did you mean 'qty'"),
        ("leverage = 10", "leverage = 500", "above 125"),
    ],
)
def test_a_wrong_position_of_yours_is_named_with_its_line(load: Load, old: str, new: str, words: str) -> None:
    assert old in OWN
    with pytest.raises(Problem, match=words) as caught:
        load(add=OWN.replace(old, new))
    assert ":5" in str(caught.value) or ":4" in str(caught.value)

"""Reading typed values with one-line errors: files that are no files, and values that are no values."""

from pathlib import Path

import pytest

from sandbox.loading.toml_lines import Document, Table, parse_decimal, read_text
from sandbox.values.problems import Problem


def root(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "file.toml"
    path.write_text(text, encoding="utf-8")
    return Document(str(path)).root()


def problem_of(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(Problem) as caught:
        call(*arguments)
    assert caught.value.exit_code == 2
    text = str(caught.value)
    assert "\n" not in text and len(text) < 500
    return text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", ":1: is empty"),
        (b" \n\t\n", ":1: is empty"),
        (b"a = 1\n\xff\xfe", ":2: is not UTF-8"),
        (b"a = 1\nb = \n", ":2: not valid TOML"),
        (b"a = 1\na = 2\n", "Cannot overwrite a value"),
        (b"a = " + b"[" * 5000, "nested too deeply"),
        (b"a = " + b"9" * 5000, "thousands of digits"),
        (b"\x00\x01", "not valid TOML"),
        (b"a = 1", ""),
    ],
)
def test_broken_files_end_in_one_line(tmp_path: Path, body: bytes, said: str) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(body)
    if not said:
        assert Document(str(path)).root().integer("a", 0, 0, 9) == 1
        return
    assert said in problem_of(Document, str(path))


def test_missing_files_and_folders(tmp_path: Path) -> None:
    assert "there is no such file" in problem_of(read_text, str(tmp_path / "none.toml"))
    assert "is a folder" in problem_of(read_text, str(tmp_path))
    assert "no file name" in problem_of(read_text, "a\0b")
    assert "cannot be read" in problem_of(read_text, "x" * 300)


def test_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 'x'\r\n")
    assert Document(str(path)).root().text("a") == "x"


@pytest.mark.parametrize(
    "text",
    [
        "1e3",
        "1e999999",
        "NaN",
        "inf",
        "-inf",
        "",
        " 1",
        "1 ",
        "1.",
        ".5",
        "0x10",
        "1_000",
        "--1",
        "1,5",
        "٣",
        "9" * 31,
        "0." + "1" * 30,
        "1/3",
    ],
)
def test_what_is_no_plain_decimal(text: str) -> None:
    assert parse_decimal(text) is None


@pytest.mark.parametrize("text", ["0", "-0.5", "+1", "7934.0", "9" * 30, "-" + "9" * 15 + "." + "9" * 15])
def test_what_is_a_plain_decimal(text: str) -> None:
    assert parse_decimal(text) is not None


@pytest.mark.parametrize(
    ("line", "method", "said"),
    [
        ("size = 2", "decimal", 'write "2"'),
        ("size = 2.5", "decimal", 'write "2.5"'),
        ("size = inf", "decimal", "quotes"),
        ("size = true", "decimal", "quotes, not true"),
        ("size = 'x'", "decimal", "plain decimal"),
        ("size = '0'", "positive", "above 0"),
        ("size = '-1'", "not_negative", "below 0"),
        ("other = 1", "decimal", "missing"),
        ("sise = '1'", "decimal", "unknown key 'sise', did you mean 'size'?"),
        ("size = []", "text", "must be text"),
        ("size = 1", "table", "must be a table"),
        ("size = [1]", "tables", "list of tables"),
        ("size = 'a'", "list", "a list"),
        ("size = 1.5", "leverage", "whole number"),
        ("size = 0", "leverage", "above 0"),
        ("size = '1e3'", "leverage", "above 0"),
        ("size = '" + "x" * 5000 + "'", "text", "longer than"),
        ("size = '2020-13-01T00:00:00Z'", "instant", "calendar"),
    ],
)
def test_wrong_values_name_file_line_and_key(tmp_path: Path, line: str, method: str, said: str) -> None:
    table = root(tmp_path, f"\n\n{line}\n")
    text = problem_of(getattr(table, method), "size")
    assert said in text
    assert text.startswith(f"{tmp_path / 'file.toml'}:{1 if 'missing' in said else 3}: ")


def test_unknown_key_suggests_the_nearest_or_lists_the_known_ones(tmp_path: Path) -> None:
    table = root(tmp_path, "leverage = 5\nlverage = 6\n")
    table.leverage("leverage")
    assert problem_of(table.finish).endswith(":2: unknown key 'lverage', did you mean 'leverage'?")
    table = root(tmp_path, "zzz = 6\n")
    table.has("leverage")
    assert problem_of(table.finish).endswith(":1: unknown key 'zzz'; known here: leverage")


def test_word_and_integer_and_boolean(tmp_path: Path) -> None:
    table = root(tmp_path, "side = 'lnog'\ncount = 99\nflag = 'yes'\n")
    assert "did you mean 'long'?" in problem_of(table.word, "side", ("long", "short"))
    assert "from 1 to 10" in problem_of(table.integer, "count", 1, 1, 10)
    assert "true or false" in problem_of(table.boolean, "flag", False)

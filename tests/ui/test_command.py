"""The console command before any window: words that are nothing, and files that are not there."""

from pathlib import Path

import pytest

from ui.command import main


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["verfy"], "unknown command 'verfy'; did you mean 'verify'?"),
        (["sht", "x"], "unknown command 'sht'; did you mean 'shot'?"),
        (
            ["zzz"],
            "unknown command 'zzz'; known: risk, run, compare, verify, recover, import, rulebooks, scenarios, doctor, "
            "shot",
        ),
        (["gone.bulkhead"], "gone.bulkhead: there is no such file; check the name"),
        (["gone/session"], "gone/session: there is no such file; check the name"),
        (["--scenario", "black-thursdy"], "did you mean 'black-thursday'?"),
        (["--scenario", "gone.toml"], "gone.toml: there is no such file; check the name"),
        (["--scenario"], "argument --scenario: expected one argument"),
        (["--speed", "fast"], "--speed fast: write a whole number from 1 to 1000"),
        (["--size", "big"], "--size big: write width x height in pixels"),
        (["--theme", "blue"], "invalid choice: 'blue'"),
        (["shot"], "the following arguments are required"),
        (["shot", "gap-through-bankruptcy", "--at", "noon", "--out", "x.png"], "--at: 'noon' is not an RFC 3339 time"),
        (["shot", "stop-and-gap", "--at", "2020-03-12T10:00:05Z", "--out", "x.txt"], "a name that ends in .png"),
        (["shot", "stop-and-gap", "--at", "2020-03-12T10:00:05Z", "--out", "."], "a name that ends in .png"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_no_window(
    argv: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("bulkhead: ") and err.count("\n") == 1 and said in err
    assert list(tmp_path.iterdir()) == [] or [one.name for one in tmp_path.iterdir()] == ["home"]

"""Every key of the window stands in the help; one truth for README, help and behaviour."""

from pathlib import Path

from tests.support.window_pilot import Pilot

HELP = Path(__file__).resolve().parents[2] / "resources" / "help" / "keyboard.md"
SPELLINGS = {"Return": "Enter", "Left": "Left", "Right": "Right"}
FOLDED = {f"Ctrl+{number}": "Ctrl+1 to Ctrl+7" for number in range(1, 8)} | {str(n): "1 2 3 4" for n in range(1, 5)}


def test_every_key_of_the_window_is_in_the_help(qtbot: object, tmp_path: Path) -> None:
    text = HELP.read_text(encoding="utf-8")
    window = Pilot(qtbot, tmp_path, None).window
    missing = []
    for action in window.actions():
        key = action.shortcut().toString()
        for ours, theirs in SPELLINGS.items():
            key = key.replace(ours, theirs)
        if key and FOLDED.get(key, key) not in text:
            missing.append(f"{key} ({action.text()})")
    assert not missing, f"keyboard.md does not name: {', '.join(missing)}"

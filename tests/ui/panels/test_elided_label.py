"""A line of text that gives way: what is shown, what is told."""

from ui.panels.elided_label import ElidedLabel

NOTE = "Prices are simulated · path inside a candle: open, low, high, close · times read as UTC"


def test_elided_label_with_room_shows_all_and_needs_no_tooltip(qtbot):
    note = ElidedLabel(tone="caption", least="Prices are simulated")
    qtbot.addWidget(note)
    note.resize(900, 18)
    note.show_text(NOTE)
    assert note.text() == NOTE and note.toolTip() == ""


def test_elided_label_without_room_keeps_the_whole_text_as_tooltip_and_name(qtbot):
    note = ElidedLabel(tone="caption", least="Prices are simulated")
    qtbot.addWidget(note)
    note.show_text(NOTE)
    note.resize(160, 18)
    note.show()
    assert note.text().rstrip(" ·…") == "Prices are simulated"
    assert note.toolTip() == note.accessibleName() == note.whole_text == NOTE
    assert note.minimumSizeHint().width() < 200, "only the least words are asked for"

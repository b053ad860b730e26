"""Words of the look: colour pairs for gain and loss, strong borders."""

PAIR = "Colours of gain and loss"
PAIR_CHOICES = (("teal", "Teal and vermilion"), ("blue", "Blue and orange"))
OWN_CHOICE = ("own", "Your own pair")
GAIN, LOSS = "Gain", "Loss"
PICK = "Pick the colour of {name}"
OWN_NOTE = "Six digits each, such as #35CDBB. A pair holds once everybody can tell it apart and read it."
OWN_USED = "This pair is in use. A theme on which it is too faint keeps its own colours."
STRONG = "Strong borders round every control"
TOGGLE_STRONG = "Strong borders on or off"
CHOOSE_PAIR = "Colours: {pair}"

"""Words of the look: colour pairs for gain and loss, strong borders."""

PAIR = "Colours of gain and loss"
PAIR_CHOICES = (("teal", "Teal and vermilion"), ("blue", "Blue and orange"))
OWN_CHOICE = ("own", "Your own pair")
STRONG = "Strong borders round every control"
TOGGLE_STRONG = "Strong borders on or off"
CHOOSE_PAIR = "Colours: {pair}"

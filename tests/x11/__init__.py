"""Stories in a real X window, with a real pointer and real keys: `python -m pytest -m x11`."""

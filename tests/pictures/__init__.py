"""Pictures of the window at its moments, to be looked at: `python -m tests.pictures FOLDER`."""

"""The main window and its keyboard."""

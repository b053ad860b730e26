"""What the window shows, as plain values with texts ready to print. Qt-free."""

"""The session file: journal, snapshots, replay."""

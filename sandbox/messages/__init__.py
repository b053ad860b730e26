"""Commands, updates, events and reasons: plain frozen records."""

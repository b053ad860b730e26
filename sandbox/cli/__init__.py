"""The bulkhead command without a window."""

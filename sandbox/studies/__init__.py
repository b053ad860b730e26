"""Many runs at once: the same scenario under several regimes, side by side."""

"""Painted parts of the window: chart, tanks, pipes, flows, basins, strips and bars."""

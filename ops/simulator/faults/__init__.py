"""Faults: every way in which the simulator misbehaves, by name, a file for each moment at which it can be played."""

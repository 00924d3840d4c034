"""The episode stage."""

"""Backups: a copy of a Redis as it stood at one moment, which of its keys are worth bringing back, and seasons that rest afterwards."""

"""Checks of providers' accounts: whether a key is there, can be a key, and is taken, without ordering anything."""

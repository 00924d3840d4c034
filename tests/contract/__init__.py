"""The catalogue's contract: every shipped row played against stand-ins that were written from the vendors' own documents."""

"""The character bible: written from any season, and what of a season its changes make stale."""

"""The state of seasons in Redis: what was ordered, what is under way, what has ended and how."""

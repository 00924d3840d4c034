"""Dialects: the protocols that the simulator speaks, a file each; what happens to a request is the same in all of them."""

"""Endpoints: what is done for each path, a file for each protocol."""

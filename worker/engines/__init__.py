"""Engines: the protocols by which providers are asked. A vendor is a row of the catalogue; an engine reads it."""

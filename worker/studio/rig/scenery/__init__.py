"""Painted places: what stands behind and before the characters, by setting, hour and weather."""

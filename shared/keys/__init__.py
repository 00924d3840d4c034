"""Providers' keys: read from the environment or a private file, cleaned, judged, shown to their provider, and to nobody else."""

from shared.keys.key import Key
from shared.keys.ring import KeyRing, key_ring

__all__ = ["Key", "KeyRing", "key_ring"]

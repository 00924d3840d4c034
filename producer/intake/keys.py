"""Which vendors can be asked: those whose keys are there and can be keys, and the studio, which needs none."""

from collections.abc import Callable, Iterable

from shared.catalogue import Catalogue, Vendor
from shared.catalogue.vendors import HttpVendor
from shared.keys import Key, KeyRing, key_ring

IsConfigured = Callable[[str], bool]
"""Whether a vendor, by name, can be asked."""


def keyed_by(catalogue: Catalogue, ring: KeyRing | None = None) -> IsConfigured:
    """Tells the vendors that have all their keys. Raises SettingsError for a keys file that cannot be used."""
    return lambda name: not missing_keys(catalogue.vendors[name], ring) and not unfit_keys(catalogue.vendors[name], ring)


def keys_of(vendor: Vendor, ring: KeyRing | None = None) -> list[Key]:
    """What is known of each variable that must hold a key of this vendor's."""
    ring = ring or key_ring()
    return [ring.find(name, least) for name, least in vendor.wanted_keys().items()] if isinstance(vendor, HttpVendor) else []


def missing_keys(vendor: Vendor, ring: KeyRing | None = None) -> list[str]:
    """The variables that a vendor needs, and that are not set or blank: its keys', and those of its address."""
    ring = ring or key_ring()
    return [*(key.name for key in keys_of(vendor, ring) if key.state == "missing"), *unset_in_address(vendor, ring)]


def near_misses(vendors: Iterable[Vendor], ring: KeyRing | None = None) -> str:
    """Words on variables that are set and spelt a little otherwise than those that these vendors miss; else empty."""
    ring = ring or key_ring()
    return "".join(ring.near(name) for vendor in vendors for name in missing_keys(vendor, ring))


def unset_in_address(vendor: Vendor, ring: KeyRing) -> tuple[str, ...]:
    """The variables of a vendor's address that are not set."""
    named = vendor.address_variables() if isinstance(vendor, HttpVendor) else ()
    return tuple(name for name in named if not ring.environment.get(name, "").strip())


def unfit_keys(vendor: Vendor, ring: KeyRing | None = None) -> list[str]:
    """What is wrong with what is there but cannot be a key of this vendor's: one line each."""
    return [key.wrong for key in keys_of(vendor, ring) if key.state == "unfit"]

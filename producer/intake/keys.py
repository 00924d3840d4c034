"""Which vendors can be asked: those whose keys are in the environment, and the studio, which needs none."""

import os
from collections.abc import Callable, Mapping

from shared.catalogue import Catalogue, Vendor
from shared.catalogue.vendors import HttpVendor

IsConfigured = Callable[[str], bool]
"""Whether a vendor, by name, can be asked."""


def keyed_by(catalogue: Catalogue, environment: Mapping[str, str] = os.environ) -> IsConfigured:
    """Tells the vendors that have all their keys in the environment."""
    return lambda name: not missing_keys(catalogue.vendors[name], environment)


def missing_keys(vendor: Vendor, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The variables that must hold a vendor's keys, and are not set or blank."""
    return vendor.keys_missing(environment) if isinstance(vendor, HttpVendor) else []

"""The catalogue: who can make what, in which languages and voices, at what price; one YAML file a vendor."""

from shared.catalogue.load import Catalogue, load, load_catalogue
from shared.catalogue.models import Capability, Model, Price, Voice
from shared.catalogue.vendors import CAPABILITY_OF, Vendor

__all__ = ["CAPABILITY_OF", "Capability", "Catalogue", "Model", "Price", "Vendor", "Voice", "load", "load_catalogue"]

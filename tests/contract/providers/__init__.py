"""The stand-ins, a file a vendor. To add one: subclass Standin (vendor.py), and list it in STANDINS (registry.py)."""

"""Measurements that print JSON: what is compared is compared side by side, in one run."""

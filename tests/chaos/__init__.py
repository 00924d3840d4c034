"""The chaos suite: seasons made while everything fails that can fail, judged by the provider's own books."""

"""The offline studio's pictures: our own drawn characters in drawn places."""

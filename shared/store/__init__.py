"""The artifact store: products by content key, complete or absent."""

"""The only way to whoever makes a product: a provider, the offline studio, or the worker itself."""

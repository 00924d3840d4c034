"""What each stage makes: who may make it besides a provider, and what a product must be before it is accepted."""

"""Sample values for tests."""

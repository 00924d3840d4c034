"""A simulated provider and a line for what is done to a line from outside: backups, restores, what is removed."""

from tests.integration.paid.conftest import line, provider, running_line, running_provider, studio

__all__ = ["line", "provider", "running_line", "running_provider", "studio"]

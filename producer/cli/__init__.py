"""The command line: every command in its own module, all errors in one place."""

from producer.cli.app import main

__all__ = ["main"]

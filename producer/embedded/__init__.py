"""The embedded run: a private redis-server and worker processes that live exactly as long as the command."""

"""The tasks: what a message of ids makes a worker do."""

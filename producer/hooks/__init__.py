"""The service that providers call back: it checks who calls, and has the call's job asked about at once. It believes nothing else."""

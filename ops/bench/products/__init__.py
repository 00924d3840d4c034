"""Products made for the purpose, good and bad, for quality gates to judge."""

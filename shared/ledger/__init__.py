"""The ledger: what each paid call may cost, does cost and did cost, and who may call when; one Lua script an act."""

"""Operating the line: its backups, taken and brought back; the store, cleared of what nobody needs; seasons that are forgotten."""

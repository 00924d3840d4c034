"""The Lua of the locks: each compares the owner before it changes anything."""

"""Chat: stands in for a language model, which answers any JSON Schema with a small script that could be shot."""

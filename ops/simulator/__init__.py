"""An independent witness: an HTTP provider that stands in for paid media providers, keeps its own books, and misbehaves on demand."""

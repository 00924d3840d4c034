"""Writing with language models: what each step is told, and the order of the steps."""

"""Exports: in which forms a finished season can be handed on, what each is made of, and who asks whom for it."""

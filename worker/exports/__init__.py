"""Exports: the finished season in the forms that others ask for, each form a file."""

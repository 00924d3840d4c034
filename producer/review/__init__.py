"""Review: what in a script will probably not work as a short drama, found without a language model; it tells, and stops nothing."""

"""Has the dialogue translated, where the script does not say what it is in a language that is wanted."""

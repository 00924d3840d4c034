"""What a language model answered to a step of writing, read, judged and normalised; nothing here asks anybody."""

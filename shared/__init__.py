"""What both sides of the line need, and nothing else."""

"""What the line makes, stage by stage, and the content key of each product."""

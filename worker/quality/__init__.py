"""Quality gates: what a product measures before the next payment is made on it. Pure measures of files, a file a gate."""

"""What tests run besides the product: a quick studio, a worker that uses it."""

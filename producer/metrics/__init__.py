"""What Prometheus asks for: read from Redis and the broker at the moment of the question, a few round trips in all."""

"""The durable timer: a task that must wait is kept in Redis until it is due, not in a worker's memory."""

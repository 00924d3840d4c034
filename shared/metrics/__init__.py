"""What can be measured of a line: the metrics by name, and the counters that outlive the processes that count."""

"""Running and measuring the line: images, dashboards, benchmarks, the simulated provider."""

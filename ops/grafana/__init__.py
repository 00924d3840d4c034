"""The Grafana dashboard as code, the JSON that is made from it, and the files that have Grafana find both."""

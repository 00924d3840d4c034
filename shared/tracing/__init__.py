"""Traces (OpenTelemetry): a trace an order, in it a span a chain, a task and a provider's call; nothing where none are asked for."""

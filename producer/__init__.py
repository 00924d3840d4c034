"""Intake, plan, submit, watch: everything on the side that orders a season."""

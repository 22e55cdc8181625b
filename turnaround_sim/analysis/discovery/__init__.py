"""Scenario discovery: where in the range of what is unknown a claim holds, and where it does not."""

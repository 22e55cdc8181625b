"""Robust choice: which policy holds up over what is not known, within a budget that all of them share."""

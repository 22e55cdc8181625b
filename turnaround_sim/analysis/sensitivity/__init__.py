"""Sensitivity: which factors an outcome hangs on, with chance told apart from all of them."""

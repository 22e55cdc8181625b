"""The experiments: what was asked, what was expected before the run, how it is done and what it could show."""

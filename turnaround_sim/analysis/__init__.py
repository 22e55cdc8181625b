"""What finished runs say: comparisons and, later, whatever else is read out of results."""

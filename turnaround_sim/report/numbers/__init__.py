"""The numbers behind the figures: a finished run, read back and summed up over replicates. Nothing here draws."""

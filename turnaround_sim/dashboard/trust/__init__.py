"""What the One trust page shows: whose history can be told, which trusts are worth it, and the history itself.

`worlds` walks a replicate of a run or of a scenario, `choosing` says what there is to see in it, `history` tells one
trust as text, tables and one picture.
"""

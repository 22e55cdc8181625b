"""What the Experiments page shows: the folders under the results root, and what each of them says.

`folders` lists them, `reading` reads one, `runs`, `studies`, `published` and `written` read one kind each.
"""

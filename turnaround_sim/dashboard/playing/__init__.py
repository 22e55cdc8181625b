"""The game in a browser: welcome, prediction, quarter, end, and a class with its teacher.

Whatever is shown is read anew from where games are kept; a browser holds nothing but an address. `kept` reads the
address and opens the games, `choices` makes a move of what was ticked, `news`, `words`, `scores` and `drawings` say
what came; those are plain Python. The others each put up one screen of the page.
"""

"""A judged test of search: queries as families word them, with the services of the demonstration that answer them.

``queries.json`` holds a line for each query: its kind, its words, and by title the services that answer it, graded 3
(exactly this), 2 (a good answer) or 1 (related). Every third is held out: never looked at while the search is tuned.
"""

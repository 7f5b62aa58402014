"""Sweeps: one demo over a grid of knob values and many seeds, as a table.

`plan` says which runs there are, `table` keeps their rows in a file, an engine (`local`,
`cluster`, or one line at a time with `lines`) does them, `summary` and `picture` tell what came
out.
"""

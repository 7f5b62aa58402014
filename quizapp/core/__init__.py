"""The rules: question kinds, grading, sessions, picking, scheduling.

Pure: standard library and fsrs only; no I/O, no clock, no global state.
"""

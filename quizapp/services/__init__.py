"""The use-cases that every front shares: open the house, start a session, answer, run a demo.

A front calls these, shows the frozen views that come back, and knows no rule of its own.
"""

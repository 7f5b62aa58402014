"""The learner's record: an append-only log in SQLite, and what is derived from it."""

"""The quiz as plain lines: for screen readers, pipes and dumb terminals.

No escapes and no redrawing; the same services, the same record, complete explanations.
"""

from quizapp.plain.session import run_plain

__all__ = ["run_plain"]

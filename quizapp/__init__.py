"""quizapp: interview preparation whose answers are proved by runnable demos.

Nothing is imported here, so that `quizapp --version` costs no more than Python itself.
"""

__version__ = "0.1.0"

"""The command line: parses, calls the services, prints. Heavy imports stand in functions."""

import io
import os
import sys
from collections.abc import Sequence

from quizapp.cli.parser import build_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status.

    0 done, 1 the thing checked does not hold, 2 wrong usage or input.
    """
    _survive_encodings()
    parser = build_parser()
    options = parser.parse_args(arguments)
    from quizapp.errors import QuizappError

    try:
        status = int(options.run(options))
        sys.stdout.flush()  # here, where a reader that went away is expected
        return status
    except QuizappError as error:
        print(f"quizapp: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # The reader went away (`quizapp demo list | head -1`); the rest has no reader, and
        # Python must not find that out once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _survive_encodings() -> None:
    """Let no character that a pipe or terminal cannot take or give end a command."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")

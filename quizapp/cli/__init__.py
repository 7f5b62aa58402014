"""The command line: parses, calls the services, prints. Heavy imports stand in functions."""

import sys
from collections.abc import Sequence

from quizapp.cli.parser import build_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status.

    0 done, 1 the thing checked does not hold, 2 wrong usage or input.
    """
    parser = build_parser()
    options = parser.parse_args(arguments)
    from quizapp.errors import QuizappError

    try:
        return int(options.run(options))
    except QuizappError as error:
        print(f"quizapp: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # The reader went away (`quizapp demo list | head -1`); the rest has no reader.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130

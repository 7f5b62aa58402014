"""What can be said of the settings on the command line."""

from typing import Any

from quizapp.cli.declaring import command, runs, takes_json


def declare_settings(commands: Any) -> None:
    """`quizapp settings`."""
    settings = command(
        commands,
        "settings",
        runs("settings", "show_settings"),
        "show the settings and where their file is",
        "quizapp settings --init",
    )
    either = settings.add_mutually_exclusive_group()
    either.add_argument(
        "--init", action="store_true", help="write a file with every setting, commented out"
    )
    either.add_argument(
        "--keys", action="store_true", help="list the commands whose keys can be changed"
    )
    takes_json(settings)

"""What can be said of searching, showing and noting on the command line."""

from typing import Any

from quizapp.cli.declaring import command, count, runs, takes_json, takes_record


def declare_browsing(commands: Any) -> None:
    """`quizapp search`, `quizapp show` and `quizapp note`."""
    _search(commands)
    show = command(
        commands,
        "show",
        runs("browse", "show_question"),
        "print a question; with --answer also the answer, its reasons and what follows",
        "quizapp show deep-learning/relu-over-sigmoid --answer",
    )
    show.add_argument("question", metavar="PACK/QUESTION", help="as `quizapp search` lists it")
    show.add_argument("--answer", action="store_true", help="with the answer and the explanation")
    takes_record(show)
    takes_json(show)
    note = command(
        commands,
        "note",
        runs("browse", "note_question"),
        "write a note of your own on a question, or print it; without a question, print all",
        "quizapp note deep-learning/dead-relu revisit",
    )
    note.add_argument("question", nargs="?", metavar="PACK/QUESTION", help="the question")
    change = note.add_mutually_exclusive_group()
    change.add_argument("text", nargs="?", metavar="TEXT", help="Markdown; - reads it from stdin")
    change.add_argument("--remove", action="store_true", help="take the note away")
    takes_record(note)
    takes_json(note)


def _search(commands: Any) -> None:
    search = command(
        commands,
        "search",
        runs("browse", "search_questions"),
        "find questions of all packs, in both languages, and in your notes",
        "quizapp search vanishing gradient kind:predict diff:3-5",
    )
    search.add_argument(
        "words",
        nargs="*",
        metavar="WORDS",
        help='words, "phrases", and filters such as is:due, is:wrong, has:note, diff:4-5',
    )
    for name, help_ in (
        ("pack", "only this pack"),
        ("topic", "only this topic"),
        ("kind", "only this kind of question"),
    ):
        search.add_argument(f"--{name}", action="append", default=[], help=help_)
    search.add_argument("--sort", choices=("relevance", "book", "weakest"), help="the order")
    search.add_argument(
        "-n", type=count, default=20, metavar="N", help="how many are printed; default: 20"
    )
    takes_record(search)
    takes_json(search)

"""`quizapp` and `quizapp quiz`: the app at home or at a question, and the plain quiz."""

import argparse
import contextlib
import gc
import sys
from collections.abc import Iterator
from dataclasses import replace

from quizapp.cli.opening import need_terminal, open_house
from quizapp.core.say import say
from quizapp.core.session import Mode
from quizapp.errors import UsageError
from quizapp.services.house import EVERYTHING, SESSION_LENGTH, House, Wish


def run_home(options: argparse.Namespace) -> int:
    """Start the app at home."""
    need_terminal("quizapp quiz --plain")
    with _collecting_late():
        house, _ = open_house(options)
        from quizapp.tui.app import run_app

        run_app(house)
    return 0


def run_quiz(options: argparse.Namespace) -> int:
    """Start a session; without further wishes, go on with the one that broke off.

    Where packs are named, with one that asks of these alone.
    """
    if options.mode == Mode.INTERVIEW:
        return _interview(options)
    _refuse_idle(options)
    if options.plain:
        return _run_session(options)
    need_terminal("quizapp quiz --plain")
    with _collecting_late():
        return _run_session(options)


def _run_session(options: argparse.Namespace) -> int:
    """The session asked for, in the app or as lines."""
    house, packs = open_house(options, options.packs)
    wish = Wish(
        packs=packs,
        topics=tuple(options.topic),
        kinds=tuple(options.kind),
        mode=Mode(options.mode),
        length=options.n or SESSION_LENGTH,
        seed=options.seed,
        new=options.new,
        schedule=options.schedule,
        difficulties=options.difficulty,
    )
    resume = replace(wish, packs=()) == Wish() and (not packs or house.broke_off(packs))
    if options.n is None:
        wish = replace(wish, length=_length(wish.mode, house))
    if options.plain:
        from quizapp.plain import run_plain

        try:
            return run_plain(house, wish, resume=resume, source=sys.stdin, target=sys.stdout)
        finally:
            house.close()
    try:
        house.refuse_unknown(wish)
    except UsageError:
        house.close()
        raise
    from quizapp.tui.app import run_app

    run_app(house, wish=wish, resume=resume)
    return 0


@contextlib.contextmanager
def _collecting_late() -> Iterator[None]:
    """Look for no rubbish while the app starts: all that is loaded then stays.

    The app turns the collector on again with its first frame, which so comes a sixth sooner.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _interview(options: argparse.Namespace) -> int:
    """`--mode interview` is `quizapp interview`."""
    from quizapp.cli.interview import hold_interview

    if options.kind:
        raise UsageError(say("An interview asks all kinds; --kind is for other modes."))
    if options.difficulty:
        told = say("An interview goes by its level: quizapp interview --level 3.")
        raise UsageError(told)
    plan = {"level": None, "questions": options.n, "minutes": None}
    plan |= {"verdicts": None, "resume": False}
    return hold_interview(argparse.Namespace(**vars(options) | plan))


def _refuse_idle(options: argparse.Namespace) -> None:
    """Raises UsageError for what would change nothing: the learner meant something else."""
    if options.schedule and options.mode != Mode.CRAM:
        raise UsageError(say("--schedule is for --mode cram; learning schedules anyway."))
    if options.new is not None and options.mode != Mode.LEARN:
        raise UsageError(say("--new is for --mode learn; other modes have no daily limit."))


def _length(mode: Mode, house: House) -> int:
    """Cramming and reading go through everything that is selected."""
    return EVERYTHING if mode in (Mode.CRAM, Mode.BROWSE) else house.settings.session_length

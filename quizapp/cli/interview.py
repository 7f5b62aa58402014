"""`quizapp interview` and `quizapp interviews`: hold one, list them, show a report."""

import argparse
import json
import shlex
import shutil
import sys
from contextlib import closing

from quizapp.cli.opening import need_terminal, open_house
from quizapp.core.interview import Plan, Verdicts
from quizapp.core.say import plain, say
from quizapp.errors import UsageError
from quizapp.locale import translator
from quizapp.services.house import House

NARROWEST, WIDEST = 60, 100


def hold_interview(options: argparse.Namespace) -> int:
    """Hold an interview; without any wish, go on with the one that broke off."""
    if not options.plain:
        need_terminal("quizapp interview --plain")
    house, packs = open_house(options, options.packs)
    with closing(house):
        plan = _plan(options, packs)
        if options.resume:
            _refuse_nothing_open(house)
        if options.plain:
            from quizapp.plain.interview import run_plain_interview

            return run_plain_interview(
                house,
                plan,
                seed=options.seed,
                source=sys.stdin,
                target=sys.stdout,
                again=_again(options, packs),
            )
        if plan:
            _refuse_nothing(house, plan)
        from quizapp.tui.interview_app import run_interview

        run_interview(house, plan, options.seed)
    return 0


def list_interviews(options: argparse.Namespace) -> int:
    """Print all interviews, the oldest first."""
    from quizapp.services.documents import as_lines
    from quizapp.services.interview_report import past_interviews
    from quizapp.services.interview_saving import past_to_json
    from quizapp.services.interview_words import past_rows

    with closing(open_house(options)[0]) as house:
        pasts = past_interviews(house)
        tr = translator(house.lang)
    if options.json:
        told = {"interviews": [past_to_json(past) for past in pasts]}
        print(json.dumps(told, indent=2, ensure_ascii=False))
    elif pasts:
        print(as_lines([past_rows(pasts, tr)], WIDEST), end="")
    else:
        print(plain(say("There is none yet. quizapp interview holds the first."), tr))
    return 0


def show_report(options: argparse.Namespace) -> int:
    """Print an interview's report, or save it."""
    from quizapp.services.documents import as_lines
    from quizapp.services.interview_report import make_report
    from quizapp.services.interview_saving import check_target, report_to_json, save_report
    from quizapp.services.interview_words import report_blocks
    from quizapp.services.interviewing import read_interview

    if options.to is not None:
        check_target(options.to)  # before anything is opened
    with closing(open_house(options)[0]) as house:
        sessions = [session for session, _ in house.record.interviews.all()]
        place = _place(options.number, len(sessions))
        tr = translator(house.lang)
        report = make_report(house, read_interview(house, sessions[place]), tr)
        if options.to is not None:
            save_report(report, options.to, tr, house.lang)
            print(plain(say("Saved {file}", file=str(options.to)), tr), file=sys.stderr)
    if options.json:
        print(json.dumps(report_to_json(report), indent=2, ensure_ascii=False))
    elif options.to is None:
        columns = shutil.get_terminal_size((80, 24)).columns
        width = max(NARROWEST, min(columns, WIDEST))
        print(as_lines(report_blocks(report, tr), width), end="")
    return 0


def _plan(options: argparse.Namespace, packs: tuple[str, ...]) -> Plan | None:
    """What is wished for; None where nothing is, not even a seed.

    With --resume packs are only where its questions are. Raises UsageError for other wishes.
    """
    wished = (packs, options.topic, options.level, options.questions, options.minutes)
    if options.resume:
        if any((*wished[1:], options.verdicts, options.seed is not None)):
            raise UsageError(say("--resume goes on with an interview as it was begun."))
        return None
    if not any((*wished, options.verdicts, options.seed is not None)):
        return None
    low, high = options.level or (Plan().low, Plan().high)
    return Plan(
        packs=packs,
        topics=tuple(options.topic),
        low=low,
        high=high,
        questions=options.questions or (0 if options.minutes else Plan().questions),
        minutes=options.minutes or 0,
        verdicts=Verdicts(options.verdicts or Verdicts.END),
    )


def _again(options: argparse.Namespace, packs: tuple[str, ...]) -> str:
    """The command that goes on with the interview; it names the folders that it needs."""
    if tuple(options.packs) == packs:
        return "quizapp interview --plain"
    return shlex.join(["quizapp", "interview", *options.packs, "--resume", "--plain"])


def _refuse_nothing_open(house: House) -> None:
    """Raises UsageError where there is no interview to go on with."""
    from quizapp.services.interviewing import OUT_OF_REACH, broken_off, out_of_reach

    if not broken_off(house):
        gone = out_of_reach(house)
        raise UsageError(OUT_OF_REACH if gone else say("No interview has broken off."))


def _refuse_nothing(house: House, plan: Plan) -> None:
    """Raises UsageError before the screen is taken, where nothing can be asked."""
    from quizapp.services.interviewing import refuse_nothing

    refuse_nothing(house, plan)


def _place(number: str, count: int) -> int:
    """Where in the list. Raises UsageError."""
    if not count:
        raise UsageError(
            say("There is no interview yet."), hint=say("quizapp interview holds the first.")
        )
    if number == "last":
        return count - 1
    if number.isascii() and number.isdecimal() and len(number) < 10 and 1 <= int(number) <= count:
        return int(number) - 1
    raise UsageError(
        say("There is no interview {number}; there are 1 to {count}.", number=number, count=count),
        hint=say("quizapp interviews list shows them."),
    )

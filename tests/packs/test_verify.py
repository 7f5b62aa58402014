"""Answers checked by running: real programs in this interpreter, measurements from a table."""

import contextlib
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from quizapp.core.questions import DemoLink
from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.packs.pack import load_pack
from quizapp.packs.problems import Problem
from quizapp.packs.verify import runs_on, verify_pack


@dataclass(frozen=True)
class Run:
    stdout: str = ""
    exception: str = ""
    timed_out: bool = False


def run_here(code: str) -> Run:
    if "while True" in code:
        return Run(timed_out=True)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "question", "exec"), {})
    except (ArithmeticError, AssertionError, NameError) as error:
        return Run(printed.getvalue(), type(error).__name__)
    return Run(printed.getvalue())


def measure_nothing(link: DemoLink, metric: str, seed: int) -> float:
    raise AssertionError("no demo was to be run")


HEAD = "- id: one\n  topic: basics\n  difficulty: 1\n  prompt: '{n}?'\n  explanation: So.\n"

Verify = Callable[..., list[str]]


@pytest.fixture
def verify(make_pack: Callable[..., Path]) -> Verify:
    """The problems' messages of a pack with one question, given by its own fields."""

    def told(own: str, **how: object) -> list[str]:
        loaded = load_pack(make_pack(files={"questions/a.yaml": "\n" + HEAD + own}))
        assert loaded.pack, loaded.problems
        assert loaded.pack.questions, loaded.problems
        given: dict[str, object] = {"run_code": run_here, "measure": measure_nothing, **how}
        problems: list[Problem] = verify_pack(loaded.pack, **given)  # type: ignore[arg-type]
        assert all(p.line > 2 for p in problems), "each stands at its field"
        return [str(problem.message) for problem in problems]

    return told


def output(code: str, answer: str, more: str = "") -> str:
    return f"  kind: output\n  code: '{code}'\n  answer: {answer}\n{more}"


def test_an_output_is_what_is_printed(verify: Verify) -> None:
    assert verify(output("print(1 + 1)", "'2'")) == []
    assert verify(output("print(1 + 1)", "'3'")) == ["`answer` is `3` and the program gives `2`"]
    assert verify(output("print(1); print(2)", '"1\\n2"')) == []


def test_a_problem_stands_at_the_field_to_mend(make_pack: Callable[..., Path]) -> None:
    text = "\n" + HEAD + output("print(1)", "'2'")
    loaded = load_pack(make_pack(files={"questions/a.yaml": text}))
    assert loaded.pack
    (problem,) = verify_pack(loaded.pack, run_code=run_here, measure=measure_nothing)
    assert text.splitlines()[problem.line - 1] == "  answer: '2'"


def test_what_a_program_prints_cannot_reach_the_terminal(verify: Verify) -> None:
    (told,) = verify(output("print(chr(27) + chr(91) + chr(50) + chr(74))", "'2'"))
    assert told == r"`answer` is `2` and the program gives `\x1b[2J`"


def test_a_mistake_in_syntax_is_told_with_its_line(verify: Verify) -> None:
    code = "|\n    print(1)\n    print(2"
    wrong = f"  kind: output\n  code: {code}\n  answer: '1'\n"
    assert verify(wrong, run_code=lambda _: Run("", "SyntaxError")) == [
        "line 2 of `code` is not valid Python: '(' was never closed"
    ]
    assert (
        verify(wrong.replace("'1'", "SyntaxError"), run_code=lambda _: Run("", "SyntaxError")) == []
    )


def test_an_output_may_be_an_exception(verify: Verify) -> None:
    assert verify(output("1 / 0", "ZeroDivisionError")) == []
    assert verify(output("1 / 0", "TypeError")) == [
        "`answer` is `TypeError` and the program gives `ZeroDivisionError`"
    ]
    assert verify(output("print(1); 1 / 0", '"1\\nZeroDivisionError"')) == []
    assert verify(output("print(1)", "ValueError")) == [
        "`answer` is `ValueError` and the program gives `1`"
    ]


def test_an_output_that_does_not_end(verify: Verify) -> None:
    assert verify(output("while True: pass", "'1'")) == ["the program does not end in time"]


def test_an_output_for_another_python_is_passed_over(verify: Verify) -> None:
    wrong = output("print(1)", "'2'", "  python: '>=3.13'\n")
    assert verify(wrong, python=(3, 12, 9)) == []
    assert len(verify(wrong, python=(3, 13, 0))) == 1


@pytest.mark.parametrize(
    ("versions", "python", "expected"),
    [
        ("", (3, 11, 7), True),
        (">=3.12", (3, 12, 0), True),
        (">=3.12", (3, 11, 9), False),
        ("<=3.12", (3, 12, 4), True),
        (">3.12", (3, 12, 4), False),
        ("<3.12", (3, 9, 18), True),
        ("==3.11", (3, 11, 7), True),
        ("!=3.11", (3, 11, 7), False),
        ("==3.11.7", (3, 11, 8), False),
        (">=3.11, <3.14", (3, 13, 1), True),
        (">=3.11,<3.14", (3, 14, 0), False),
        (">=3.9", (3, 10, 0), True),
    ],
)
def test_python_versions(versions: str, python: tuple[int, ...], expected: bool) -> None:
    assert runs_on(versions, python) == expected


def bug(code: str, fix: str, check: str) -> str:
    return f"  kind: bug\n  code: '{code}'\n  line: 1\n  fix: '{fix}'\n  check: '{check}'\n"


def test_a_bug_fails_before_and_passes_after_its_fix(verify: Verify) -> None:
    assert verify(bug("x = 1", "x = 2", "assert x == 2")) == []
    assert verify(bug("x = 1", "x = 2", "assert x < 3")) == [
        "`check` passes after `code`, which should have a mistake"
    ]
    assert verify(bug("x = 1", "x = 3", "assert x == 2")) == [
        "`check` fails after `fix`: AssertionError"
    ]
    assert verify(bug("while True: pass", "x = 2", "assert x")) == []
    assert verify(bug("x = 1", "while True: x", "assert x")) == [
        "`fix` with `check` does not end in time",
        "`check` passes after `code`, which should have a mistake",
    ]


def test_a_check_is_worked_out_for_every_variation(verify: Verify) -> None:
    numeric = "  kind: numeric\n  answer: 6\n  check: 12 / n\n"
    assert verify(numeric + "  vary: {n: [2, 3]}\n") == []
    (told,) = verify(numeric + "  vary: {n: [2, 3, 0]}\n")
    assert told.startswith("`check` cannot be worked out for n = 0: ")


def predict(options: bool = True) -> str:
    own = "  kind: predict\n  demo: relu-slope\n  metric: error\n"
    if not options:
        return own + "  relative: 0.1\n"
    return own + (
        "  options:\n    - {text: Small, range: [-inf, 0.1], why: x}\n"
        "    - {text: Middle, range: [0.1, 0.5], why: x}\n"
    )


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ((0.2, 0.3, 0.4), []),
        ((0.0, -1.0, -math.inf), []),
        ((0.1, 0.1, 0.1), []),
        ((0.2, 0.3, 0.05), ["the seed decides which option is right: `error` = 0.2, 0.3, 0.05"]),
        ((0.2, 0.5, 0.3), ["no option holds for `error` = 0.2, 0.5, 0.3"]),
        ((0.2, math.nan, 0.3), ["no option holds for `error` = 0.2, nan, 0.3"]),
    ],
)
def test_one_option_holds_for_every_seed(
    measured: tuple[float, ...], expected: list[str], verify: Verify
) -> None:
    assert verify(predict(), measure=lambda link, metric, seed: measured[seed]) == expected


def test_a_free_number_is_finite(verify: Verify) -> None:
    def measure(link: DemoLink, metric: str, seed: int) -> float:
        assert (link.id, metric) == ("relu-slope", "error")
        return float(seed)

    assert verify(predict(options=False), measure=measure) == []
    assert verify(predict(options=False), measure=lambda *_: math.inf) == [
        "`error` is not a finite number: inf, inf, inf"
    ]


def test_a_demo_that_cannot_run_is_told(verify: Verify) -> None:
    def measure(link: DemoLink, metric: str, seed: int) -> float:
        raise LabError(say("torch is not installed."))

    assert verify(predict(), measure=measure) == [
        "the answer cannot be checked: torch is not installed"
    ]


def linked(*links: str) -> str:
    """A choice whose question, then whose wrong options, link to runs."""
    first, *others = links
    options = "".join(
        f"    - {{text: wrong {n}, why: No., demo: {link}}}\n" for n, link in enumerate(others)
    )
    right = "    - {text: right, correct: true, why: Yes.}\n"
    return f"  kind: choice\n  demo: {first}\n  options:\n{right}{options}"


def test_linked_runs_are_made_once_with_the_first_seed(verify: Verify) -> None:
    made: list[tuple[str, str, int]] = []

    def measure(link: DemoLink, metric: str, seed: int) -> float:
        made.append((link.id, metric, seed))
        return math.nan

    both = linked("{id: relu-slope, watch: error}", "born-dead")
    assert verify(both, measure=measure) == []
    assert made == [("relu-slope", "error", 0), ("born-dead", "", 0)]


def test_a_linked_run_that_does_not_work_is_told_at_its_link(
    make_pack: Callable[..., Path],
) -> None:
    def measure(link: DemoLink, metric: str, seed: int) -> float:
        if metric == "eror":
            raise LabError(say("the demo reports no {metric}.", metric=metric))
        return 1.0

    text = "\n" + HEAD + linked("relu-slope", "{id: relu-slope, watch: eror}")
    loaded = load_pack(make_pack(files={"questions/a.yaml": text}))
    assert loaded.pack
    (problem,) = verify_pack(loaded.pack, run_code=run_here, measure=measure)
    assert str(problem.message) == "the linked run does not work: the demo reports no eror"
    assert text.splitlines()[problem.line - 1].startswith("    - {text: wrong 0")


def test_the_sample_pack_holds(samples: Path) -> None:
    pack = load_pack(samples / "good" / "every-kind").pack
    assert pack
    asked: list[int] = []

    def measure(link: DemoLink, metric: str, seed: int) -> float:
        asked.append(seed)
        return 0.05

    assert verify_pack(pack, run_code=run_here, measure=measure) == []
    assert sorted(asked) == [0, 0, 0, 0, 1, 1, 2, 2]

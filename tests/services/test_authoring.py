"""Checking and verifying a pack as its author does."""

from pathlib import Path

import pytest

from quizapp import paths
from quizapp.core.say import plain
from quizapp.packs.problems import format_problem
from quizapp.services.authoring import check, verify


def change(pack: Path, old: str, new: str) -> None:
    """Replace a text that stands in exactly one question file."""
    (path,) = [p for p in (pack / "questions").glob("*.yaml") if old in p.read_text()]
    path.write_text(path.read_text().replace(old, new))


def test_a_good_pack_has_no_problems(pack: Path) -> None:
    problems, told = check(pack)
    assert problems == []
    assert plain(told) == "sampler: 14 questions checked; translated: ko 22%"


def test_a_good_pack_is_verified_by_running(pack: Path) -> None:
    problems, told = verify(pack)
    assert problems == []
    assert plain(told) == "sampler: 6 questions verified by running, 7 runs of demos"


def test_a_pack_can_be_checked_and_verified_from_its_own_folder(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack)
    assert check(Path())[0] == []
    assert verify(Path())[0] == []


def test_a_prediction_may_ask_a_bundled_demo_from_wherever_it_is_verified(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = tmp_path / "demos"
    bundled.mkdir()
    (pack / "demos" / "descent.py").rename(bundled / "descent.py")
    monkeypatch.setattr(paths, "bundled", lambda name: tmp_path / name)
    monkeypatch.chdir(pack)
    assert verify(pack)[0] == []
    assert verify(Path())[0] == []


def test_an_unknown_demo_and_knob_are_found_without_running(pack: Path) -> None:
    change(pack, 'demo: {id: descent, set: {steps: "1"}}', "demo: {id: decent}")
    change(pack, "set: {rate:", "set: {rat:")
    problems, _ = check(pack)
    assert sorted(plain(problem.message) for problem in problems) == [
        "There is no demo decent",
        "There is no knob rat",
    ]
    assert {plain(problem.hint) for problem in problems} == {
        "did you mean `descent`?",
        "did you mean `rate`?",
    }
    assert all(problem.path.name == "training.yaml" and problem.line > 1 for problem in problems)


# In two rounds, for some are of the same question.
@pytest.mark.parametrize(
    "wrong",
    [
        [
            (
                "    1\n    4\n",
                "    1\n    2\n",
                "`answer` is `1 ⏎ 2` and the program gives `1 ⏎ 4`",
            ),
            (
                "range: [-inf, 0.01]",
                "range: [-inf, 0.0001]",
                "no option holds for `distance` = 0.000976562, 0.000976562, 0.000976562",
            ),
            (
                "total += value",
                "total -= value",
                "`check` fails after `fix`: AssertionError",
            ),
        ],
        [
            (
                "check: assert mean([1, 2, 3]) == 2",
                "check: assert callable(mean)",
                "`check` passes after `code`, which should have a mistake",
            ),
            (
                "metric: distance\n  relative",
                "metric: distanc\n  relative",
                "the answer cannot be checked: the demo reports no distanc; it has distance",
            ),
            (
                "for n in (1, 2):",
                "for n in ():",
                "`answer` is `1 ⏎ 4` and the program gives ``",
            ),
        ],
    ],
    ids=["answers", "questions"],
)
def test_what_does_not_hold_is_found_by_running(
    pack: Path, wrong: list[tuple[str, str, str]]
) -> None:
    for old, new, _ in wrong:
        change(pack, old, new)
    problems, _ = verify(pack)
    messages = [plain(problem.message) for problem in problems]
    assert sorted(messages) == sorted(found for _, _, found in wrong)


def test_a_demo_that_crashes_is_a_problem_of_the_question(pack: Path) -> None:
    demo = pack / "demos" / "descent.py"
    demo.write_text(
        demo.read_text().replace("    factor = ", '    raise ValueError("no")\n    factor = ')
    )
    (of_the_demo, *problems), _ = verify(pack)
    assert (of_the_demo.path, of_the_demo.line) == (demo, 23)
    assert "the demo does not run" in plain(of_the_demo.message)
    assert "ValueError: no" in plain(of_the_demo.message)
    assert len(problems) == 2
    for problem in problems:
        assert "the answer cannot be checked" in format_problem(problem)


def test_a_claim_of_an_own_demo_must_hold_whether_or_not_a_question_links_to_it(
    pack: Path,
) -> None:
    demo = pack / "demos" / "descent.py"
    text = demo.read_text()
    (pack / "demos" / "unlinked.py").write_text(text.replace("[-1]), 1.0", "[-1]), 0.01"))
    (problem,), _ = verify(pack)
    assert (problem.path.name, problem.line) == (
        "unlinked.py",
        text.count("\n", 0, text.index('say("Descent')) + 1,
    )
    assert plain(problem.message) == (
        "the claim “Descent comes closer” does not hold: 0.03125 is measured and < 0.01 expected"
    )
    assert plain(problem.hint) == "it must hold with the knobs of `SMALL`, too: steps = 5"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("rate: float =", "rate: float = =", 15, "This is not valid Python: invalid syntax"),
        ('"steps": 5', '"step": 5', 19, "`SMALL` does not fit: There is no knob step"),
        ("low=0.0", "low=zero", 15, "zero is not a literal"),
    ],
)
def test_a_broken_demo_is_told_at_its_own_line_and_only_there(
    pack: Path, old: str, new: str, line: int, message: str
) -> None:
    demo = pack / "demos" / "descent.py"
    demo.write_text(demo.read_text().replace(old, new, 1))
    for problems, _ in (check(pack), verify(pack)):
        (problem,) = problems
        assert not plain(problem.hint).startswith(("Did", "Its"))
        assert (problem.path, problem.line, plain(problem.message)) == (demo, line, message)


def test_words_of_a_demo_must_be_of_something_in_it(pack: Path) -> None:
    (words,) = (pack / "demos" / "ko").glob("*.yaml")
    assert check(pack)[0] == []
    words.write_text(
        "knobs: {rat: 비율}\ntexts:\n  Descent comes closr: 가까워져요\n", encoding="utf-8"
    )
    assert [
        (problem.line, format_problem(problem).partition(": ")[2]) for problem in check(pack)[0]
    ] == [
        (1, "the demo has no knob `rat`; did you mean `rate`?"),
        (3, "warning: the demo does not say this; did you mean `Descent comes closer`?"),
    ]


def test_a_translation_that_is_begun_is_told_with_its_share(pack: Path) -> None:
    (pack / "ja").mkdir()
    (pack / "ja" / "pack.yaml").write_text("title: 練習\n", encoding="utf-8")
    problems, told = check(pack)
    assert problems == []
    assert "; translated: ja 1%, ko 22%" in plain(told)
    named = [format_problem(each) for each in check(pack, untranslated=True)[0]]
    japanese = [each for each in named if "not translated to `ja`" in each]
    assert len(japanese) == 1 + 14
    assert "pack.yaml:1:1: warning: not translated to `ja`: description, topics: " in japanese[0]
    (match,) = (each for each in japanese if "pairs.1.1" in each)
    line = int(match.split(":")[1])
    text = Path(match.split(":")[0]).read_text(encoding="utf-8").splitlines()[line - 1]
    assert text.startswith("- id: ")


def test_two_demos_of_one_name_and_a_name_with_spaces_are_found(pack: Path) -> None:
    text = (pack / "demos" / "descent.py").read_text()
    for name in ("two-steps.py", "two_steps.py", "My Demo.py"):
        (pack / "demos" / name).write_text(text)
    assert [plain(problem.message) for problem in check(pack)[0]] == [
        "A demo's file is named in lower-case words joined by hyphens or underscores",
        "two-steps.py is a demo of the same name",
    ]


def test_nothing_is_run_while_the_pack_has_errors(pack: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    change(pack, "first, *rest = range(4)", f"first, *rest = range(4); open({str(mark)!r}, 'w')")
    change(pack, "kind: match", "kind: mach")
    problems, told = verify(pack)
    assert len(problems) >= 1
    assert "mend the errors first" in plain(told)
    assert not mark.exists()


def test_a_folder_without_a_pack_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    for find in (check, verify):
        problems, told = find(tmp_path)
        assert "there is no pack here" in plain(problems[0].message)
        assert str(tmp_path) in plain(told)

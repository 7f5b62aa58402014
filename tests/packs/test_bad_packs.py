"""Every sample of a bad pack is told exactly what `expected.txt` beside it says."""

from pathlib import Path

import pytest

from quizapp.packs.checks import DemoProblem, check_pack
from quizapp.packs.pack import load_pack
from quizapp.packs.problems import format_problem

BAD = sorted(path for path in (Path(__file__).parent.parent / "data/packs/bad").iterdir())


@pytest.mark.parametrize("folder", BAD, ids=lambda path: path.name)
def test_says_what_is_wrong_and_where(
    folder: Path, demo_problem: DemoProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    expected = Path("expected.txt").read_text(encoding="utf-8").splitlines()
    problems = check_pack(Path(), demo_problem=demo_problem)
    assert [format_problem(problem) for problem in problems] == expected
    assert expected, "a bad pack has something to tell"


@pytest.mark.parametrize("folder", BAD, ids=lambda path: path.name)
def test_an_error_makes_a_pack_unusable_and_a_warning_does_not(folder: Path) -> None:
    loaded = load_pack(folder)
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    assert loaded.usable == (not errors)


def test_the_place_of_a_problem_is_in_its_file(demo_problem: DemoProblem, samples: Path) -> None:
    for folder in (samples / "bad").iterdir():
        for problem in check_pack(folder, demo_problem=demo_problem):
            if problem.path.is_file():
                lines = problem.path.read_text(encoding="utf-8").split("\n")
                assert 1 <= problem.line <= len(lines)
                assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1

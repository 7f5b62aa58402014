"""For pack authors: check a pack, and verify by running what a machine can check."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.core.questions import DemoLink, Predict, Question
from quizapp.core.say import Text, plain, say
from quizapp.errors import LabError
from quizapp.lab.catalog import find_demos
from quizapp.packs.problems import Problem, has_errors
from quizapp.services.laboratory import Laboratory, demo_folders

Found = tuple[list[Problem], Text]
"""The problems of a pack, and one sentence that says what was looked at."""


def check(folder: Path) -> Found:
    """Everything that can be wrong without running anything."""
    from quizapp.packs.checks import check_pack
    from quizapp.packs.pack import load_pack

    problems = check_pack(folder, demo_problem=Laboratory({}).problem)
    pack = load_pack(folder).pack
    if pack is None:
        return problems, say("{folder}: cannot be read", folder=str(folder))
    told = say("{pack}: {n} questions checked", pack=pack.id, n=len(pack.questions))
    return problems, told


@dataclass(frozen=True, slots=True)
class _Program:
    """What came of a program, as verification asks for it."""

    stdout: str
    exception: str
    timed_out: bool


def verify(folder: Path, *, cold: bool = False) -> Found:
    """Run a pack's programs, numbers and predictions; problems are what does not hold.

    `cold` starts a fresh Python for each demo, as one needs that is not trusted.
    """
    from quizapp.lab.confine import run_program
    from quizapp.packs.pack import load_pack
    from quizapp.packs.shelving import is_verified
    from quizapp.packs.verify import verify_pack

    loaded = load_pack(folder)
    if loaded.pack is None or has_errors(loaded.problems):
        told = say("{folder}: nothing was run; mend the errors first", folder=str(folder))
        return list(loaded.problems), told

    def run_code(code: str) -> _Program:
        ran = run_program(code)
        return _Program(ran.stdout, ran.exception or "", ran.timed_out)

    measured = _Measurements(folder, loaded.pack.questions, cold=cold)
    problems = verify_pack(loaded.pack, run_code=run_code, measure=measured)
    verified = sum(map(is_verified, loaded.pack.questions))
    return problems, say(
        "{pack}: {n} questions verified by running, {runs} runs of demos",
        pack=loaded.pack.id,
        n=verified,
        runs=measured.runs,
    )


_Run = tuple[str, tuple[tuple[str, str], ...], int]
"""A demo, its knobs as written, and the seed."""


class _Measurements:
    """Metrics of the runs that questions link to, each made once, all in one worker."""

    def __init__(self, folder: Path, questions: tuple[Question, ...], *, cold: bool) -> None:
        from quizapp.lab.runner import Job, measure

        folder = folder.resolve()
        catalog = find_demos(demo_folders(folder))
        self._results: dict[_Run, dict[str, float] | str] = {}
        jobs: dict[_Run, Job] = {}
        for run in dict.fromkeys(_runs(questions)):
            demo, knobs, seed = run
            try:
                spec = catalog.get(demo, folder.name)
                jobs[run] = Job(spec, spec.values(dict(knobs)), seed)
            except LabError as error:
                self._results[run] = plain(error.message)
        self.runs = len(jobs)
        results = measure(jobs.values(), cold=cold) if jobs else []
        for run, result in zip(jobs, results, strict=True):
            failure = result.failure
            self._results[run] = plain(failure.message) if failure else result.metrics

    def __call__(self, link: DemoLink, metric: str, seed: int) -> float:
        """The metric's value, nan of none. Raises LabError where the run failed or has no such."""
        found = self._results[link.id, link.set, seed]
        if isinstance(found, str):
            raise LabError(found)
        if not metric:
            return math.nan
        if metric not in found:
            known = ", ".join(sorted(found))
            raise LabError(
                say("the demo reports no {metric}; it has {known}", metric=metric, known=known)
            )
        return found[metric]


def _runs(questions: tuple[Question, ...]) -> Iterator[_Run]:
    """Those of predictions with every seed, the others with the first."""
    from quizapp.packs.checks import demo_links
    from quizapp.packs.verify import SEEDS

    for question in questions:
        for _, link in demo_links(question):
            seeds = SEEDS if isinstance(question, Predict) else SEEDS[:1]
            yield from ((link.id, link.set, seed) for seed in seeds)

"""For pack authors: check a pack, and verify by running what a machine can check."""

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.questions import DemoLink, Predict, Question
from quizapp.core.say import Text, as_text, plain, say
from quizapp.errors import LabError
from quizapp.lab.catalog import find_demos
from quizapp.packs.problems import Problem, has_errors, in_order
from quizapp.services.laboratory import Laboratory, demo_folders

if TYPE_CHECKING:
    from quizapp.lab.api import Claim
    from quizapp.lab.runner import Job

Found = tuple[list[Problem], Text]
"""The problems of a pack, and one sentence that says what was looked at."""


def check(folder: Path, *, untranslated: bool = False) -> Found:
    """Everything that can be wrong without running anything; if asked, what is `untranslated`."""
    from quizapp.packs.checks import check_pack
    from quizapp.packs.pack import load_pack

    problems = check_pack(folder, demo_problem=Laboratory({}).problem)
    problems = list(in_order([*problems, *_broken_demos(folder), *_stray_words(folder)]))
    pack = load_pack(folder).pack
    if pack is None:
        return problems, say("{folder}: cannot be read", folder=str(folder))
    if untranslated:
        problems += [each for words in pack.translations.values() for each in words.missing]
    count = len(pack.questions)
    told = say("{pack}: {n} questions checked", pack=pack.id, n=count)
    if count == 1:
        told = say("{pack}: 1 question checked", pack=pack.id)
    shares = {name: math.floor(each.share * 100) for name, each in pack.translations.items()}
    if any(share < 100 for share in shares.values()):
        translated = ", ".join(f"{name} {share}%" for name, share in shares.items())
        told = say("{told}; translated: {shares}", told=plain(told), shares=translated)
    return problems, told


def _broken_demos(folder: Path) -> Iterator[Problem]:
    """The pack's own demos that cannot be read."""
    from quizapp.packs.checks import lab_hint

    for error in find_demos({"": folder / "demos"}).problems:
        message, hint = as_text(error.message), lab_hint(as_text(error.hint))
        yield Problem(error.path, error.line, 1, message, hint)


def _stray_words(folder: Path) -> Iterator[Problem]:
    """Translations of the pack's own demos that belong to nothing in them."""
    from quizapp.packs.demowords import stray_words

    for spec in find_demos({"": folder / "demos"}).demos:
        said: set[str] | None = None
        for path in sorted(spec.path.parent.glob(f"*/{spec.path.stem}.yaml")):
            said = said if said is not None else _sentences(spec.source)
            yield from stray_words(path, [knob.name for knob in spec.knobs], said)


def _sentences(source: tuple[str, ...]) -> set[str]:
    """Every text that a program writes out."""
    tree = ast.parse("\n".join(source))
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


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
    broken = list(in_order([*loaded.problems, *_broken_demos(folder)]))
    if loaded.pack is None or has_errors(broken):
        told = say("{folder}: nothing was run; mend the errors first", folder=str(folder))
        return broken, told

    def run_code(code: str) -> _Program:
        ran = run_program(code)
        return _Program(ran.stdout, ran.exception or "", ran.timed_out)

    measured = _Measurements(folder, loaded.pack.questions, cold=cold)
    problems = verify_pack(loaded.pack, run_code=run_code, measure=measured)
    problems = list(in_order([*problems, *measured.of_demos()]))
    verified = sum(map(is_verified, loaded.pack.questions))
    questions = say("1 question") if verified == 1 else say("{n} questions", n=verified)
    runs = (
        say("1 run of a demo") if measured.runs == 1 else say("{n} runs of demos", n=measured.runs)
    )
    return problems, say(
        "{pack}: {questions} verified by running, {runs}",
        pack=loaded.pack.id,
        questions=plain(questions),
        runs=plain(runs),
    )


_Run = tuple[str, tuple[tuple[str, str], ...], int]
"""A demo, its knobs as written, and the seed."""


class _Measurements:
    """The runs that questions link to, and those of the pack's own demos as they come and at
    their small size; each made once, all in one worker."""

    def __init__(self, folder: Path, questions: tuple[Question, ...], *, cold: bool) -> None:
        from quizapp.lab.runner import Job, measure
        from quizapp.packs.verify import SEEDS

        self._demos = folder / "demos"
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
        usual = [
            Job(spec, spec.values(knobs), SEEDS[0])
            for spec in catalog.demos
            if spec.pack == folder.name
            for knobs in ({}, spec.small)
        ]
        distinct: list[Job] = []
        for job in (*jobs.values(), *usual):
            if job not in distinct:
                distinct.append(job)
        self.runs = len(distinct)
        done = measure(distinct, cold=cold) if distinct else []
        self._usual = [(job, done[distinct.index(job)]) for job in usual]
        for run, job in jobs.items():
            result = done[distinct.index(job)]
            failure = result.failure
            self._results[run] = plain(failure.message) if failure else result.metrics

    def of_demos(self) -> Iterator[Problem]:
        """What fails of the pack's own demos, and claims of theirs that do not hold."""
        for job, result in self._usual:
            path = self._demos / job.spec.path.name
            if result.failure:
                message = as_text(result.failure.message)
                line = int(message.values.get("line", 1))
                reason = plain(message).rstrip(".")
                yield Problem(path, line, 1, say("the demo does not run: {reason}", reason=reason))
            for claim in result.claims:
                if not claim.holds:
                    yield _broken_claim(path, job, claim)

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


def _broken_claim(path: Path, job: "Job", claim: "Claim") -> Problem:
    """A claim that does not hold, at the line that makes it."""
    template = as_text(claim.text).template
    lines = enumerate(job.spec.source, 1)
    line = next((number for number, text in lines if template[:40] in text), 1)
    turned = {
        knob.name: job.knobs[knob.name]
        for knob in job.spec.knobs
        if job.knobs[knob.name] != knob.default
    }
    message = say(
        "the claim “{claim}” does not hold: {measured:.6g} is measured and {expected} expected",
        claim=plain(claim.text),
        measured=claim.measured,
        expected=claim.expected,
    )
    if turned:
        hint = say(
            "it must hold with the knobs of `SMALL`, too: {knobs}",
            knobs=", ".join(f"{name} = {value}" for name, value in turned.items()),
        )
    else:
        hint = say("mend the demo, or what it claims")
    return Problem(path, line, 1, message, hint)


def _runs(questions: tuple[Question, ...]) -> Iterator[_Run]:
    """Those of predictions with every seed, the others with the first."""
    from quizapp.packs.checks import demo_links
    from quizapp.packs.verify import SEEDS

    for question in questions:
        for _, link in demo_links(question):
            seeds = SEEDS if isinstance(question, Predict) else SEEDS[:1]
            yield from ((link.id, link.set, seed) for seed in seeds)

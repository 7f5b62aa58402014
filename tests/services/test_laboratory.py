"""Demos as an answer links them: whose, with which knobs, and in which words."""

from pathlib import Path

import pytest

from quizapp.core.ids import PackId, QuestionId
from quizapp.core.questions import DemoLink
from quizapp.core.say import plain
from quizapp.errors import LabError
from quizapp.lab.runner import run_sync
from quizapp.services.laboratory import Laboratory

QUESTION = QuestionId("sampler/steps-left")


@pytest.fixture
def laboratory(pack: Path) -> Laboratory:
    return Laboratory({PackId("sampler"): pack})


def test_a_link_finds_the_packs_own_demo_and_types_its_knobs(laboratory: Laboratory) -> None:
    link = DemoLink(id="descent", set=(("rate", "0.5"),), watch="distance")
    experiment = laboratory.experiment(link, QUESTION)
    assert experiment.spec.pack == "sampler"
    assert experiment.knobs == {"rate": 0.5, "steps": 10}
    assert experiment.watch == "distance"


def test_a_link_finds_a_bundled_demo_from_any_pack(laboratory: Laboratory) -> None:
    experiment = laboratory.experiment(DemoLink(id="relu-approximation"), QUESTION)
    assert experiment.spec.pack == ""
    assert experiment.knobs == experiment.spec.values({})


def test_the_packs_own_demo_hides_a_bundled_one_of_the_same_name(
    pack: Path, laboratory: Laboratory
) -> None:
    (pack / "demos" / "descent.py").rename(pack / "demos" / "relu-approximation.py")
    experiment = laboratory.experiment(DemoLink(id="relu-approximation"), QUESTION)
    assert experiment.spec.path.parent == pack / "demos"


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        (DemoLink(id="decent"), "There is no demo decent", "Did you mean descent?"),
        (
            DemoLink(id="descent", set=(("rat", "1"),)),
            "There is no knob rat",
            "Did you mean rate?",
        ),
        (
            DemoLink(id="descent", set=(("rate", "2"),)),
            "rate cannot be 2",
            "rate goes from 0 to 1.",
        ),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    laboratory: Laboratory, pack: Path, link: DemoLink, message: str, hint: str
) -> None:
    with pytest.raises(LabError) as caught:
        laboratory.experiment(link, QUESTION)
    assert plain(caught.value.message) == message
    assert plain(caught.value.hint) == hint
    problem = laboratory.problem(link, pack)
    assert problem is not None
    assert tuple(map(plain, problem)) == (message, hint)


def test_a_good_link_is_no_problem_wherever_the_pack_is_named_from(
    laboratory: Laboratory, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack)
    for demo in ("descent", "relu-approximation"):
        assert laboratory.problem(DemoLink(id=demo), pack) is None
        assert laboratory.problem(DemoLink(id=demo), Path()) is None


def test_a_demo_speaks_the_language_of_the_file_beside_it(laboratory: Laboratory) -> None:
    spec = laboratory.experiment(DemoLink(id="descent"), QUESTION).spec
    korean = laboratory.words(spec, "ko")
    assert korean is not None
    assert plain(spec.title, korean) == "포물선 위의 경사 하강법"
    result = run_sync(spec, {"steps": 1})
    assert result.figure is not None
    assert plain(result.figure.says, korean) == "마지막 거리는 0.5000입니다."
    assert korean("not translated") == "not translated"


def test_english_and_missing_words_need_no_translation(laboratory: Laboratory) -> None:
    spec = laboratory.experiment(DemoLink(id="descent"), QUESTION).spec
    assert laboratory.words(spec, "en") is None
    german = laboratory.words(spec, "de")
    assert german is not None
    assert german("Number of steps") == "Number of steps"


async def test_a_run_is_started_from_an_experiment_and_closed(laboratory: Laboratory) -> None:
    experiment = laboratory.experiment(DemoLink(id="descent", set=(("steps", "1"),)), QUESTION)
    told = [message async for message in laboratory.run(experiment)]
    await laboratory.close()
    metrics = [each.value for each in told if type(each).__name__ == "Metric"]
    assert metrics == [0.5]


async def test_closing_a_laboratory_that_never_ran_starts_nothing(laboratory: Laboratory) -> None:
    await laboratory.close()
    assert laboratory._worker is None

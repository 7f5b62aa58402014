"""A pack that is not trusted: its questions work, its demos say how to trust it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.services import trusting
from quizapp.services.house import House, Wish


@pytest.fixture
def untrusted(open_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(trusting, "is_bundled", lambda folder: False)
    return open_house()


def test_nothing_of_it_runs(
    untrusted: House, talk: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.lab.runner.run_sync", lambda *_a, **_k: pytest.fail("it ran"))
    told = talk(untrusted, Wish(kinds=("predict",), length=1, seed=1), "1", "/x", "/b")
    why = "This demo comes with the pack sampler, which you have not trusted, so it does not run."
    assert told.index(why) < told.index("Enter /s to skip")
    assert "quizapp pack trust " in told and "` shows what would run, and asks." in told
    assert told.count("Enter /s to skip it, or /b to leave it out today:") == 3
    assert "How sure are you?" not in told and "Why?" not in told
    assert "/x is no command here." in told and "Not again today." in told


def test_it_runs_once_it_is_trusted(untrusted: House, pack: Path) -> None:
    question = untrusted.library.question("sampler/steps-left")
    assert untrusted.laboratory.barred(question)
    trusting.trust(trusting.examine(pack), untrusted.clock())
    assert untrusted.laboratory.barred(question) is None
    (pack / "demos" / "descent.py").write_text("changed")
    refusal = untrusted.laboratory.barred(question)
    assert "has changed since you trusted it" in str(refusal)

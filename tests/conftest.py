"""Every test has places of its own and the same surroundings."""

import pytest


@pytest.fixture(autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record, index and settings in a fresh folder; colors as a terminal has them."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("QUIZAPP_RECORD", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")

"""How places are told."""

from pathlib import Path

import pytest

from quizapp.paths import shown


def test_a_folder_of_ones_own_is_told_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "packs" / "mine") == str(Path("~") / "packs" / "mine")
    assert shown(Path("mine")) == str(Path("~") / "mine")
    assert shown(Path("/elsewhere/mine")) == "/elsewhere/mine"

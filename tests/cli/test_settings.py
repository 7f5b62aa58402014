"""`quizapp settings`: what holds, the file to begin with, the names of commands."""

import json
import re
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.cli import main
from quizapp.config import DEFAULTS, commented, read_settings
from quizapp.record.database import Record
from quizapp.tui.keymap import Keymap

PAGE = Path(__file__).parents[2] / "docs/settings.md"


@pytest.fixture
def file() -> Path:
    """The settings file's place, with nothing there."""
    path = paths.settings_file()
    path.unlink()
    return path


def test_the_file_to_begin_with_changes_nothing_and_is_never_overwritten(file, capsys) -> None:
    assert main(["settings", "--init"]) == 0
    assert capsys.readouterr().out.strip() == str(file)
    read = read_settings(file)
    assert {**_fields(read), "path": None} == _fields(DEFAULTS)
    file.write_text("tour = false\n")
    assert main(["settings", "--init"]) == 2
    assert "already" in capsys.readouterr().err
    assert file.read_text() == "tour = false\n"


def _fields(settings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in settings.__slots__}


def test_every_line_of_it_can_be_made_to_hold(file) -> None:
    file.write_text(re.sub(r"^# (?=\S+ = )", "", commented(), flags=re.MULTILINE))
    settings = read_settings(file)
    assert (settings.lang, settings.theme) == ("en", "dark")
    Keymap(settings)


def test_what_holds_and_where_it_comes_from(file, capsys) -> None:
    with Record.open(paths.record_file()) as record:
        record.set_setting("theme", "light")
        record.set_setting("lang", "ko")
    file.write_text('lang = "en"\nnew-per-day = 3\n[keys]\n"quiz.flag" = "z"\n')
    assert main(["settings"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == str(file)
    assert 'lang = "en"  # from the file' in told
    assert 'theme = "light"  # chosen in the app' in told
    assert "session-length = 10" in told
    assert '"quiz.flag" = ["z"]' in told
    assert main(["settings", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["values"]["new-per-day"] == 3
    assert report["from"] == {
        **dict.fromkeys(report["values"], "default"),
        "lang": "file",
        "new-per-day": "file",
        "theme": "app",
    }


def test_without_a_file_or_record_nothing_is_made(file, capsys) -> None:
    assert main(["settings"]) == 0
    assert "not there; quizapp settings --init writes it" in capsys.readouterr().out
    assert not paths.record_file().exists()


def test_the_names_of_commands(file, capsys) -> None:
    file.write_text('[keys]\nquiz.flag = ["z", "f2"]\n')
    assert main(["settings", "--keys"]) == 0
    assert re.search(r"^quiz\.flag +z, f2 +Flag this", capsys.readouterr().out, re.MULTILINE)
    assert main(["settings", "--keys", "--json"]) == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["app.help"]["keys"] == "?, f1"


@pytest.mark.parametrize("arguments", [["settings"], ["quiz", "--plain"], ["stats"]])
def test_a_wrong_file_stops_everything_and_loses_nothing(file, capsys, arguments) -> None:
    file.write_text("new-per-dya = 3\n")
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert f"{file}:1: There is no setting called new-per-dya." in told
    assert "Did you mean new-per-day?" in told
    assert file.read_text() == "new-per-dya = 3\n"
    assert not paths.record_file().exists()


def test_a_wrong_key_is_told_by_the_settings_command(file, capsys) -> None:
    file.write_text('[keys]\n"quiz.flag" = "b"\n')
    assert main(["settings"]) == 2
    assert f"{file}:2: b would do two things" in capsys.readouterr().err


def test_the_pages_example_holds(file) -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    file.write_text(example)
    settings = read_settings(file)
    assert (settings.theme, settings.session_length) == ("color-blind", 5)
    assert Keymap(settings).sign_of("quiz.flag") == "z"
    table = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text("utf-8"), re.M))
    assert {"lang", "theme", "confidence", "tour"} <= table

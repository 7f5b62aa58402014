"""The settings file is read strictly, and everything wrong in it is told at once."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp import config
from quizapp.config import DEFAULTS, KEYS, Settings, SettingsError, key_place, read_settings
from quizapp.lab.draw.charset import CHARSETS


def read(folder: Path, text: str | bytes) -> Settings:
    path = folder / "settings.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_settings(path)


def told(folder: Path, text: str | bytes) -> str:
    """What is said about a file that is wrong."""
    with pytest.raises(SettingsError) as caught:
        read(folder, text)
    assert caught.value.exit_status == 2
    return caught.value.told().replace(str(folder), "")


def test_no_file_and_an_empty_one_give_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == DEFAULTS
    empty = read(tmp_path, "\ufeff# nothing\r\n")
    assert (empty.new_per_day, empty.enter_guard, empty.keys) == (20, 0.5, {})


def test_everything_can_be_said(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        'lang = "ko"\ntheme = "monochrome"\nreduced-motion = true\ncharset = "ascii"\n'
        "session-length = 5\nnew-per-day = 0\nenter-guard = 1\n"
        'confidence = "never"\ntour = false\n'
        '[keys]\n"quiz.flag" = "z"\nhome.lab = ["f2", "d"]\n',
    )
    path = tmp_path / "settings.toml"
    keys = {"quiz.flag": ("z",), "home.lab": ("f2", "d")}
    assert settings == Settings(
        "ko", "monochrome", True, "ascii", 5, 0, 1.0, "never", False, keys, path
    )
    assert isinstance(settings.enter_guard, float)
    assert key_place(settings, "quiz.flag").endswith("settings.toml:11")
    assert key_place(settings, "home.lab").endswith("settings.toml:12")


def test_all_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        'them = "dark"\nnew-per-day = "3"\nenter-guard = true\ntour = 1\nlang = "fr"\n'
        "session-length = 0\nsession_length = 5\n"
        'keys."quiz.bury" = 3\n[keys.home]\nlab = ["d", ""]\n',
    ).splitlines() == [
        "/settings.toml:1: There is no setting called them.",
        "  Did you mean theme?",
        '/settings.toml:2: new-per-day must be a whole number from 0 to 10000, not "3".',
        "/settings.toml:3: enter-guard must be a number from 0 to 10, not true.",
        "/settings.toml:4: tour must be true or false, not 1.",
        '/settings.toml:5: lang must be one of "en", "ko", not "fr".',
        "/settings.toml:6: session-length must be a whole number from 1 to 1000, not 0.",
        "/settings.toml:7: There is no setting called session_length.",
        "  Did you mean session-length?",
        "/settings.toml:8: quiz.bury must be a key or a list of keys in quotes, not 3.",
        "/settings.toml: home.lab must be a key or a list of keys in quotes, not ['d', ''].",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("lang = ko\n", "/settings.toml:1:8: This is not TOML: Invalid value"),
        ('lang = "ko"\nlang = "en"\n', "/settings.toml:2:"),
        ('lang = "ko', "/settings.toml: This is not TOML"),
        (b'lang = "\xff"\n', "/settings.toml: The settings are not UTF-8 text."),
        ("keys = 3\n", "/settings.toml:1: keys must be a table of commands and keys, not 3."),
        ("enter-guard = nan\n", "enter-guard must be a number from 0 to 10, not nan."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, text: Any, wanted: str) -> None:
    assert wanted in told(tmp_path, text)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path)


def test_the_names_are_those_of_the_lab() -> None:
    assert config.CHARSETS == CHARSETS
    assert {key.attribute for key in KEYS} | {"keys", "path"} == set(Settings.__slots__)


_TOML = st.text(alphabet='lang="ko\n[]keys.theme-1 ', max_size=60)


@given(text=_TOML)
def test_any_text_gives_settings_or_an_error_with_a_place(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode())
    try:
        settings = read_settings(path)
    except SettingsError as error:
        assert str(path) in error.told()
    else:
        assert set(tomllib.loads(text.replace("\r\n", "\n"))) <= {"lang", "theme", "keys"}
        assert settings.lang in ("", "en", "ko")

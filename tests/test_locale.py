"""The interface's translations: complete, current, and what is compiled is what is edited."""

import gettext
import io
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from quizapp.core.say import plain, say
from quizapp.locale import DOMAIN, FOLDER, LANGUAGES, translator, update

TEMPLATES = update.collected()


@pytest.fixture(params=update.languages())
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for catalogs, empty at first."""
    monkeypatch.setattr(update, "FOLDER", tmp_path)
    return tmp_path


def translated(lang: str) -> dict[str, str]:
    return {template: told for template, told in update.translations(lang).items() if told}


def compiled(lang: str) -> dict[str, str]:
    path = update.catalog_file(lang).with_suffix(".mo")
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {template: told for template, told in catalog.items() if template}


def shape(template: str) -> list[tuple[str, str, str]]:
    """The places for values with conversion and format; braces that are text have none."""
    return sorted(
        (name, conversion or "", spec or "")
        for _, name, spec, conversion in string.Formatter().parse(template)
        if name is not None
    )


def test_every_sentence_is_translated_and_none_is_stale(lang: str) -> None:
    told = update.translations(lang)
    assert [each for each in TEMPLATES if not told.get(each)] == []
    assert [each for each in told if each not in TEMPLATES] == []


def test_the_check_finds_nothing(lang: str) -> None:
    assert update.problems(lang, TEMPLATES) == []


def test_places_for_values_are_the_same(lang: str) -> None:
    told = translated(lang)
    assert {each: text for each, text in told.items() if shape(each) != shape(text)} == {}


def test_code_and_margins_are_the_same(lang: str) -> None:
    """What a user types or looks for keeps its form; line ends and margins are layout."""
    for template, told in translated(lang).items():
        assert told.count("\n") == template.count("\n"), told
        assert (told[:1].isspace(), told[-1:].isspace()) == (
            template[:1].isspace(),
            template[-1:].isspace(),
        ), told
        assert told.count("`") % 2 == 0, told
        for option in ("--plain", "--record", "--set", "--mode", "https://"):
            assert (option in told) == (option in template), told


def test_the_compiled_catalog_has_the_same_translations(lang: str) -> None:
    assert compiled(lang) == translated(lang)


def test_an_update_changes_only_where_a_sentence_is_said(lang: str) -> None:
    """Code may move from file to file without its translations."""
    told = update.translations(lang)
    fresh = update.editable(update.catalog(lang, TEMPLATES, told)).decode()
    stored = update.catalog_file(lang).read_text("utf-8")
    assert without_files(fresh) == without_files(stored)


def without_files(catalog: str) -> list[str]:
    return [line for line in catalog.splitlines() if not line.startswith("#:")]


def test_the_collected_sentences_are_those_of_the_code() -> None:
    assert "quizapp/tui/command.py" in TEMPLATES["한국어/English"]
    assert "" not in TEMPLATES
    assert len(TEMPLATES) > 500


def test_a_first_update_makes_catalogs_that_wait_for_translation(catalogs: Path) -> None:
    update.update("ko", {"Yes": ["quizapp/a.py"], "No": ["quizapp/b.py"]})
    assert update.translations("ko") == {"No": "", "Yes": ""}
    assert update.problems("ko", {"Yes": [], "No": []}) == [
        "ko: not translated: 'No'",
        "ko: not translated: 'Yes'",
    ]


def test_an_update_keeps_what_is_said_and_drops_what_is_not(catalogs: Path) -> None:
    path = update.catalog_file("ko")
    update.update("ko", {"Yes": ["quizapp/a.py"], "No": ["quizapp/b.py"]})
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgid "Yes"\nmsgstr ""', 'msgid "Yes"\nmsgstr "네"'), "utf-8")
    update.update("ko", {"Yes": ["quizapp/c.py"], "{n} d": ["quizapp/c.py"]})
    assert update.translations("ko") == {"Yes": "네", "{n} d": ""}
    assert compiled("ko") == {"Yes": "네"}
    before = path.read_bytes()
    update.update("ko", {"Yes": ["quizapp/c.py"], "{n} d": ["quizapp/c.py"]})
    assert path.read_bytes() == before


def test_the_check_tells_everything_that_is_wrong(catalogs: Path) -> None:
    path = update.catalog_file("ko")
    path.parent.mkdir(parents=True)
    known = {"old": "예전", "{n} d": "{m}일", "empty": ""}
    path.write_bytes(update.editable(update.catalog("ko", {each: [] for each in known}, known)))
    assert update.problems("ko", {"new": [], "{n} d": [], "empty": []}) == [
        "ko: not in the catalog: 'new'",
        "ko: no longer in the code: 'old'",
        "ko: not translated: 'empty'",
        "ko: other places in braces: '{m}일' for '{n} d'",
        "ko: quizapp.mo is not what quizapp.po compiles to",
    ]


def test_the_check_exits_with_one_where_something_is_wrong(
    catalogs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert update.main(["--check"]) == 1
    assert "ko: not in the catalog: 'Yes'" in capsys.readouterr().out
    assert list(catalogs.iterdir()) == []
    assert update.main(["--wrong"]) == 2


def test_the_header_is_the_same_on_every_day(lang: str) -> None:
    header = read_po(io.BytesIO(update.catalog_file(lang).read_bytes())).mime_headers
    path = update.catalog_file(lang)
    head = path.read_text("utf-8").partition("\n\n")[0]
    assert "Date" not in head
    assert "Babel" not in head
    assert ("Language", lang) in header


def test_korean_is_spoken() -> None:
    korean = translator("ko")
    assert korean("Again") == "다시"
    assert plain(say("Partly right: {share}%", share=50), korean) == "50점"
    assert korean("한국어/English") == "한국어/English"


def test_what_is_unknown_stays_english() -> None:
    korean = translator("ko")
    assert korean("A sentence that nobody says") == "A sentence that nobody says"
    assert korean("") == ""
    assert translator("fr")("Again") == "Again"
    assert translator("en")("Again") == "Again"


def test_every_language_named_has_a_catalog() -> None:
    found = {path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    assert found | {"en"} == set(LANGUAGES)


def test_english_needs_neither_gettext_nor_a_file() -> None:
    program = (
        "import sys; from quizapp.locale import translator\n"
        "before = 'gettext' in sys.modules\n"
        "sys.addaudithook(lambda event, _: event == 'open' and sys.exit(3))\n"
        "translator('en')('Again')\n"
        "sys.exit(before or 'gettext' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

"""Anki packages that Anki itself wrote, and those that are written here."""

import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.errors import PackError
from quizapp.packs.formats import anki, anki_text, by_name
from quizapp.packs.formats.anki.collection import read_collection
from quizapp.packs.formats.anki.package import open_package
from quizapp.packs.formats.anki.templates import clozes, render
from quizapp.packs.formats.base import Imported, Item

SAMPLES = Path(__file__).parents[2] / "data" / "formats" / "anki"
PACKAGES = ("newest.apkg", "middle.apkg")


def _read(name: str) -> Imported:
    module = anki_text if name.endswith(".txt") else anki
    return module.read((SAMPLES / name).read_bytes(), name)


def _by_prompt(read: Imported) -> dict[str, Item]:
    return {item.fields["prompt"] + item.fields.get("text", ""): item for item in read.items}


@pytest.mark.parametrize("name", PACKAGES)
def test_reads_both_newer_layouts_as_anki_wrote_them(name: str) -> None:
    read = _read(name)
    items = _by_prompt(read)
    assert len(read.items) == 9
    assert [str(refused.reason) for refused in read.refused] == [
        "It asks by a picture or a sound alone."
    ]
    assert read.title == "Sample deck"
    assert read.media == ("loss.png", "net.png")
    assert items["How many bits has a byte?"].fields["answer"] == "8"
    assert items["How many bits has a byte?"].fields["tags"] == ["numbers"]
    why = items["Why does a deep stack of linear layers stay linear?"].fields
    assert why["kind"] == "explain"
    assert "**matrix**" in why["model_answer"]
    assert "$W_2 W_1 x = W x$" in why["model_answer"]


@pytest.mark.parametrize("name", [*PACKAGES, "notes.txt"])
def test_reversed_typed_and_cloze_notes_ask_all_their_cards(name: str) -> None:
    items = _by_prompt(_read(name))
    assert items["gradient"].fields["accept"] == ["slope"]
    assert items["slope"].fields["accept"] == ["gradient"]
    assert items["slope"].fields["id"] != items["gradient"].fields["id"]
    assert items["Which function is max(0, x)?"].fields["accept"] == ["ReLU"]
    texts = [item.fields["text"] for item in items.values() if item.fields["kind"] == "cloze"]
    assert texts == [
        "{{Adam}} keeps running means of gradients and their squares.",
        "Adam keeps running means of {{gradients}} and their {{squares}}.",
    ]
    (first,) = (i for i in items.values() if i.fields.get("text", "").startswith("{{Adam"))
    assert first.fields["hint"] == "an optimizer"
    assert first.fields["explanation"] == "From 2014."
    # Nobody types a formula, so that this gap is explained.
    assert items["The softmax of z is […]."].fields["kind"] == "explain"


def test_reviews_come_with_their_times_and_ratings() -> None:
    reviews = [review for item in _read("newest.apkg").items for review in item.reviews]
    assert sorted(review.rating for review in reviews) == [1, 3, 3, 3]
    assert all(review.at.tzinfo is not None and review.at.year >= 2026 for review in reviews)


def test_ids_come_from_the_guid_so_that_they_stay() -> None:
    package, text = _read("newest.apkg"), _read("notes.txt")
    ids = {item.fields["prompt"]: item.fields["id"] for item in package.items}
    both = [i for i in text.items if i.fields["prompt"] in ids and i.fields["kind"] == "explain"]
    assert all(ids[item.fields["prompt"]] == item.fields["id"] for item in both)
    assert len(both) >= 2


def test_clozes_nest_and_unclosed_ones_are_text() -> None:
    shown = clozes(
        "a {{c1::b {{c2::c::hint}} d}} e {{c3::f", lambda gap: f"<{gap.number}{gap.answer}>"
    )
    assert shown == "a <1b <2c> d> e {{c3::f"


def test_templates_have_conditions_and_filters() -> None:
    values = {"A": "<b>x</b>", "B": " ", "R": "漢[かん]"}
    front = "{{#A}}{{text:A}}{{/A}}{{^A}}no{{/A}}{{#B}}no{{/B}}{{furigana:R}}{{hint:A}}{{tts en:A}}"
    shown = render(front, values, str, back=False)
    assert shown.html == "x漢(かん)"
    assert shown.hints == ["<b>x</b>"]


def _package(collection: bytes, name: str = "collection.anki2") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, collection)
    return target.getvalue()


def _database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(";".join(statements))
        return connection.serialize()


def test_a_view_in_the_place_of_a_table_is_not_run() -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    hostile = _database(f"CREATE VIEW notetypes AS {endless} SELECT x AS id FROM n")
    with pytest.raises(PackError, match="no table"):
        read_collection(hostile, "x.apkg")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x05\x06" + bytes(18), "no Anki collection"),
        (b"not a package", "damaged"),
        (_package(b"no database"), "cannot be read"),
        (_package(b"SQLite format 3\0" + bytes(600)), "cannot be read"),
        (_package(b"not zstd", "collection.anki21b"), "damaged"),
        (_package(bytes(70_000_000)), "larger than"),
    ],
    # The bytes of an archive tell when it was made, and each process makes its own.
    ids=["empty", "text", "no-database", "half-a-database", "no-zstd", "large"],
)
def test_refuses_what_is_no_package(data: bytes, says: str) -> None:
    with pytest.raises(PackError, match=says):
        anki.read(data, "x.apkg")


@settings(max_examples=60)
@given(st.sampled_from((*PACKAGES, "notes.txt")), st.data())
def test_any_damage_is_told_and_never_a_crash(name: str, data: st.DataObject) -> None:
    whole = (SAMPLES / name).read_bytes()
    if name.endswith(".apkg"):
        whole = open_package(whole, name)[0]
    places = st.integers(0, len(whole) - 1)
    damaged = bytearray(whole)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=30)):
        damaged[place] = byte
    given_file = bytes(damaged) if name.endswith(".txt") else _package(bytes(damaged))
    module = anki_text if name.endswith(".txt") else anki
    try:
        read = module.read(given_file, name)
    except PackError:
        return
    assert isinstance(read, Imported)


def test_a_second_export_updates_the_same_notes(make_pack: Callable[..., Path]) -> None:
    question = (
        "- id: one\n  kind: explain\n  topic: basics\n  difficulty: 2\n  prompt: {}\n"
        "  key_points: [a, b, c]\n  model_answer: So.\n  explanation: So.\n"
    )

    def notes(prompt: str) -> list[tuple[str, int, str]]:
        from quizapp.packs.pack import load_pack

        pack = load_pack(make_pack("p", {"questions/a.yaml": question.format(prompt)})).pack
        assert pack
        content = by_name("anki", writing=True).write(pack).content
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(open_package(content, "x")[0])
            return connection.execute("SELECT guid, id, flds FROM notes").fetchall()

    (before,), (after,) = notes("What?"), notes("What then?")
    assert before[:2] == after[:2]
    assert before[2] != after[2]

"""Tables: separators, quotes, headers, MMLU's layout, answers by letter, number and text."""

import contextlib
import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import PackError
from quizapp.packs.formats import csv_table
from quizapp.packs.formats.base import Imported, Item
from quizapp.packs.formats.tables import quoted, rows, separator_of

CELLS = st.lists(st.text(alphabet="ab ,\"\n\t;#'", max_size=6), min_size=2, max_size=4)


@given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from(",\t;|"))
def test_reads_what_it_writes_and_as_the_standard_library(
    table: list[list[str]], separator: str
) -> None:
    text = "".join(separator.join(quoted(c, separator) for c in cells) + "\n" for cells in table)
    assert [list(row.cells) for row in rows(text, separator)] == table
    known = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    assert [cells or [""] for cells in known] == table


def test_a_quote_that_is_never_closed_is_a_character() -> None:
    read = list(rows('"open,b\nc,d\n', ","))
    assert [row.cells for row in read] == [('"open', "b"), ("c", "d")]
    assert [row.line for row in read] == [1, 2]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_finds_the_separator(separator: str) -> None:
    table = [("question", "answer"), ("a, b", "c; d")]
    text = "\n".join(separator.join(quoted(c, separator) for c in cells) for cells in table)
    assert separator_of(text) == separator


def _read(text: str, name: str = "table.csv") -> Imported:
    return csv_table.read(text.encode(), name)


def _right(item: Item) -> list[str]:
    return [option["text"] for option in item.fields["options"] if option.get("correct")]


def test_reads_mmlu_by_position_even_where_an_option_is_a_letter() -> None:
    read = _read("Which is carbon?,N,O,C,B,C\nWhat is 2 + 2?,3,4,5,6,B\n")
    assert [_right(item) for item in read.items] == [["C"], ["4"]]
    swapped = _read("Which is boron?,C,B,N,O,B\nWhich is carbon?,B,C,N,O,B\n")
    assert [_right(item) for item in swapped.items] == [["B"], ["C"]]


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        (("B", "A"), ["y", "1"]),
        (("2", "1"), ["y", "1"]),
        (("1", "0"), ["y", "1"]),
        (("y", "1"), ["y", "1"]),
        (("(b)", "a."), ["y", "1"]),
    ],
)
def test_reads_answers_in_one_way_for_the_whole_table(
    answers: tuple[str, str], right: list[str]
) -> None:
    first, second = answers
    read = _read(f"question,a,b,correct answer\nWhich?,x,y,{first}\nHow many?,1,2,{second}\n")
    assert [_right(item) for item in read.items] == [[each] for each in right]


def test_several_right_options_and_wrong_ones_in_columns_of_their_own() -> None:
    several = _read('Question,Option 1,Option 2,Option 3,Answer\nWhich?,x,y,z,"1, 3"\n')
    assert _right(several.items[0]) == ["x", "z"]
    apart = _read("question,answer,wrong 1,wrong 2\nWhich?,x,y,z\n")
    assert _right(apart.items[0]) == ["x"]
    assert [option["text"] for option in apart.items[0].fields["options"]] == ["x", "y", "z"]


def test_options_that_speak_of_places_are_not_shuffled() -> None:
    read = _read("question,a,b,c,answer\nWhich?,x,y,Both A and B,C\nWhat?,x,y,z,A\n")
    assert [item.fields.get("shuffle", True) for item in read.items] == [False, True]


def test_counts_and_says_what_it_refuses_and_what_it_does_not_understand() -> None:
    read = _read(
        "question,a,b,answer,topic,source page\n"
        "Which?,x,y,A,Nets,12\nWhich one?,x,y,Q,Nets,13\n,x,y,A,Nets,14\n"
    )
    assert len(read.items) == 1
    assert read.items[0].fields["topic"] == "Nets"
    assert [refused.where.split(" ")[1] for refused in read.refused] == ["3", "4"]
    assert any("source page" in str(note) for note in read.notes)


def test_two_columns_are_fronts_and_backs() -> None:
    read = _read("bits of a byte?\t8\nWhy?\tBecause of the <p> in it, always.\n", "cards.tsv")
    assert [item.fields["kind"] for item in read.items] == ["numeric", "explain"]
    assert r"\<p>" in read.items[1].fields["model_answer"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"question,answer\ncaf\xe9,x\n", "line 2"),
        (b"", "empty"),
        (b"one column\nonly\n", "question"),
        (b"a,b\0c\n", "NUL"),
    ],
)
def test_refuses_with_place_and_advice(data: bytes, says: str) -> None:
    with pytest.raises(PackError, match=says):
        csv_table.read(data, "table.csv")


def test_reads_another_encoding_when_named() -> None:
    read = csv_table.read(
        "question,answer\ncafé?,né\n".encode("cp1252"), "t.csv", encoding="cp1252"
    )
    assert read.items[0].fields["prompt"] == "café?"
    with pytest.raises(PackError, match="no encoding"):
        csv_table.read(b"x", "t.csv", encoding="klingon")


@pytest.mark.parametrize("piece", ['"', ",", "\n", "a,b\n", '"a,b\n', "<a ", "\t"])
def test_hostile_tables_are_refused_in_little_time(piece: str) -> None:
    start = time.process_time()
    with contextlib.suppress(PackError):
        csv_table.read(("question,answer\n" + piece * (100_000 // len(piece))).encode(), "x.csv")
    assert time.process_time() - start < 3

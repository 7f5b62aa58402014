"""What is emitted reads the same through the strict reader."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.clean import UNSAFE
from quizapp.packs.emitting import WIDTH, dump
from quizapp.packs.problems import has_errors
from quizapp.packs.reader import parse_yaml

BAD = re.compile(f"{UNSAFE.pattern}|[\ufeff\ufffe\uffff]")
TEXTS = (
    st.one_of(
        st.text(min_size=1, max_size=150),
        st.text(alphabet=" \n\tab:#-'\"%[]{}|>*&!~,.?=<@`\\", min_size=1, max_size=60),
    )
    .map(lambda text: BAD.sub("x", text))
    .filter(str.strip)
)
VALUES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), inner, min_size=1)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["id", "prompt", "x"]), VALUES, min_size=1))
def test_reads_back_as_it_was(value: dict[str, object]) -> None:
    for document in (value, [value, value]):
        read = parse_yaml(dump(document).encode(), Path("x.yaml"))
        assert not has_errors(read.problems)
        assert read.value == document


def test_writes_as_a_person_would() -> None:
    value = [
        {
            "id": "one",
            "answer": 2.0,
            "correct": True,
            "prompt": "First line\nsecond: line",
            "why": "a long sentence with many words " * 5 + "and an end",
            "no": "no",
            "quoted": "a: b",
            "pairs": [["a", "b, c"]],
            "empty": [],
        }
    ]
    told = dump(value)
    assert all(len(line) <= WIDTH for line in told.split("\n"))
    for line in ("- id: one", "  answer: 2", "  correct: true", "  prompt: |-", "  no: no"):
        assert line in told.split("\n")
    assert "  quoted: 'a: b'" in told.split("\n")
    assert "    - ['a', 'b, c']" in told.split("\n")
    assert "empty" not in told

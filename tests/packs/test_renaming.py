"""`renamed` in pack.yaml: what questions became."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.ids import QuestionId
from quizapp.core.say import plain
from quizapp.packs.library import Library
from quizapp.packs.pack import load_pack
from quizapp.packs.renaming import final_names

NAMES = st.sampled_from("abcdef")


@pytest.fixture
def renamed(make_pack, true_false: Callable[..., str]) -> Callable[[str], Path]:
    def make(names: str) -> Path:
        pack = make_pack("sample", {"questions/a.yaml": true_false("new") + true_false("other")})
        manifest = pack / "pack.yaml"
        manifest.write_text(manifest.read_text() + f"renamed: {names}\n")
        return pack

    return make


@given(st.dictionaries(NAMES, NAMES))
def test_chains_lead_to_their_end(names: Mapping[str, str]) -> None:
    found = final_names(names)
    for old in names:
        walk = [old]
        while walk[-1] in names and len(walk) <= len(names):
            walk.append(names[walk[-1]])
        assert found.get(old) == (None if walk[-1] in names else walk[-1])


def test_the_library_finds_a_question_by_its_old_names(
    renamed: Callable[[str], Path], tmp_path: Path
) -> None:
    library = Library.open([renamed("{oldest: old, old: new}")], tmp_path / "index.sqlite3")
    new = QuestionId("sample/new")
    for name in ("new", "old", "oldest"):
        assert library.question(QuestionId(f"sample/{name}")).id == new
        assert library.topic_title(QuestionId(f"sample/{name}")) == "Basics"
    assert [entry.id for entry in library.entries()] == [new, QuestionId("sample/other")]
    library.close()


@pytest.mark.parametrize(
    ("names", "place", "message"),
    [
        ("{old: nwe}", (11, 16), "there is no question `nwe` that it could have become"),
        ("{new: other}", (11, 11), "there still is a question `new`, so it was not renamed"),
        ("{a: b, b: a}", (11, 14), "`a` is renamed in a circle"),
        ("{Old: new}", (11, 11), "`renamed` cannot be `Old`"),
        ("[old, new]", (11, 10), "must be a mapping"),
    ],
)
def test_what_is_wrong_with_it(
    renamed: Callable[[str], Path], names: str, place: tuple[int, int], message: str
) -> None:
    first = load_pack(renamed(names)).problems[0]
    assert message in plain(first.message)
    assert (first.line, first.column) == place

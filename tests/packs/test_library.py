"""The library and its index: quick when nothing changed, and never older than the files."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizapp.core import questions as q
from quizapp.core.ids import PackId, QuestionId
from quizapp.packs import library as library_module
from quizapp.packs import shelving
from quizapp.packs.index import COLUMNS, LAYOUT, Index, Shelved
from quizapp.packs.library import Library

Make = Callable[..., Path]
Write = Callable[..., str]
Open = Callable[..., Library]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "library.sqlite3"


@pytest.fixture
def opened(index: Path) -> Iterator[Open]:
    """Open a library over folders; closed at the end of the test."""
    known: list[Library] = []

    def open_(*folders: Path) -> Library:
        known.append(Library.open(folders, index))
        return known[-1]

    yield open_
    for library in known:
        library.close()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the packs that were read from YAML, in order."""
    names: list[str] = []
    shelve = shelving.shelve

    def counted(folder: Path, digest: str) -> Shelved:
        names.append(folder.name)
        return shelve(folder, digest)

    monkeypatch.setattr(shelving, "shelve", counted)
    return names


def ids(library: Library) -> list[str]:
    return [entry.id for entry in library.entries()]


def test_looking_again_takes_in_what_changed_and_keeps_what_broke(
    make_pack: Make, true_false: Write, opened: Open, read: list[str]
) -> None:
    one, two = (make_pack(name, {"questions/a.yaml": true_false("x")}) for name in ("one", "two"))
    library = opened(one)
    assert library.look_again([one]) == ()
    file = one / "questions" / "a.yaml"
    file.write_text(true_false("y", prompt="New?"), encoding="utf-8")
    assert library.look_again([one]) == (one,)
    assert ids(library) == ["one/y"]
    file.write_text(true_false("z").replace("true-false", "true-fals"), encoding="utf-8")
    assert library.look_again([one, two]) == (two,)
    assert ids(library) == ["one/y", "two/x"], "what has errors stays as it was"
    assert library.question(QuestionId("one/y")).prompt == "New?"
    assert [problem.path for problem in library.problems] == [file]
    assert library.look_again([two]) == (one,)
    assert ids(library) == ["two/x"]
    file.write_text(true_false("z"), encoding="utf-8")
    assert library.look_again([one, two]) == (one,)
    assert (ids(library), library.problems) == (["one/z", "two/x"], ())
    read.clear()
    assert library.look_again([one, two]) == ()
    assert read == [], "nothing is read again where nothing changed"


def test_lists_packs_and_entries(samples: Path, opened: Open) -> None:
    library = opened(samples / "good" / "every-kind")
    (pack,) = library.packs
    assert pack.title("en") == "Every kind"
    assert pack.title("ko") == "모든 유형"
    assert pack.languages == ("en", "ko")
    assert pack.questions == 12
    assert pack.kinds == {kind: 2 if kind == "predict" else 1 for kind in q.KINDS}
    assert pack.verified == 5, "an output, a bug and a numeric with a check, two predictions"
    assert 0 < pack.translated["ko"] < 1
    assert pack.topics_after["every-kind/training"] == ("every-kind/basics",)
    assert [topic.title("ko") for topic in pack.topics] == ["기초", "Training"]
    assert (pack.usable, pack.problems, library.problems) == (True, 0, ())
    first = library.entries()[0]
    assert first == (
        "every-kind/relu-pieces",
        "every-kind/basics",
        "choice",
        2,
        "relu-approximation",
        ("every-kind/relu-slope", "every-kind/sigmoid-range"),
    )
    assert library.topic_title(first.id, "ko") == "기초"


def test_questions_are_what_was_written_in_each_language(samples: Path, opened: Open) -> None:
    from quizapp.packs.pack import load_pack

    folder = samples / "good" / "every-kind"
    pack = load_pack(folder).pack
    assert pack
    for library in (opened(folder), opened(folder)):
        for language in ("", "en", "ko", "fr"):
            for question in pack.questions:
                expected = pack.question(question.id, language)
                assert library.question(question.id, language) == expected


def test_unknown_questions_are_key_errors(samples: Path, opened: Open) -> None:
    library = opened(samples / "good" / "every-kind")
    for name in ("every-kind/none", "none/none"):
        with pytest.raises(KeyError):
            library.question(QuestionId(name))


def test_a_warm_start_imports_no_yaml_and_no_pydantic(samples: Path, index: Path) -> None:
    program = (
        "import sys, json\nfrom pathlib import Path\n"
        "from quizapp.packs.library import Library\n"
        "library = Library.open([Path(sys.argv[1])], Path(sys.argv[2]))\n"
        "entry = library.entries()[0]\n"
        "library.question(entry.id, 'ko'), library.topic_title(entry.id)\n"
        "library.find(['relu']), library.words(), library.searched([entry.id])\n"
        "names = ('yaml', 'pydantic', 'numpy', 'textual')\n"
        "print(json.dumps([name for name in names if name in sys.modules]))\n"
    )
    arguments = [sys.executable, "-c", program, str(samples / "good/every-kind"), str(index)]
    imported = [
        json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout)
        for _ in range(2)
    ]
    assert imported == [["yaml", "pydantic"], []]


def test_only_a_changed_pack_is_read_again(
    make_pack: Make, true_false: Write, opened: Open, read: list[str]
) -> None:
    packs = [make_pack(name, {"questions/a.yaml": true_false("one")}) for name in ("a", "b")]
    opened(*packs)
    opened(*packs)
    assert read == ["a", "b"]
    file = packs[1] / "questions" / "a.yaml"
    os.utime(file, (0, 0))
    opened(*packs)
    assert read == ["a", "b"], "a new date alone changes nothing"
    file.write_text(true_false("two"), encoding="utf-8")
    assert ids(opened(*packs)) == ["a/one", "b/two"]
    assert read == ["a", "b", "b"]


def test_added_and_removed_files_are_seen(make_pack: Make, true_false: Write, opened: Open) -> None:
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    assert ids(opened(pack)) == ["sample/one"]
    more = pack / "questions" / "b.yaml"
    more.write_text(true_false("two"), encoding="utf-8")
    assert ids(opened(pack)) == ["sample/one", "sample/two"]
    more.rename(pack / "questions" / "0.yaml")
    assert ids(opened(pack)) == ["sample/two", "sample/one"]
    (pack / "questions" / "0.yaml").unlink()
    assert ids(opened(pack)) == ["sample/one"]


def test_a_problem_follows_its_file_to_a_new_name(
    make_pack: Make, true_false: Write, opened: Open
) -> None:
    unexplained = true_false("one").replace("  why: Because.\n", "")
    pack = make_pack(files={"questions/a.yaml": unexplained})
    assert [problem.path.name for problem in opened(pack).problems] == ["a.yaml"]
    (pack / "questions" / "a.yaml").rename(pack / "questions" / "b.yaml")
    assert [problem.path.name for problem in opened(pack).problems] == ["b.yaml"]


def test_a_changed_translation_is_seen(make_pack: Make, true_false: Write, opened: Open) -> None:
    files = {"questions/a.yaml": true_false("one"), "ko/a.yaml": "- id: one\n  prompt: 무엇?\n"}
    pack = make_pack(files=files)
    one = QuestionId("sample/one")
    assert opened(pack).question(one, "ko").prompt == "무엇?"
    (pack / "ko" / "a.yaml").write_text("- id: one\n  prompt: 왜?\n", encoding="utf-8")
    assert opened(pack).question(one, "ko").prompt == "왜?"
    (pack / "ko" / "a.yaml").unlink()
    library = opened(pack)
    assert library.question(one, "ko").prompt == "What?"
    assert library.packs[0].languages == ("en",)


def test_other_rules_read_everything_again(
    make_pack: Make,
    true_false: Write,
    opened: Open,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    opened(pack)
    monkeypatch.setattr(library_module, "code_digest", lambda: "of a later version")
    opened(pack)
    assert read == ["sample", "sample"]


def test_without_an_index_file_it_is_made_anew(
    make_pack: Make, true_false: Write, opened: Open, index: Path, read: list[str]
) -> None:
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    opened(pack).close()
    index.unlink()
    assert ids(opened(pack)) == ["sample/one"]
    assert read == ["sample", "sample"]
    assert index.is_file()


def damage_nothing_like_a_database(path: Path) -> None:
    path.write_bytes(b"not a database at all, " * 400)


def damage_empty(path: Path) -> None:
    path.write_bytes(b"")


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def damage_zeros_inside(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))


def damage_a_letter(path: Path) -> None:
    data = path.read_bytes()
    assert data.count(b"So it is.") >= 1
    path.write_bytes(data.replace(b"So it is.", b"So is it."))


def damage_a_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE bodies")
    connection.close()


def damage_layout(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {LAYOUT + 1}")
        connection.execute("ALTER TABLE packs RENAME COLUMN info TO other")
    connection.close()


DAMAGES = [value for name, value in list(globals().items()) if name.startswith("damage_")]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_index_is_never_believed(
    damage: Callable[[Path], None],
    make_pack: Make,
    true_false: Write,
    opened: Open,
    index: Path,
    read: list[str],
) -> None:
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    opened(pack).close()
    damage(index)
    library = opened(pack)
    assert ids(library) == ["sample/one"]
    assert library.question(QuestionId("sample/one")).explanation == "So it is."
    assert list(library.find(["what"])) == ["sample/one"]
    library.close()
    opened(pack).close()
    read.clear()
    healed = opened(pack)
    assert healed.question(QuestionId("sample/one")).explanation == "So it is."
    assert read == [], "the file was made anew and serves again"


def test_an_index_that_another_process_locks_is_done_without(
    make_pack: Make,
    true_false: Write,
    opened: Open,
    index: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("quizapp.packs.index.BUSY_SECONDS", 0.01)
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    opened(pack).close()
    (pack / "questions" / "a.yaml").write_text(true_false("two"), encoding="utf-8")
    before = index.stat().st_ino
    other = sqlite3.connect(index, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert ids(opened(pack)) == ["sample/two"]
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert index.stat().st_ino == before, "a file in use is not removed"
    assert ids(opened(pack)) == ["sample/two"]


def test_a_place_that_cannot_be_written_is_done_without(
    make_pack: Make, true_false: Write, tmp_path: Path
) -> None:
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for place in (tmp_path / "file" / "library.sqlite3", tmp_path):
        library = Library.open([pack], place)
        assert ids(library) == ["sample/one"]
        library.close()


def test_another_process_may_index_a_later_state(
    make_pack: Make, true_false: Write, opened: Open
) -> None:
    pack = make_pack(files={"questions/a.yaml": true_false("one")})
    early = opened(pack)
    (pack / "questions" / "a.yaml").write_text(true_false("two"), encoding="utf-8")
    opened(pack)
    assert list(early.find(["what"])) == ["sample/two"]
    with pytest.raises(KeyError):
        early.question(QuestionId("sample/one"))
    assert ids(early) == ["sample/two"]


def test_two_processes_at_once(make_pack: Make, true_false: Write, index: Path) -> None:
    pack = make_pack(files={"questions/a.yaml": "".join(true_false(f"q{i}") for i in range(50))})
    program = (
        "import sys\nfrom pathlib import Path\nfrom quizapp.packs.library import Library\n"
        "library = Library.open([Path(sys.argv[1])], Path(sys.argv[2]))\n"
        "print(len(library.entries()), library.question('sample/q7').id)\n"
    )
    arguments = [sys.executable, "-c", program, str(pack), str(index)]
    running = [subprocess.Popen(arguments, stdout=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate()[0] for process in running] == [b"50 sample/q7\n"] * 3


def test_a_pack_with_errors_is_listed_and_not_asked(
    make_pack: Make, true_false: Write, opened: Open
) -> None:
    good = make_pack("good", {"questions/a.yaml": true_false("one")})
    bad = make_pack("bad", {"questions/a.yaml": true_false("one") + true_false("one")})
    worse = make_pack("worse", {"pack.yaml": "format: [", "questions/a.yaml": "- x\n"})
    for library in (opened(bad, good, worse), opened(bad, good, worse)):
        assert [(p.id, p.usable, p.questions) for p in library.packs] == [
            ("bad", False, 0),
            ("good", True, 1),
            ("worse", False, 0),
        ]
        assert ids(library) == ["good/one"]
        assert [problem.path.relative_to(bad.parent).parts[0] for problem in library.problems] == [
            "bad",
            "worse",
            "worse",
        ]
        assert str(library.problems[0].message) == "the id `one` is taken by line 1 of a.yaml"
        with pytest.raises(KeyError):
            library.question(QuestionId("bad/one"))


def test_the_first_of_two_packs_with_one_id_wins(
    make_pack: Make, true_false: Write, opened: Open, tmp_path: Path
) -> None:
    first = make_pack("sample", {"questions/a.yaml": true_false("one")})
    moved = first.rename(tmp_path / "elsewhere")
    second = make_pack("sample", {"questions/a.yaml": true_false("two")})
    library = opened(moved, second)
    assert ids(library) == ["sample/one"]
    (problem,) = library.problems
    assert problem.path == second / "pack.yaml"
    assert "the pack `sample` is already there" in str(problem.message)
    assert ids(opened(second, moved)) == ["sample/two"]


def test_entries_of_one_pack(make_pack: Make, true_false: Write, opened: Open) -> None:
    packs = [make_pack(name, {"questions/a.yaml": true_false("one")}) for name in ("a", "b")]
    assert [entry.id for entry in opened(*packs).entries(PackId("b"))] == ["b/one"]


def test_folders_that_are_gone_are_forgotten(
    make_pack: Make, true_false: Write, opened: Open, index: Path
) -> None:
    packs = [make_pack(name, {"questions/a.yaml": true_false("one")}) for name in ("a", "b")]
    opened(*packs)
    (packs[0] / "pack.yaml").unlink()
    (packs[1] / "questions" / "a.yaml").write_text(true_false("two"), encoding="utf-8")
    opened(packs[1])
    with sqlite3.connect(index) as connection:
        for table in ("packs", "bodies", "search"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    connection.close()


class TestSearch:
    @pytest.fixture
    def library(self, samples: Path, opened: Open) -> Library:
        return opened(samples / "good" / "every-kind")

    @pytest.fixture(params=["trigram", "without FTS5"])
    def either(
        self, request: pytest.FixtureRequest, samples: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Library]:
        """Also on an SQLite that was built without FTS5."""
        if request.param != "trigram":
            monkeypatch.setattr("quizapp.packs.index._SEARCH", "CREATE VIRTUAL TABLE t USING no")
        library = Library([samples / "good" / "every-kind"], Path(os.devnull) / "none")
        yield library
        library.close()

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("polynomial", "relu-pieces"),
            ("polynom", "relu-pieces"),
            ("다항식", "relu-pieces"),
            ("함수", "relu-pieces"),
            ("running mean", "optimizers"),
            ("zigzag", "why-normalize"),
            ("*rest", "star-print"),
            ("no", "sigmoid-range"),
            ("basics", "relu-slope"),
        ],
    )
    def test_finds(self, text: str, expected: str, either: Library) -> None:
        assert f"every-kind/{expected}" in either.find([text])

    @pytest.mark.parametrize(
        "text", ["nowhere-at-all", 'x" or "', "100%", "a_b", "near(", '""', "\x00", "\udc00"]
    )
    def test_finds_nothing(self, text: str, either: Library) -> None:
        assert either.find([text]) == {}
        assert either.find([]) == {}

    def test_any_of_several_texts_and_the_most_telling_place(self, either: Library) -> None:
        found = either.find(["zigzag", "다항식", "nowhere-at-all"])
        assert set(found) == {"every-kind/why-normalize", "every-kind/relu-pieces"}
        places = either.find(["relu"])
        assert places[QuestionId("every-kind/relu-slope")] == "prompt"
        assert list(places.values()) == sorted(places.values(), key=COLUMNS.index)

    def test_the_texts_of_a_question_in_every_language(self, either: Library) -> None:
        name = QuestionId("every-kind/relu-pieces")
        own, korean = either.searched([name])[name]
        assert (own.lang, korean.lang) == ("", "ko")
        assert own.prompt == either.question(name).prompt.strip()
        assert "Basics" in own.name
        assert "다항식" in korean.prompt + korean.other

    def test_words(self, either: Library) -> None:
        assert {"polynomial", "다항식"} <= set(either.words())

    def test_packs_that_are_not_open_are_not_searched(
        self, library: Library, make_pack: Make, true_false: Write, opened: Open
    ) -> None:
        other = opened(make_pack(files={"questions/a.yaml": true_false("one")}))
        assert other.find(["relu"]) == {}
        assert list(other.find(["what"])) == ["sample/one"]


def test_a_closed_file_index_keeps_nothing_open(index: Path) -> None:
    opened_index = Index(index)
    opened_index.close()
    index.unlink()
    assert not list(index.parent.iterdir())

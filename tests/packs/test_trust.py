"""What may run, and that a change of any of it asks again."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp import paths
from quizapp.errors import PackError
from quizapp.packs.library import Library
from quizapp.packs.pack import load_pack
from quizapp.packs.trust import TrustStore, file_parts, program_parts
from quizapp.services import trusting
from quizapp.services.trusting import Untrusted, examine, is_trusted

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PROGRAM = """\
- id: prints
  kind: output
  topic: basics
  difficulty: 1
  prompt: What?
  code: print(1)
  answer: "1"
  explanation: So.
"""
DEMO = '"""A demo"""\n'


@pytest.fixture
def pack(make_pack: Callable[..., Path], true_false: Callable[..., str]) -> Path:
    return make_pack(
        "sample",
        {
            "questions/a.yaml": PROGRAM + true_false("plain"),
            "demos/one.py": DEMO,
            "README.md": "Read me.",
            "LICENSE": "Free.",
        },
    )


@pytest.fixture
def trusted(tmp_path: Path) -> Callable[[Path], bool]:
    """Whether a pack is trusted, as the library has it."""

    def ask(folder: Path) -> bool:
        library = Library.open([folder], tmp_path / "index.sqlite3")
        try:
            return is_trusted(library.packs[0])
        finally:
            library.close()

    return ask


def test_what_would_run(pack: Path) -> None:
    assert [part.name for part in file_parts(pack)] == ["demos/one.py"]
    loaded = load_pack(pack).pack
    assert loaded is not None
    assert [(p.name, p.data) for p in program_parts(loaded.questions)] == [
        ("prints: code", b"print(1)")
    ]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("demos/one.py", DEMO + "#"),
        ("demos/two.py", DEMO),
        ("demos/data.bin", "x"),
        ("helper.py", "x = 1"),
        ("questions/a.yaml", PROGRAM.replace("print(1)", "print(2)")),
        ("pack.yaml", "id: other"),
    ],
)
def test_a_change_of_what_would_run_asks_again(
    pack: Path, trusted: Callable[[Path], bool], file: str, content: str
) -> None:
    assert not trusted(pack)
    trusting.trust(examine(pack), NOW)
    assert trusted(pack)
    before = (pack / file).read_text() if (pack / file).exists() else None
    (pack / file).write_text(content)
    assert not trusted(pack)
    if before is None:
        (pack / file).unlink()
    else:
        (pack / file).write_text(before)
    assert trusted(pack)


def test_other_changes_do_not(pack: Path, trusted: Callable[[Path], bool]) -> None:
    trusting.trust(examine(pack), NOW)
    text = (pack / "questions" / "a.yaml").read_text()
    (pack / "questions" / "a.yaml").write_text(text.replace("What?", "What now?"))
    (pack / "README.md").write_text("Read me again.")
    (pack / "pack.yaml").write_text((pack / "pack.yaml").read_text().replace("1.0.0", "2.0.0"))
    assert trusted(pack)
    assert trusted(pack.rename(pack.with_name("moved")))


def test_a_link_is_never_trusted(pack: Path, trusted: Callable[[Path], bool]) -> None:
    trusting.trust(examine(pack), NOW)
    (pack / "demos" / "link.py").symlink_to("/etc/passwd")
    assert not trusted(pack)
    with pytest.raises(PackError, match=r"link\.py: links are not taken"):
        examine(pack)


def test_revoking_forgets_every_state(pack: Path, trusted: Callable[[Path], bool]) -> None:
    trusting.trust(examine(pack), NOW)
    (pack / "demos" / "one.py").write_text(DEMO + "x = 1\n")
    with pytest.raises(Untrusted, match="has changed since you trusted it"):
        trusting.refuse_untrusted(pack)
    trusting.trust(examine(pack), NOW)
    assert trusted(pack)
    assert trusting.revoke("sample")
    assert not trusting.revoke("sample")
    (pack / "demos" / "one.py").write_text(DEMO)
    assert not trusted(pack)
    with pytest.raises(Untrusted, match="which you have not trusted"):
        trusting.refuse_untrusted(pack)


def test_the_advice_names_what_is_meant(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting.trust(examine(pack), NOW)
    other = tmp_path / "another place" / "sample"
    shutil.copytree(pack, other)
    (other / "demos" / "one.py").write_text(DEMO + "x = 1\n")
    with pytest.raises(Untrusted, match="which you have not trusted") as caught:
        trusting.refuse_untrusted(other)
    assert f"quizapp pack trust '{other}'" in str(caught.value)
    monkeypatch.chdir(other.parent)
    with pytest.raises(Untrusted, match=r"quizapp pack trust \./sample"):
        trusting.refuse_untrusted(other)
    installed = paths.packs_folder() / "sample"
    shutil.copytree(other, installed)
    with pytest.raises(Untrusted, match=r"quizapp pack trust sample`.*k at home"):
        trusting.refuse_untrusted(installed)


def test_a_pack_with_errors_is_not_trusted(pack: Path) -> None:
    (pack / "questions" / "a.yaml").write_text("- id: x\n")
    with pytest.raises(PackError, match="cannot be trusted yet"):
        examine(pack)


@given(
    st.one_of(
        st.binary(max_size=60),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["format", "trusted", "seal", "pack", "folder", "when"]), inner
                )
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_a_damaged_store_trusts_nothing_and_says_so(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "trusted.json"
    path.write_bytes(content)
    store = TrustStore(path)
    assert store.problem is not None or b"trusted" in content
    assert not store.holds("")
    store.trust("abc", "pack", Path("/folder"), NOW)
    assert store.problem is None
    assert TrustStore(path).holds("abc")


def test_the_store_is_one_file_of_the_user(pack: Path) -> None:
    trusting.trust(examine(pack), NOW)
    told = json.loads(paths.trust_file().read_text())
    assert told["trusted"][0]["pack"] == "sample"
    assert trusting.store_problem() is None
    paths.trust_file().write_text("{")
    assert "none is trusted" in str(trusting.store_problem())

"""The strict YAML reader: what it takes as written, what it refuses, and that it never hangs."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.clean import UNSAFE
from quizapp.packs import reader
from quizapp.packs.nodes import Mapping, Sequence, place_of
from quizapp.packs.problems import format_problem
from quizapp.packs.reader import Document, parse_yaml, read_yaml

HERE = Path("a.yaml")


@pytest.fixture(params=["libyaml", "pure"])
def parse(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Document]:
    """The reader on both of PyYAML's parsers."""
    if request.param == "pure":
        monkeypatch.setattr(reader, "make_parser", reader._PureParser)
    elif not yaml.__with_libyaml__:
        pytest.skip("this PyYAML has no libyaml")
    return lambda text: parse_yaml(text if isinstance(text, bytes) else text.encode(), HERE)


def told(document: Document) -> list[str]:
    return [f"{p.line}:{p.column} {p.message}" for p in document.problems]


def test_scalars_stay_as_written(parse: Callable[..., Document]) -> None:
    text = (
        "a: no\nb: 3.10\nc: 1:30\nd: 1e-3\ne: 017\nf: ~\ng: 2026-11-21\nh: 1_000\ni: .inf\n"
        "j: [on, y, 0x1f]\nk: null\n1: 2\n"
    )
    document = parse(text)
    assert not document.problems
    assert document.value == {
        "a": "no",
        "b": "3.10",
        "c": "1:30",
        "d": "1e-3",
        "e": "017",
        "f": "~",
        "g": "2026-11-21",
        "h": "1_000",
        "i": ".inf",
        "j": ["on", "y", "0x1f"],
        "k": "null",
        "1": "2",
    }


def test_blocks_quotes_and_empty_values(parse: Callable[..., Document]) -> None:
    text = "a: |\n  one\n  \ttwo\nb: >\n  folded\n  line\nc:\nd: \"x\\ny\"\ne: 'it''s'\n"
    assert parse(text).value == {
        "a": "one\n\ttwo\n",
        "b": "folded line\n",
        "c": "",
        "d": "x\ny",
        "e": "it's",
    }


def test_byte_order_mark_and_windows_line_ends(parse: Callable[..., Document]) -> None:
    document = parse(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n")
    assert (document.value, document.problems) == ({"a": "1", "b": "x\ny\n"}, ())


def test_characters_of_no_width_are_pointed_out(parse: Callable[..., Document]) -> None:
    document = parse("a: x\u200by\nb: \U0001f469\u200d\U0001f52c\nc: '\u200f'\n")
    assert told(document) == [
        "1:5 the invisible character U+200B stands here",
        "3:5 the invisible character U+200F stands here",
    ]
    assert {problem.severity for problem in document.problems} == {"warning"}
    assert document.complete


REFUSED = {
    "anchor": ("a: &x 1\n", "1:4 a text cannot begin with `&` (YAML reads it as an anchor)"),
    "alias": ("a: *x\n", "1:4 a text cannot begin with `*` (YAML reads it as an alias)"),
    "tag": ("a: !!str 1\n", "1:4 a text cannot begin with `!` (YAML reads it as a tag)"),
    "merge": ("<<: {a: 1}\n", "1:1 merge keys (`<<`) are not used here"),
    "duplicate": ("a: 1\nb: 2\na: 3\n", "3:1 the key `a` is given twice"),
    "documents": ("a: 1\n---\nb: 2\n", "2:1 a second document begins here"),
    "list as key": ("? [a]\n: 1\n", "1:3 a key must be text, not a list or a mapping"),
    "mapping as key": ("a: {{b}}\n", "1:5 a key must be text, not a list or a mapping"),
    "directive": ("%YAML 1.1\n---\na: 1\n", "1:1 a line cannot begin with `%`"),
    "tab": ("a:\n\t- 1\n", "2:1 a tab stands in the indentation"),
    "tab after spaces": ("a:\n  b: 1\n  \tc: 2\n", "3:3 a tab stands in the indentation"),
    "raw escape": ("a: \x1b[0m\n", "1:4 the invisible control character U+001B is not allowed"),
    "escaped escape": (
        'a: "\\e[0m"\n',
        "1:4 the invisible control character U+001B is not allowed",
    ),
    "bidi": ("a: x\u202ey\n", "1:5 the invisible control character U+202E is not allowed"),
    "escaped bidi": ('a: "\\u2066"\n', "1:4 the invisible control character U+2066 is not allowed"),
    "lone return": ("a: 1\rb\n", "1:5 the invisible control character U+000D is not allowed"),
    "separator": ('a: "x\\Ly"\n', "1:4 the invisible control character U+2028 is not allowed"),
    "noncharacter": ("a: \ufffe\n", "1:4 the character U+FFFE is not allowed"),
    "unclosed": ("a: 'b\nc: d\n", "1:4 the text in quotes is never closed"),
    "LaTeX eaten": ('a: "\\frac"\n', "1:4 double quotes take `\\f` of `\\frac` as an escape"),
    "nabla eaten": ('a: "$\\nabla$"\n', "1:4 double quotes take `\\n` of `\\nabla` as an escape"),
    "colon": ("a: b: c\n", "1:5 a `:` stands where no key can be"),
    "backtick": ("a: `b`\n", "1:4 a text cannot begin with `"),
    "empty": ("# nothing\n", "1:1 the file is empty"),
    "latin-1": (b"a: \xe9\n", "1:4 the file is not UTF-8 text: byte 0xe9"),
    "utf-16": (
        "a: 1\n".encode("utf-16-le"),
        "1:2 the invisible control character U+0000 is not allowed",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_the_place(name: str, parse: Callable[..., Document]) -> None:
    text, expected = REFUSED[name]
    assert told(parse(text))[0] == expected


def test_finds_as_many_as_there_are(parse: Callable[..., Document]) -> None:
    document = parse("a: &x 1\nb: *x\na: 2\n? [k]\n: v\nc: !t 3\nd: 4\n")
    assert [line.split()[0] for line in told(document)] == ["1:4", "2:4", "3:1", "4:3", "6:4"]
    assert document.value == {"a": "1", "b": "", "c": "3", "d": "4"}
    assert document.complete


def test_what_was_not_read_to_its_end_is_left_out(parse: Callable[..., Document]) -> None:
    document = parse("- a: 1\n- b: 2\n  c: `x`\n- d: 3\n")
    assert document.value == [{"a": "1"}]
    assert not document.complete
    assert parse("a: 1\nb: `x`\n").value is None


def test_latex_in_single_quotes_and_blocks_is_fine(parse: Callable[..., Document]) -> None:
    document = parse("a: '$\\theta$'\nb: |\n  $\\nabla f$\nc: \"one\\ntwo\"\n")
    assert not document.problems


def test_places_of_keys_and_values(parse: Callable[..., Document]) -> None:
    document = parse("- id: one\n  list:\n    - {a: b}\n  empty:\n")
    assert place_of(document.value, (0,)) == (1, 3)
    assert place_of(document.value, (0, "list", 0, "a")) == (3, 11)
    assert place_of(document.value, (0, "list", 0, "a"), key=True) == (3, 8)
    assert place_of(document.value, (0, "empty")) == (4, 3)
    assert place_of(document.value, (0, "missing", 2)) == (1, 3)


HOSTILE = {
    "alias bomb": "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(2000)),
    "merge bomb": "a0: &a0 {k: v}\n"
    + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 30)),
    "brackets": "[" * 100_000,
    "braces": "{" * 100_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "deep block": "".join(f"{' ' * i}a:\n" for i in range(500)),
    "digits": "a: " + "9" * 2_000_000,
    "quoted": 'a: "' + "x" * 2_000_000,
    "directives": "".join(f"%TAG !e{i}! x\n" for i in range(50_000)),
    "late directives": "a: 1\n...\n" + "".join(f"%TAG !e{i}! x\n" for i in range(50_000)),
    "many values": "[" + "a," * 300_000 + "]",
    "many duplicates": "a: 1\n" * 50_000,
    "controls": "a: '" + "\x1b" * 100_000 + "'",
    "nothing": "\0" * 1_000_000,
    "blank lines": "\n" * 1_000_000,
    "commas": "[" + "," * 100_000 + "]",
    "long plain": "a: " + "word\n  " * 200_000,
    "colons": "a" + ": a" * 100_000,
    "anchors": "&a " * 100_000,
    "tags": "!a " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_bounded_memory(name: str) -> None:
    data = HOSTILE[name].encode()
    tracemalloc.start()
    document = parse_yaml(data, HERE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert document.problems
    assert len(document.problems) <= reader.MAX_PROBLEMS + 1
    assert peak < 150_000_000


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = read_yaml(tmp_path / "missing.yaml")
    assert "the file cannot be read" in str(missing.problems[0].message)
    assert str(read_yaml(tmp_path).problems[0].message) == "this is not a file"
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a: 1\n#" + b"x" * 20)
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    assert "larger than" in str(read_yaml(big).problems[0].message)


def test_a_message_never_carries_a_control_character() -> None:
    hostile = '"\\e]0;x": 1\n"\\e]0;x": 2\n"\\u202e": [\n'
    for problem in parse_yaml(hostile.encode(), Path("\x1b[31m.yaml")).problems:
        assert not UNSAFE.search(format_problem(problem))


values = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdefghij", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values.filter(lambda value: isinstance(value, list | dict)))
def test_what_pyyaml_writes_is_read_back(value: object) -> None:
    document = parse_yaml(yaml.safe_dump(value, default_style='"').encode(), HERE)
    expected = [p for p in document.problems if "control character" not in str(p.message)]
    if not document.problems:
        assert document.value == value
    assert not expected


@given(st.binary(max_size=300) | st.text(alphabet="-?:,[]{}#&*!|>'\"%@` \nab\t\\x").map(str.encode))
def test_any_bytes_end_in_a_document(data: bytes) -> None:
    document = parse_yaml(data, HERE)
    assert document.value is None or isinstance(document.value, Mapping | Sequence | str)
    if not document.problems:
        assert document.value is not None

"""Declarations are read from the source, and whatever is wrong is said with its line."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec, find_demos, read_demo
from quizapp.lab.knobs import KnobSpec

GOOD = '''"""A title

A story.
"""
from dataclasses import dataclass
from quizapp.lab import knob

@dataclass(frozen=True)
class Knobs:
    """Parameters."""
    count: int = knob(4, low=1, high=10, help="how many")

SMALL = {"count": 2}

def run(knobs, lab):
    yield
'''


def _read(folder: Path, text: str, name: str = "demo.py") -> DemoSpec:
    path = folder / name
    path.write_text(text)
    return read_demo(path)


def test_a_demo_is_read_without_being_run(fine: DemoSpec) -> None:
    assert (fine.id, fine.title) == ("fine", "A demo that does everything right")
    assert fine.story == "It counts, and claims that counting works."
    assert [knob.name for knob in fine.knobs] == ["count", "scale", "loud", "way"]
    assert fine.knobs[1] == KnobSpec("scale", "float", 1.0, 0.5, 2, 0.5, (), "m", "times this")
    assert fine.small == {"count": 2}
    assert fine.source[0].startswith('"""A demo')
    assert not fine.needs_torch
    told = fine.to_dict()
    assert set(told) == {"id", "title", "path", "pack", "knobs"}
    assert told["knobs"][3]["choices"] == ["up", "down"]


def test_code_in_a_demo_is_not_executed(tmp_path: Path) -> None:
    text = GOOD.replace("SMALL", "open('here', 'w')\nimport torch\nraise SystemExit\nSMALL")
    assert _read(tmp_path, text).needs_torch


@pytest.mark.parametrize(
    ("old", "new", "words", "line"),
    [
        ('"""A title\n\nA story.\n"""\n', "\n", "begins with a docstring", 1),
        ("class Knobs", "class Nobs", "`Knobs` is missing", 1),
        ("(frozen=True)", "", "frozen=True", 9),
        ("int = knob(4, low=1, high=10, help=", "int = dict(a=", "not declared with", 11),
        ("count: int", "count: list", "of type list", 11),
        ("knob(4,", "knob(2 + n,", "2 + n is not a literal", 11),
        ("knob(4,", "knob(40,", "count cannot be 40", 11),
        ("knob(4,", "knob('4',", "'4' is not of type int", 11),
        ("knob(4,", "knob(", "has no default", 11),
        (', help="how many"', "", "has no help", 11),
        ("low=1", "lwo=1", "something unknown", 11),
        ("low=1", "low='a'", "low must be a number", 11),
        ('SMALL = {"count": 2}', "", "`SMALL` is missing", 1),
        ('SMALL = {"count": 2}', "SMALL = {'cuont': 2}", "no knob cuont", 13),
        ('SMALL = {"count": 2}', "SMALL = {'count': 99}", "cannot be 99", 13),
        ('SMALL = {"count": 2}', "SMALL = {'count': [1]}", "cannot be", 13),
        ('SMALL = {"count": 2}', "SMALL = [1]", "a dict of knob values", 13),
        ("def run", "def ran", "`run(knobs, lab)` is missing", 1),
        ("run(knobs, lab)", "run(lab)", "takes `knobs` and `lab`", 15),
        ("    yield", "    def inner():\n        yield\n", "yields nothing", 15),
        ("def run", "def = run", "not valid Python", 15),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, words: str, line: int
) -> None:
    assert old in GOOD
    with pytest.raises(LabError) as caught:
        _read(tmp_path, GOOD.replace(old, new))
    assert words in str(caught.value)
    assert caught.value.where == f"{tmp_path / 'demo.py'}:{line}"


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"x = 1\0", b"(" * 5000, b"x" * 2_000_000, b"-" * 100_000 + b"1"]
)
def test_any_file_is_an_error_at_worst(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "demo.py"
    path.write_bytes(data)
    with pytest.raises(LabError):
        read_demo(path)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "not-there.py", tmp_path):
        with pytest.raises(LabError):
            read_demo(path)
    with pytest.raises(LabError, match="lower-case words"):
        _read(tmp_path, GOOD, "Not A Demo.py")


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("count", "7", 7),
        ("count", 7.0, 7),
        ("count", "1e1", 10),
        ("scale", "2", 2.0),
        ("scale", 1, 1.0),
        ("loud", "yes", True),
        ("loud", "off", False),
        ("way", "down", "down"),
    ],
)
def test_values_are_typed(fine: DemoSpec, name: str, given, value) -> None:
    got = fine.values({name: given})
    assert got[name] == value
    assert type(got[name]) is type(value)
    assert set(got) == {"count", "scale", "loud", "way"}


@pytest.mark.parametrize(
    ("name", "given", "hint"),
    [
        ("cuont", 1, "Did you mean count?"),
        ("zzz", 1, "count, scale, loud, way"),
        ("count", 0, "count is a whole number from 1 to 100."),
        ("count", 1.5, "count is a whole number from 1 to 100."),
        ("count", True, "count is a whole"),
        ("count", "many", "count is a whole"),
        ("scale", "nan", "scale goes from 0.5 to 2 m."),
        ("scale", "inf", "scale goes"),
        ("loud", "perhaps", "on or off"),
        ("loud", 1, "on or off"),
        ("way", "sideways", "Choose one of up, down."),
        ("way", 3, "up, down"),
    ],
)
def test_values_that_do_not_fit_come_with_a_hint(fine: DemoSpec, name, given, hint) -> None:
    with pytest.raises(LabError) as caught:
        fine.values({name: given})
    assert hint in str(caught.value.hint)


@given(st.dictionaries(st.sampled_from(["count", "scale", "loud", "way"]), st.text()))
def test_any_text_is_a_value_or_an_error(settings: dict[str, str]) -> None:
    spec = read_demo(Path(__file__).parent.parent / "data" / "demos" / "fine.py")
    try:
        values = spec.values(settings)
    except LabError:
        return
    assert 1 <= values["count"] <= 100
    assert 0.5 <= values["scale"] <= 2


def test_a_pack_s_own_demo_comes_first(tmp_path: Path) -> None:
    folders = {"": tmp_path / "bundled", "mine": tmp_path / "mine", "gone": tmp_path / "gone"}
    for name, title in (("bundled", "Bundled"), ("mine", "Mine")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shared_demo.py").write_text(GOOD.replace("A title", title))
    (tmp_path / "mine" / "own-demo.py").write_text(GOOD)
    (tmp_path / "mine" / "_helper.py").write_text("")
    (tmp_path / "mine" / "broken.py").write_text("def")
    (tmp_path / "mine" / "shared-demo.py").write_text(GOOD)
    catalog = find_demos(folders)
    assert [(spec.pack, spec.id) for spec in catalog.demos] == [
        ("", "shared-demo"),
        ("mine", "own-demo"),
        ("mine", "shared-demo"),
    ]
    assert len(catalog.problems) == 2
    assert catalog.get("shared-demo").title == "Bundled"
    assert catalog.get("shared-demo", pack="mine").pack == "mine"
    assert catalog.get("shared-demo", pack="gone").title == "Bundled"
    with pytest.raises(LabError, match="Did you mean shared-demo"):
        catalog.get("shard-demo")
    with pytest.raises(LabError, match="Did you mean mine/own-demo"):
        catalog.get("own-demo")
    assert catalog.get("mine/own-demo").id == "own-demo"
    assert catalog.get("own_demo", pack="mine").id == "own-demo"


def test_a_file_is_read_anew_when_its_text_is_another(fine: DemoSpec, tmp_path: Path) -> None:
    path = tmp_path / "fine.py"
    path.write_text("\n".join(fine.source))
    spec = read_demo(path)
    assert read_demo(path) is spec
    path.write_text("\n".join(fine.source).replace(fine.title, fine.title[::-1]))
    assert read_demo(path).title == fine.title[::-1]


def test_reading_loads_neither_numpy_nor_torch(fine: DemoSpec) -> None:
    code = (
        "import sys; from pathlib import Path; import quizapp.lab.runner; "
        "from quizapp.lab.catalog import read_demo; read_demo(Path(sys.argv[1])); "
        "assert not {'numpy', 'torch', 'textual', 'yaml', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(fine.path)], check=True)

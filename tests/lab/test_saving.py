"""Figures as files: tables are exact, pictures are real files that are opened again."""

import builtins
import os
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.api import (
    Axis,
    Bars,
    Contours,
    Figure,
    Heatmap,
    Histogram,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
)
from quizapp.lab.saving import check_target, save, table

NAN, INF = float("nan"), float("inf")
HOSTILE = r"$x_1^{2$ \frac <b>&amp; 50% {curly} _under # 'q' " + '"q"'
MARKS: dict[str, Mark] = {
    "line": Line([0, 1, 2], [1.5, NAN, 0.1], "a line"),
    "points": Points([1, 2], [3, INF], "some points"),
    "bars": Bars(["left", say("{n} right", n=2)], [1, -2], "the bars"),
    "histogram": Histogram([0, 1, 3], [4, 5], "a histogram"),
    "heatmap": Heatmap([[1, 2], [3, NAN], [5, 6]], (0, 2), (0, 3), "a heat map"),
    "contours": Contours([[1, 2], [3, NAN], [5, 6], [5, 9]], (0, 2), (0, 4), [5.5, 4], "heights"),
    "rule": Rule(0.25, "level"),
    "vertical": Rule(1e-3, "here", vertical=True),
}


def figure(*marks: Mark, says: Any = "What is seen.", **panel: Any) -> Figure:
    return Figure([Panel(marks, **panel)], says)


def body(*marks: Mark) -> list[str]:
    """Rows of the table without panel, title and mark."""
    head, *lines = table(figure(*marks)).splitlines()
    assert head == "panel,title,mark,kind,label,name,x,x_end,y,z"
    return [line.removeprefix("1,,1,") for line in lines]


# Tables


def test_a_table_is_saved_exactly(tmp_path: Path) -> None:
    both = Figure(
        [
            Panel([MARKS["rule"], Line([0.1], [1 / 3], "x, y")], "First"),
            Panel([MARKS["vertical"]], say('{n} "이름"', n=2)),
        ],
        "Ignored.",
    )
    save(both, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes().decode() == (
        "panel,title,mark,kind,label,name,x,x_end,y,z\n"
        "1,First,1,rule,level,,,,0.25,\n"
        '1,First,2,line,"x, y",,0.1,,0.3333333333333333,\n'
        '2,"2 ""이름""",1,rule,here,,0.001,,,\n'
    )


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("line", ["a line,,0.0,,1.5,", "a line,,1.0,,,", "a line,,2.0,,0.1,"]),
        ("points", ["some points,,1.0,,3.0,", "some points,,2.0,,inf,"]),
        ("bars", ["the bars,left,,,1.0,", "the bars,2 right,,,-2.0,"]),
        ("histogram", ["a histogram,,0.0,1.0,4.0,", "a histogram,,1.0,3.0,5.0,"]),
        (
            "heatmap",
            [
                *("a heat map,,0.5,,0.5,1.0", "a heat map,,1.5,,0.5,2.0"),
                *("a heat map,,0.5,,1.5,3.0", "a heat map,,1.5,,1.5,"),
                *("a heat map,,0.5,,2.5,5.0", "a heat map,,1.5,,2.5,6.0"),
            ],
        ),
        (
            "contours",
            [
                *("heights,,0.5,,0.5,1.0", "heights,,1.5,,0.5,2.0"),
                *("heights,,0.5,,1.5,3.0", "heights,,1.5,,1.5,"),
                *("heights,,0.5,,2.5,5.0", "heights,,1.5,,2.5,6.0"),
                *("heights,,0.5,,3.5,5.0", "heights,,1.5,,3.5,9.0"),
                *("heights,level,,,,5.5", "heights,level,,,,4.0"),
            ],
        ),
    ],
)
def test_a_table_has_every_number_of_a_mark(kind: str, lines: list[str]) -> None:
    assert body(MARKS[kind]) == [f"{kind},{line}" for line in lines]


def test_a_table_of_nothing_is_its_head() -> None:
    assert body(Line([], []), Bars([], []), Histogram([], []), Points([], [])) == []
    assert body() == []


def test_single_precision_is_written_short_and_double_whole() -> None:
    single = np.array([0.1, 1e-20], np.float32)
    assert body(Line(single, single.astype(np.float64))) == [
        "line,,,0.1,,0.10000000149011612,",
        "line,,,1e-20,,9.999999682655225e-21,",
    ]


@given(arrays.arrays(np.float32, 5) | arrays.arrays(np.float64, 5))
def test_the_numbers_of_a_table_are_those_of_the_figure(values: np.ndarray) -> None:
    read = [line.split(",")[5] for line in body(Points(np.arange(5), values))]
    again = np.array([float(text or "nan") for text in read], np.float64).astype(values.dtype)
    np.testing.assert_array_equal(again, values)


def test_a_table_is_in_the_language_of_the_learner() -> None:
    told = {"{n} steps": "{n}걸음"}
    one = figure(Line([1], [2], say("{n} steps", n=3)))
    assert ",3걸음," in table(one, lambda text: told.get(text, text))


# Pictures


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """The module that draws; needs the extra `pictures`."""
    pytest.importorskip("matplotlib")
    from quizapp.lab import pictures

    return pictures


@pytest.fixture
def png(drawing: ModuleType, tmp_path: Path) -> Callable[[Figure], tuple[int, int]]:
    """Saves as PNG; gives its width and height in pixels."""

    def saved(figure: Figure) -> tuple[int, int]:
        path = tmp_path / "f.PNG"
        save(figure, path)
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert data.endswith(b"IEND\xaeB`\x82")
        width, height = struct.unpack(">II", data[16:24])
        return width, height

    return saved


@pytest.fixture
def svg(drawing: ModuleType, tmp_path: Path) -> Callable[..., list[str]]:
    """Saves as SVG; gives the texts in it."""

    def saved(figure: Figure, translate: Callable[[str], str] | None = None) -> list[str]:
        path = tmp_path / "f.svg"
        save(figure, path, translate=translate)
        root = ET.fromstring(path.read_bytes())
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        return ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]

    return saved


def test_a_picture_grows_with_its_panels(png: Any) -> None:
    one, three, five = (
        png(Figure([Panel([MARKS["line"]], "A title")] * count, "Said.")) for count in (1, 3, 5)
    )
    assert one == (990, 720)
    assert three[0] == five[0] > one[0]
    assert three[1] < five[1]


@pytest.mark.parametrize(
    ("count", "grid"),
    [
        *[(0, (0, 1)), (1, (1, 1)), (2, (1, 2)), (3, (1, 3)), (4, (2, 2)), (5, (2, 3))],
        *[(7, (3, 3)), (10, (3, 4)), (24, (6, 4))],
    ],
)
def test_panels_stand_in_a_grid(drawing: ModuleType, count: int, grid: tuple[int, int]) -> None:
    assert drawing.grid_of(count) == grid


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        ("line", r"<path [^>]*style=\"fill: none; stroke: #0072b2; stroke-width: 1.7"),
        ("points", r"<use [^>]*style=\"fill: #0072b2; stroke: #ffffff"),
        ("bars", r"<path [^>]*style=\"fill: #0072b2"),
        ("histogram", r"<(use|path) [^>]*style=\"fill: #0072b2; (fill-)?opacity: 0.3"),
        ("heatmap", r"<image "),
        ("contours", r"stroke: #666666; stroke-opacity: 0.85; stroke-width: 0.8"),
        ("rule", r"stroke-dasharray: 4,2[^>]*stroke: #666666"),
        ("vertical", r"stroke-dasharray: 4,2[^>]*stroke: #666666"),
    ],
)
def test_every_mark_is_drawn_with_its_label(
    svg: Any, tmp_path: Path, kind: str, drawn: str
) -> None:
    labelled = MARKS[kind]
    texts = svg(figure(labelled, title="A title", x=Axis("across"), y=Axis("upwards")))
    assert {"A title", "across", "upwards", "What is seen."} <= set(texts)
    assert any(text.startswith(str(labelled.label)) for text in texts)
    if kind == "bars":
        assert {"left", "2 right", "1", "−2"} <= set(texts)
    assert re.search(drawn, (tmp_path / "f.svg").read_text())
    svg(figure())
    assert not re.search(drawn, (tmp_path / "f.svg").read_text())


def test_marks_of_one_label_share_a_line_of_the_legend(svg: Any) -> None:
    texts = svg(figure(Line([0, 1], [0, 1], "same"), Points([0, 1], [1, 0], "same")))
    assert texts.count("same") == 1


def test_series_differ_in_more_than_color(svg: Any, tmp_path: Path) -> None:
    svg(figure(*(Line([0, 1], [i, i + 1], str(i)) for i in range(4))))
    content = (tmp_path / "f.svg").read_text()
    lines = re.findall(r"stroke: (#(?!e8e8e8|888888)\w{6}); stroke-width: 1.7", content)
    assert len(set(lines)) == 4
    assert (
        len(set(re.findall(r"stroke-dasharray: ([\d., ]+);[^>]*stroke-width: 1.7", content))) == 3
    )


def test_a_label_keeps_its_look_from_panel_to_panel(drawing: ModuleType) -> None:
    from quizapp.lab.plotting import series_across

    def panel(*labels: str) -> Panel:
        return Panel([Line([0], [0], label) for label in labels])

    panels = [panel("a", "b", "c"), panel("d", "", "e"), panel("c", "b"), panel("x", "c", "d")]
    looks = [{s.label: s.index for s in own} for own in series_across(panels, None)]
    assert looks == [
        {"a": 0, "b": 1, "c": 2},
        {"d": 0, "": 1, "e": 2},
        {"c": 2, "b": 1},
        {"x": 1, "c": 2, "d": 0},
    ]


def test_logarithmic_axes_have_powers_of_ten(svg: Any) -> None:
    log = Axis(log=True)
    texts = svg(figure(Line([1, 1e5], [1e-6, 1]), MARKS["vertical"], x=log, y=log))
    assert {"0.01", "1", "10⁴", "10⁻⁴"} <= set(texts)
    assert not any("$" in text for text in texts)


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.01, "0.01"), (50, "50"), (1e-5, "10⁻⁵"), (2e6, "2·10⁶"), (1e4, "10⁴"), (1e-3, "10⁻³")],
)
def test_powers(drawing: ModuleType, value: float, told: str) -> None:
    from quizapp.lab.plotting import power

    assert power(value) == told


def test_text_is_never_read_as_mathematics_or_markup(svg: Any, png: Any) -> None:
    axis = Axis(HOSTILE)
    marks = [
        Line([0, 1], [0, 1], "$" + HOSTILE[:20]),
        Bars([HOSTILE[:30], "\x1b[31m$\ud800\ufffe\x00"], [1, 2], "_hidden"),
        Rule(0.5, "<&>"),
        Heatmap([[1.0]], (0, 1), (0, 1), "%s $"),
    ]
    hostile = Figure([Panel(marks, HOSTILE, axis, axis)], HOSTILE)
    texts = svg(hostile)
    assert {HOSTILE, "$" + HOSTILE[:20], HOSTILE[:30], "_hidden", "<&>", "%s $"} <= set(texts)
    assert "�[31m$���" in texts
    png(hostile)


def test_long_words_do_not_crowd_the_picture_out(png: Any, svg: Any) -> None:
    long = "word " * 200
    marks: Sequence[Mark] = (
        *(Line([0, 1], [0, i], f"{i} {long}") for i in range(30)),
        Bars([long] * 20, range(20), long),
        Rule(0.5, long),
        Heatmap([[1.0]], (0, 1), (0, 1), long),
    )
    png(figure(*marks, title="title " * 20, says=long))
    assert max(len(text) for text in svg(figure(*marks))) < 60


def test_korean_is_drawn_in_the_language_of_the_learner(svg: Any) -> None:
    told = {"{n} steps": "{n}걸음", "Seen.": "보여요."}
    one = figure(Line([1], [2], say("{n} steps", n=3)), says="Seen.")
    assert {"3걸음", "보여요."} <= set(svg(one, lambda text: told.get(text, text)))


def test_words_that_no_font_has_are_no_reason_to_warn(
    png: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quizapp.lab import pictures, typefaces

    monkeypatch.setattr(pictures, "families_for", lambda _texts: [typefaces.STANDARD])
    assert png(figure(title="한국어")) == (990, 720)


def test_fonts_are_added_only_where_the_standard_lacks_a_character(drawing: ModuleType) -> None:
    from quizapp.lab.typefaces import STANDARD, families_for

    assert families_for(["plain ASCII", "h²/8 · max|f''| ≤ α", "\n "]) == [STANDARD]
    assert families_for(["한국어", "plain"])[0] == STANDARD
    assert families_for(["\U0010fffd"]) == [STANDARD]


EMPTY = [Line([], []), Points([], []), Bars([], []), Histogram([], []), Histogram([1], [])]
ODD = [
    Line([NAN, INF, 1], [1, 2, -INF]),
    Points([NAN], [NAN], "nothing"),
    Bars(["a", "b"], [NAN, -INF], "nothing"),
    Histogram([0, NAN, 2, INF], [1, NAN, INF], "odd"),
    Heatmap([[NAN, INF], [-INF, NAN]], (1, 1), (0, 1), "odd"),
    Heatmap([[7.0, 7.0]], (2, -2), (0, 1e-300), "flat"),
    Rule(NAN, "nowhere"),
    Rule(-1, "below", vertical=True),
    Line([1e300, -1e300, 3], [1e-300, 1e300, 3], "far"),
    Bars(["a"], [1e300], "far"),
    Heatmap([[1e300, -1e300]], (0, 1), (0, 1), "far"),
    Contours([[NAN, INF], [-INF, NAN]], (1, 1), (0, 1), [0], "odd"),
    Contours([[7.0, 7.0], [7.0, 7.0]], (2, -2), (0, 1e-300), [7, 7, 8], "flat"),
    Contours([[1.0, 2.0], [3.0, 1.0]], (2, 2), (0, 1e-300), [1.5], "nowhere"),
    Contours([[1e300, -1e300], [0.0, 1.0]], (0, 1), (1, 0), [-1e299, 0.5, 1e299], "far"),
    Contours([[1.0, 2.0]], (0, 1), (0, 1), [], "none"),
    Contours([[1.0, 2.0], [3.0, 1.0]], (0, -INF), (-INF, 1), [1.5], "without end"),
]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("marks", [EMPTY, EMPTY + ODD])
def test_odd_numbers_are_drawn_without_a_warning(png: Any, marks: list[Mark], log: bool) -> None:
    png(figure(*marks, x=Axis(log=log), y=Axis(log=log)))


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("first", range(0, len(EMPTY + ODD), 7))
def test_odd_numbers_alone_in_a_panel_are_drawn_without_a_warning(
    png: Any, first: int, log: bool
) -> None:
    some = (EMPTY + ODD)[first : first + 7]
    png(Figure([Panel([mark], x=Axis(log=log), y=Axis(log=log)) for mark in some], "Said."))


@pytest.mark.parametrize(
    "axis", [Axis(low=2, high=1), Axis(low=5), Axis(high=-5, log=True), Axis(low=3, high=3)]
)
def test_odd_limits_are_drawn_without_a_warning(png: Any, axis: Axis) -> None:
    png(figure(*MARKS.values(), x=axis, y=axis))


def test_a_rule_outside_of_the_axes_is_not_drawn(svg: Any) -> None:
    rules = [
        Rule(at, f"at {at}", vertical) for at in (0.5, 2, -1, NAN) for vertical in (False, True)
    ]
    limits = Axis(low=0, high=1)
    texts = svg(figure(*rules, x=limits, y=limits))
    assert [text for text in texts if text.startswith("at")] == ["at 0.5", "at 0.5"]


def test_a_figure_without_panels_is_its_sentence(svg: Any) -> None:
    assert svg(Figure([], "Nothing yet.")) == ["Nothing yet."]


NUMBERS = st.floats(width=32)
SERIES = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=6).map(
    lambda pairs: ([x for x, _ in pairs], [y for _, y in pairs])
)
ANY_MARK = st.one_of(
    SERIES.map(lambda both: Line(*both, "line")),
    SERIES.map(lambda both: Points(*both, "points")),
    SERIES.map(lambda both: Bars([str(x) for x in both[0]], both[1])),
    SERIES.map(lambda both: Histogram([*both[0], 1.0], both[1])),
    st.tuples(arrays.arrays(np.float32, (2, 3)), NUMBERS, NUMBERS).map(
        lambda given: Heatmap(given[0], (given[1], given[2]), (given[2], given[1]))
    ),
    st.tuples(arrays.arrays(np.float32, (2, 3)), NUMBERS, NUMBERS, st.lists(NUMBERS)).map(
        lambda given: Contours(given[0], (given[1], given[2]), (given[2], given[1]), given[3])
    ),
    st.builds(Rule, NUMBERS, st.text(max_size=5), st.booleans()),
)
ANY_AXIS = st.builds(
    Axis,
    st.text(max_size=5),
    st.booleans(),
    st.none() | NUMBERS,
    st.none() | NUMBERS,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ANY_MARK, max_size=3), ANY_AXIS, ANY_AXIS)
def test_whatever_a_demo_reports_is_drawn(svg: Any, marks: list[Mark], x: Axis, y: Axis) -> None:
    svg(figure(*marks, x=x, y=y))


def test_the_same_figure_gives_the_same_file(drawing: ModuleType) -> None:
    for form in ("svg", "png"):
        first, second = (drawing.render(figure(*MARKS.values()), form) for _ in range(2))
        assert first == second
    assert b"dc:date" not in drawing.render(figure(*MARKS.values()), "svg")


def test_the_surroundings_do_not_change_a_picture_nor_does_it_change_them(
    drawing: ModuleType,
) -> None:
    import matplotlib as mpl

    before = drawing.render(figure(MARKS["line"]), "svg")
    with mpl.rc_context({"font.size": 40, "text.parse_math": True, "xtick.major.size": 30}):
        assert drawing.render(figure(MARKS["line"]), "svg") == before
        assert mpl.rcParams["font.size"] == 40


# Files


@pytest.mark.parametrize("name", ["f.jpg", "f", "f.csv.gz", ".png"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LabError) as told:
        save(figure(), tmp_path / name)
    assert ".png, .svg or .csv" in str(told.value)
    assert name in told.value.where


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"(?s)There is no folder .*nowhere\.\n  Make it first"):
        check_target(tmp_path / "nowhere" / "f.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match="There is no folder"):
        check_target(tmp_path / "file" / "f.csv")


def test_a_folder_of_the_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "f.csv").mkdir()
    with pytest.raises(LabError, match="there is a folder of that name"):
        check_target(tmp_path / "f.csv")


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests may write anywhere
    with pytest.raises(LabError, match=r"(?s)cannot be written: .*\n  Choose another"):
        check_target(tmp_path / "f.csv")


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.csv"
    path.write_text("older")
    save(figure(MARKS["rule"]), path)
    assert path.read_text().startswith("panel,")
    path.write_text("older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(LabError, match="cannot be written: No space left on device"):
        save(figure(MARKS["rule"]), path)
    assert [each.name for each in tmp_path.iterdir()] == ["f.csv"]
    assert path.read_text() == "older"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "f.csv"
    link.symlink_to(tmp_path / "there" / "real.csv")
    save(figure(MARKS["rule"]), link)
    assert link.is_symlink()
    assert (tmp_path / "there" / "real.csv").read_text().startswith("panel,")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModuleNotFoundError("no", name="matplotlib"), "which is not installed."),
        (ImportError("libfreetype is gone"), "does not load: libfreetype is gone"),
        (ValueError("'foo' is not a valid value for backend"), "does not load: 'foo' is not"),
    ],
)
def test_pictures_without_matplotlib_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("matplotlib"):
            raise error
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    for name in ("f.png", "f.svg"):
        with pytest.raises(LabError) as raised:
            check_target(tmp_path / name)
        assert told in str(raised.value)
        assert 'pip install "quizapp[pictures]"' in str(raised.value)
    save(figure(MARKS["rule"]), tmp_path / "f.csv")

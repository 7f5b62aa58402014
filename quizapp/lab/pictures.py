"""Figures as PNG and SVG, drawn by matplotlib; import this only where a picture is wanted.

Scales, series and their order are those of the drawing in the terminal. No text is read as
mathematics, nothing depends on the user's own settings of matplotlib, and the same figure
gives the same file.
"""

import io
import math
import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from matplotlib.layout_engine import ConstrainedLayoutEngine

from quizapp.core.cells import wrap
from quizapp.core.say import Translate, Words
from quizapp.lab.api import Bars, Figure, Panel
from quizapp.lab.plotting import PanelPlotter, series_across, told
from quizapp.lab.typefaces import families_for

DOTS_PER_INCH = 150
PANEL_INCHES = (4.7, 3.7)
LONE_PANEL_INCHES = (6.6, 4.4)
_CELLS_PER_INCH = 12.5
"""How many letters of the caption stand side by side, as terminal cells."""
_TITLE_SHARE = 0.72

_SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,
    "svg.fonttype": "none",  # words stay words: they can be searched, and read aloud
    "svg.hashsalt": "quizapp",
    "font.size": 9.0,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8.0,
    "axes.labelcolor": "#333333",
    "axes.edgecolor": "#888888",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e8e8e8",
    "grid.linewidth": 0.7,
    "xtick.color": "#888888",
    "ytick.color": "#888888",
    "xtick.labelcolor": "#333333",
    "ytick.labelcolor": "#333333",
    "legend.fontsize": 8.5,
    "legend.framealpha": 0.85,
    "legend.edgecolor": "#dddddd",
    "legend.handlelength": 3.0,
    "hatch.linewidth": 0.7,
}
_HARMLESS = ("Glyph .* missing", "constrained_layout not applied", "Creating legend")
"""What matplotlib warns of where words are strange or many; the picture is drawn all the same."""


def render(figure: Figure, form: str, translate: Translate | None = None) -> bytes:
    """The content of a file of the form `png` or `svg`: panels in a grid, the sentence below."""
    with mpl.rc_context(), warnings.catch_warnings():
        for message in _HARMLESS:
            warnings.filterwarnings("ignore", message=message, category=UserWarning)
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        families = families_for(told(words, translate) for words in _words_of(figure))
        mpl.rcParams.update({"font.family": [*families, "sans-serif"]})
        says = told(figure.says, translate)
        sheet = _drawn(figure, says, translate)
        file = io.BytesIO()
        about = {"Date": None, "Creator": "quizapp"} if form == "svg" else {"Software": "quizapp"}
        sheet.savefig(file, format=form, dpi=DOTS_PER_INCH, metadata={**about, "Description": says})
    return file.getvalue()


def grid_of(count: int) -> tuple[int, int]:
    """Rows and columns for so many panels: one row of up to three, then nearly a square."""
    columns = count if count <= 3 else 2 if count == 4 else min(4, math.ceil(math.sqrt(count)))
    return math.ceil(count / max(columns, 1)), max(columns, 1)


def _drawn(figure: Figure, says: str, translate: Translate | None) -> Sheet:
    panels = list(figure.panels)
    rows, columns = grid_of(len(panels))
    width, height = LONE_PANEL_INCHES if columns == 1 else PANEL_INCHES
    caption = "\n".join(wrap(says, int(columns * width * _CELLS_PER_INCH)))
    below = 0.2 + 0.2 * (caption.count("\n") + 1)
    layout = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08, wspace=0.04, hspace=0.06)
    sheet = Sheet((columns * width, rows * height + below), layout=layout)
    series = series_across(panels, translate)
    for place, (panel, own) in enumerate(zip(panels, series, strict=True), start=1):
        axes = sheet.add_subplot(rows, columns, place)
        PanelPlotter(sheet, axes, translate).plot(panel, own)
        _name(axes, panel, translate, int(width * _CELLS_PER_INCH * _TITLE_SHARE))
    if caption:
        sheet.supxlabel(caption, x=0.012, ha="left", size=9.5, color="#333333", linespacing=1.35)
    return sheet


def _name(axes: Axes, panel: Panel, translate: Translate | None, room: int) -> None:
    """Give the panel its title and the labels of its axes, in lines of `room` cells."""
    axes.set_title("\n".join(wrap(told(panel.title, translate), room)))
    axes.set_xlabel("\n".join(wrap(told(panel.x.label, translate), room)))
    axes.set_ylabel("\n".join(wrap(told(panel.y.label, translate), room * 2 // 3)))


def _words_of(figure: Figure) -> Iterator[Words]:
    yield figure.says
    for panel in figure.panels:
        yield from (panel.title, panel.x.label, panel.y.label)
        for mark in panel.marks:
            yield mark.label
            if isinstance(mark, Bars):
                yield from mark.names

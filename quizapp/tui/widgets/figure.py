"""A demo's figure, drawn in characters with the theme's colors."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from quizapp.core.say import Translate
from quizapp.lab.api import Figure
from quizapp.lab.draw import Picture, draw

SERIES = 6
HEAT_STEPS = 16
COLD, MIDDLE, HOT = (38, 70, 120), (60, 160, 140), (250, 220, 80)
"""The ends and the middle of the heat scale: dark blue, green, yellow, in rising lightness."""


def heat_color(step: int) -> str:
    """The color of one of `HEAT_STEPS` steps, told apart by lightness as well."""
    share = 2 * step / (HEAT_STEPS - 1)
    low, high = (COLD, MIDDLE) if share <= 1 else (MIDDLE, HOT)
    part = share if share <= 1 else share - 1
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(low, high, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


HEAT = [heat_color(step) for step in range(HEAT_STEPS)]
LIGHT_FROM = 9
"""The first step so light that a contour on it is dark."""


def contour_color(step: int) -> str:
    """The color of a contour on a step of the heat scale: seen, but not as loud as a path."""
    base = [int(heat_color(step)[at : at + 2], 16) for at in (1, 3, 5)]
    target, part = (0, 0.6) if step >= LIGHT_FROM else (255, 0.55)
    red, green, blue = (round(own + (target - own) * part) for own in base)
    return f"#{red:02x}{green:02x}{blue:02x}"


class FigureView(Widget):
    """Draws the newest figure; a new one replaces it without a layout pass."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "figure--title",
        "figure--axis",
        "figure--label",
        "figure--rule",
        "figure--ghost",
        "figure--contour",
        *(f"figure--series-{number}" for number in range(SERIES)),
    }

    charset = reactive("braille")

    def __init__(self, tr: Translate | None = None) -> None:
        super().__init__()
        self.tr = tr
        self._figure: Figure | None = None
        self._ghost: Figure | None = None
        self._picture: Picture | None = None
        self._drawn: tuple[Figure | None, Size, str] | None = None
        self._styles: dict[tuple[str, str], Style] = {}

    def show(self, figure: Figure | None, ghost: Figure | None = None) -> None:
        """Draw a figure, or nothing, over the faint curves of an earlier one.

        Its upper half comes a frame before the lower: painting all of two heat maps takes so
        long that keys in between are felt. (A reactive would compare arrays to see a change.)
        """
        self._figure, self._ghost = figure, ghost
        self._drawn = None
        width, height = self.size
        upper = height // 2
        if not upper:
            self.refresh()
            return
        self.refresh(Region(0, 0, width, upper))
        self.call_after_refresh(self.refresh, Region(0, upper, width, height - upper))

    def notify_style_update(self) -> None:
        """The theme changed: colors are looked up anew."""
        super().notify_style_update()
        self._styles.clear()

    def render_line(self, y: int) -> Strip:
        wanted = (self._figure, self.size, self.charset)
        if self._drawn is None or self._drawn[0] is not wanted[0] or self._drawn[1:] != wanted[1:]:
            self._drawn = wanted
            self._picture = None
            if self._figure is not None and self.size.width and self.size.height:
                self._picture = draw(
                    self._figure,
                    self.size.width,
                    self.size.height,
                    charset=self.charset,
                    translate=self.tr,
                    ghost=self._ghost,
                )
        if self._picture is None or y >= len(self._picture.rows):
            return Strip.blank(self.size.width, self.rich_style)
        runs = self._picture.rows[y]
        segments = [Segment(run.text, self._style(run.role, run.back)) for run in runs]
        return Strip(segments, self.size.width)

    def _style(self, role: str, back: str) -> Style:
        style = self._styles.get((role, back))
        if style is None:
            style = self.rich_style
            if role.startswith("heat-"):
                style += Style(color=HEAT[int(role[5:])])
            elif role:
                style = self.get_component_rich_style(f"figure--{role}")
            if back.startswith("heat-"):
                style += Style(bgcolor=HEAT[int(back[5:])])
                if role == "contour":
                    style += Style(color=contour_color(int(back[5:])))
            self._styles[role, back] = style
        return style

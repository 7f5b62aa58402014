"""Text can be read in every theme, and hues are told apart by everyone."""

import itertools
import re
from pathlib import Path

import pytest
from textual.color import Color

from quizapp import config
from quizapp.tui.themes import ABOUT, HUES, THEMES, chosen_theme

CODE = Path(__file__).parents[2] / "quizapp/tui"
GROUNDS = ("background", "surface", "panel", "boost", "block-cursor-background")
DRAWN = {"text-disabled", "success"}
"""What only lines and bars are drawn in, which need less contrast than text (WCAG 1.4.11)."""
COLOR = re.compile(r"[{;]\s*color: \$([a-z-]+(?: \d+%)?);")
INLINE = re.compile(r'"(?:bold |italic |not |underline )*\$([a-z-]+(?: \d+%)?)"')


def text_styles() -> set[str]:
    """Every color that the sheets and the code write text in."""
    found: set[str] = set()
    for path in CODE.rglob("*.tcss"):
        found |= set(COLOR.findall(path.read_text("utf-8")))
    for path in CODE.rglob("*.py"):
        found |= set(INLINE.findall(path.read_text("utf-8")))
    return found


def colors(theme: str) -> dict[str, str]:
    chosen = THEMES[theme]
    return {**chosen.to_color_system().generate(), **chosen.variables}


def ink(known: dict[str, str], style: str, ground: Color) -> Color:
    name, _, share = style.partition(" ")
    color = Color.parse(known[name])
    return ground.blend(color.with_alpha(1), color.a * float(share.rstrip("%") or 100) / 100)


def luminance(color: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in color.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_known_values() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_contrast_on_every_ground(theme: str) -> None:
    known = colors(theme)
    needed = 7.0 if theme.startswith("high-contrast") else 4.5
    styles = text_styles()
    assert {"text-muted", "text-success", "text-error"} <= styles
    low = {}
    for style, ground in itertools.product(sorted(styles), GROUNDS):
        back = Color.parse(known[ground])
        found = contrast(ink(known, style, back), back)
        if found < (3.0 if style in DRAWN else needed) and (style, ground) not in FAINT:
            low[style, ground] = round(found, 2)
    assert not low


FAINT = {("text-disabled", "boost"), ("text-disabled", "block-cursor-background")}
"""The faint curves of the run before are never drawn on the row of a cursor."""


def seen(color: Color, kind: str) -> tuple[float, ...]:
    """The yellow and blue that a person without red or green cones sees, 0 to 1 each.

    Source: Viénot, Brettel and Mollon, Digital video colourmaps for checking the legibility of
    displays by dichromats, Color Research and Application 24 (1999).
    """
    red, green, blue = ((value / 255) ** 2.2 for value in color.rgb)
    share, slope = (0.11238, 0.00401) if kind == "protan" else (0.29275, -0.02234)
    yellow = share * red + (1 - share) * green
    return tuple(max(part, 0) ** (1 / 2.2) for part in (yellow, slope * (red - green) + blue))


@pytest.mark.parametrize("theme", ["color-blind", "color-blind-light"])
@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_hues_differ_for_those_who_do_not_see_red_or_green(theme: str, kind: str) -> None:
    known = colors(theme)
    for one, other in itertools.combinations(HUES, 2):
        pair = [Color.parse(known[f"text-{hue}"]) for hue in (one, other)]
        gap = max(abs(a - b) for a, b in zip(*(seen(each, kind) for each in pair), strict=True))
        assert gap > 0.09, (one, other, gap)


def test_the_settings_know_every_theme() -> None:
    assert tuple(THEMES) == tuple(ABOUT) == config.THEMES


def test_file_before_no_color_before_the_one_of_last_time(monkeypatch) -> None:
    nothing, light = config.Settings(), config.Settings(theme="light")
    assert chosen_theme(nothing, "") == "dark"
    assert chosen_theme(nothing, "color-blind") == "color-blind"
    assert chosen_theme(nothing, "textual-light") == "light"
    assert chosen_theme(nothing, "gone") == "dark"
    monkeypatch.setenv("NO_COLOR", "1")
    assert chosen_theme(nothing, "color-blind") == "monochrome"
    assert chosen_theme(light, "color-blind") == "light"

"""The themes: every color that text is written in, chosen for its contrast.

Text has a contrast of 4.5 at least against every background it stands on, 7 in the themes of
high contrast (WCAG 2.2, success criteria 1.4.3 and 1.4.6; a test computes it). The color-blind
theme takes its hues from Okabe and Ito, Color Universal Design (2008); on a light ground, where
its yellow and orange cannot be read, darker ones that differ as much (a test simulates it).
"""

import os

from textual.theme import Theme

from quizapp.config import Settings
from quizapp.core.say import say

DARK, LIGHT, MONOCHROME = "dark", "light", "monochrome"

ABOUT = {
    DARK: say("Dark: light text on a dark ground"),
    LIGHT: say("Light: dark text on a light ground"),
    "high-contrast": say("High contrast: white on black"),
    "high-contrast-light": say("High contrast: black on white"),
    "color-blind": say("Dark, with hues that color-blind people tell apart"),
    "color-blind-light": say("Light, with hues that color-blind people tell apart"),
    MONOCHROME: say("No colors: grays only"),
}
"""Every theme's name in the settings, and what it is like."""

FORMER = {"textual-dark": DARK, "textual-light": LIGHT}
"""What records of earlier versions remember."""

HUES = ("primary", "secondary", "accent", "warning", "error", "success")


def _theme(
    name: str,
    grounds: str,
    text: str,
    hues: str,
    *,
    muted: str,
    faint: str,
    chosen: str,
    chosen_style: str = "bold",
) -> Theme:
    """A theme from its colors.

    `grounds` are background, surface and panel, `hues` those of `HUES`, as they stand in text.
    `chosen` is the ground of the row that a cursor is on.
    """
    background, surface, panel = grounds.split()
    hue = dict(zip(HUES, hues.split(), strict=True))
    return Theme(
        name=name,
        **hue,  # type: ignore[arg-type]  # six of Theme's colors
        foreground=text,
        background=background,
        surface=surface,
        panel=panel,
        dark=int(background[1:3], 16) < 128,
        variables={
            **{f"text-{each}": color for each, color in hue.items()},
            "boost": chosen,
            "text": text,
            "text-muted": muted,
            "text-disabled": faint,
            "block-cursor-background": chosen,
            "block-cursor-foreground": text,
            "block-cursor-text-style": chosen_style,
            "block-cursor-blurred-background": chosen,
            "block-cursor-blurred-foreground": text,
            "block-hover-background": chosen,
            "input-selection-background": chosen,
            "input-cursor-background": text,
            "input-cursor-foreground": background,
        },
    )


THEMES = {
    theme.name: theme
    for theme in (
        _theme(
            DARK,
            "#121212 #1e1e1e #242f38",
            "#e0e0e0",
            "#57a5e2 #b59cf0 #ffc473 #f2e06b #f08a9f #8ad4a1",
            muted="#a8a8a8",
            faint="#7d7d7d",
            chosen="#18344d",
        ),
        _theme(
            LIGHT,
            "#f7f7f5 #ecece9 #e0e4e8",
            "#1c1c1c",
            "#004578 #5b3a9e #8a4b00 #6b5900 #a3213f #1c6434",
            muted="#505050",
            faint="#7a7a7a",
            chosen="#c9dff2",
        ),
        _theme(
            "high-contrast",
            "#000000 #0a0a0a #101418",
            "#ffffff",
            "#8ecbff #d8b8ff #ffb84d #ffff66 #ffb3c0 #7dff9e",
            muted="#d6d6d6",
            faint="#a0a0a0",
            chosen="#002f5c",
            chosen_style="bold underline",
        ),
        _theme(
            "high-contrast-light",
            "#ffffff #f7f7f7 #f2f4f6",
            "#000000",
            "#003a75 #4a2391 #663300 #4a3d00 #8a0f2a #00491c",
            muted="#333333",
            faint="#5a5a5a",
            chosen="#cfe6fb",
            chosen_style="bold underline",
        ),
        _theme(
            "color-blind",
            "#101010 #1a1a1a #22282e",
            "#e6e6e6",
            "#56b4e9 #df9cc3 #e69f00 #f0e442 #ff7a3d #1fbf93",
            muted="#ababab",
            faint="#808080",
            chosen="#183b54",
        ),
        _theme(
            "color-blind-light",
            "#fafafa #efefef #e4e7ea",
            "#1a1a1a",
            "#0064ab #9a3a86 #2a2560 #3d3500 #a83a00 #006350",
            muted="#4f4f4f",
            faint="#7a7a7a",
            chosen="#cbe3f4",
        ),
        _theme(
            MONOCHROME,
            "#000000 #0d0d0d #1a1a1a",
            "#f0f0f0",
            "#ffffff #b8b8b8 #dcdcdc #e8e8e8 #f4f4f4 #cfcfcf",
            muted="#b0b0b0",
            faint="#8a8a8a",
            chosen="#3a3a3a",
            chosen_style="bold underline",
        ),
    )
}


def chosen_theme(settings: Settings, remembered: str) -> str:
    """The theme to begin with: of the settings file, none for `NO_COLOR`, the one of last time."""
    if settings.theme:
        return settings.theme
    if os.environ.get("NO_COLOR"):
        return MONOCHROME
    known = FORMER.get(remembered, remembered)
    return known if known in THEMES else DARK

"""Real pictures, in terminals that can show them; by textual-image, which is optional.

It asks the terminal what it can do while it is imported, which works only while Textual does
not read the terminal's answers: so it is imported in a pause of the app, when first wanted.
"""

import importlib.util
import io
from collections.abc import Callable

from textual.app import App, SuspendNotSupported
from textual.widget import Widget

from quizapp.core.say import Translate, say
from quizapp.errors import LabError
from quizapp.lab.api import Figure

Photo = Callable[[io.BytesIO], Widget]
"""A widget that shows the picture of a PNG file."""

_found: list[Photo | None] = []
"""The widget, once the terminal was asked; kept, for it is asked once only."""


def widget_for(app: App[None]) -> Photo:
    """The widget that shows a picture in this terminal; LabError says why there is none."""
    missing = [
        name for name in ("textual_image", "matplotlib") if not importlib.util.find_spec(name)
    ]
    if missing:
        raise LabError(
            say("Pictures need {names}, which is not installed", names=", ".join(missing)),
            hint=say('pip install "quizapp[pictures]" with Python 3.12 or newer.'),
        )
    if not _found:
        _found.append(_ask(app))
    photo = _found[0]
    if photo is None:
        raise LabError(
            say("This terminal shows no pictures"),
            hint=say("Kitty, iTerm2, WezTerm, foot and xterm with Sixel do."),
        )
    return photo


def picture(figure: Figure, words: Translate | None) -> io.BytesIO:
    """The figure as PNG; takes about a second the first time, so call it in a thread."""
    from quizapp.lab.pictures import render  # here, for it loads matplotlib

    return io.BytesIO(render(figure, "png", words))


def _ask(app: App[None]) -> Photo | None:
    try:
        with app.suspend():
            from textual_image import renderable, widget
    except SuspendNotSupported:
        return None
    if renderable.Image in (renderable.TGPImage, renderable.SixelImage):
        image: Photo = widget.Image
        return image
    return None

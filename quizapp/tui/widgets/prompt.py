"""Pack text as a widget: one plain paragraph at once, anything else by the Markdown widget.

Most prompts are one paragraph. The Markdown widget costs 30 ms to load, which the first
question should not wait for.
"""

from textual.widget import Widget
from textual.widgets import Static

from quizapp.core.mathtext import unicode_math
from quizapp.tui.literal import inline, is_plain


def prose(markdown: str, *, classes: str = "") -> Widget:
    """A widget that shows the Markdown."""
    text = markdown.strip()
    if is_plain(unicode_math(text)):
        return Static(inline(text), classes=f"paragraph {classes}")
    from quizapp.tui.widgets.prose import Prose

    return Prose(markdown, classes=classes)


def program(code: str) -> Static:
    """What a question's program says, highlighted; what that needs is loaded only here."""
    from textual.highlight import highlight

    return Static(highlight(code.rstrip("\n"), language="python"), classes="code")


def warm_up() -> None:
    """Load what the first verdict needs, while the first question is read.

    Runs in a thread; it only imports.
    """
    import fsrs  # noqa: F401

    import quizapp.tui.widgets.prose  # noqa: F401

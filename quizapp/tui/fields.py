"""Telling the widgets that are typed into, without importing them."""

from textual.widget import Widget


def is_field(widget: Widget | None) -> bool:
    """Whether letters are typed into a widget: an Input or a TextArea.

    Told by what both have, for importing them takes longer than the screens that need none.
    """
    return hasattr(widget, "cursor_blink")

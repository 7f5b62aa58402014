"""A text that changes many times a second."""

from textual.content import Content
from textual.widgets import Static


class Told(Static):
    """Lays the screen out anew only where the text needs another number of rows.

    Twenty layouts a second would take longer than drawing the figures does.
    """

    _rows = -1

    def tell(self, content: Content) -> None:
        """Show this text."""
        width = self.content_size.width
        rows = len(content.wrap(width)) if width and content else 0
        self.update(content, layout=rows != self._rows)
        self._rows = rows

    def on_resize(self) -> None:
        """The same text may need another number of rows now."""
        self._rows = -1

"""What is on screen, as text."""

from textual.app import App


def screen_text(app: App[None]) -> str:
    """Every line of the screen as it was composed."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    del width, height
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)

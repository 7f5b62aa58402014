"""What is on screen, as text."""

from textual.app import App
from textual.pilot import Pilot


def screen_text(app: App[None]) -> str:
    """Every line of the screen as it was composed."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    del width, height
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


async def shown(pilot: Pilot[None]) -> str:
    """What is on screen once everything asked for is drawn."""
    await pilot.pause()
    await pilot.pause()
    return screen_text(pilot.app)


async def until(pilot: Pilot[None], *wanted: str) -> str:
    """Wait until one of the texts is on screen, and what comes with it."""
    for _ in range(1000):
        await pilot.pause(0.02)
        text = screen_text(pilot.app)
        if any(each in text for each in wanted):
            await pilot.pause()
            settled = screen_text(pilot.app)
            return settled if any(each in settled for each in wanted) else text
    raise AssertionError(f"none of {wanted} in\n{screen_text(pilot.app)}")


async def until_told(pilot: Pilot[None], wanted: str) -> str:
    """Wait until a passing message says so; tests do not draw them."""
    for _ in range(1000):
        await pilot.pause(0.02)
        said = [each.message for each in pilot.app._notifications]
        for message in said:
            if wanted in message:
                return message
    raise AssertionError(f"{wanted!r} was not told, but {said}")

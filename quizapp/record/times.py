"""Times as the tables hold them, and the days of the local calendar in them."""

from datetime import UTC, date, datetime, time, timedelta


def stored(at: datetime) -> str:
    """UTC in a form whose order as text is the order in time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """The aware UTC time that was stored."""
    return datetime.fromisoformat(text)


def bounds(day: date) -> tuple[str, str]:
    """When a day of the local calendar begins and when the next one does, as stored."""
    first, then = (
        datetime.combine(each, time.min).astimezone() for each in (day, day + timedelta(days=1))
    )
    return stored(first), stored(then)

"""JSON of foreign files, in bounded time and depth."""

import json
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.errors import PackError
from quizapp.packs.formats.base import decoded


def parse_json(data: bytes, name: str, encoding: str) -> Any:
    """The value in a file. Raises PackError with the line where it is broken."""
    text = decoded(data, name, encoding)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise PackError(
            say(
                "The JSON is broken at line {line}: {reason}.", line=error.lineno, reason=error.msg
            ),
            where=clean(name),
            hint=say("Export it again, or mend it there."),
        ) from error
    except (RecursionError, ValueError) as error:
        raise PackError(
            say("The JSON is nested too deeply, or holds numbers without an end."),
            where=clean(name),
        ) from error


def text_in(value: Any, *keys: str) -> str:
    """The first of the keys that holds a text or a number, as text; '' where none does."""
    for key in keys:
        found = value.get(key) if isinstance(value, dict) else None
        if isinstance(found, str):
            return found
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
    return ""


def dicts_in(value: Any) -> list[dict[str, Any]]:
    """The mappings in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

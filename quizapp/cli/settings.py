"""`quizapp settings`: where the settings file is, what holds now, and a file to begin with."""

import argparse
import json
from pathlib import Path
from typing import Any

from quizapp import paths
from quizapp.config import KEYS, Settings, commented, read_settings
from quizapp.core.say import plain, say
from quizapp.errors import UsageError


def show_settings(options: argparse.Namespace) -> int:
    """Print what holds, list the commands' names, or write a file to begin with.

    Raises SettingsError where the file is wrong, UsageError where one is there already.
    """
    path = paths.settings_file()
    if options.init:
        return _init(path)
    settings = read_settings(path)
    from quizapp.tui.keymap import Keymap  # Textual: only it knows the names of keys

    keymap = Keymap(settings)
    if options.keys:
        rows = [(name, keys, plain(does)) for name, keys, does in keymap.listed()]
        if options.json:
            told = [dict(zip(("name", "keys", "does"), row, strict=True)) for row in rows]
            print(json.dumps(told, indent=2, ensure_ascii=False))
            return 0
        width = [max(len(row[place]) for row in rows) for place in (0, 1)]
        for name, keys, does in rows:
            print(f"{name:{width[0]}}  {keys:{width[1]}}  {does}")
        return 0
    effective = _effective(settings)
    if options.json:
        report = {"path": str(path), "exists": settings.path is not None, **effective}
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _tell(path, settings, effective)
    return 0


def _init(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(commented())
    except FileExistsError:
        raise UsageError(
            say("There is a settings file already; it was left as it is."),
            where=str(path),
            hint=say("quizapp settings shows what holds."),
        ) from None
    except OSError as error:
        raise UsageError(
            say("The settings cannot be written: {reason}.", reason=error.strerror or str(error)),
            where=str(path),
        ) from None
    print(path)
    return 0


def _effective(settings: Settings) -> dict[str, Any]:
    """Every setting's value, and where it comes from: the file, the app or the defaults."""
    remembered = _remembered()
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for key in KEYS:
        value = getattr(settings, key.attribute)
        sources[key.name] = "default" if value == key.default else "file"
        if value == "":
            value = remembered.get(key.name) or _usual(key.name)
            sources[key.name] = "app" if remembered.get(key.name) else "default"
        values[key.name] = value
    return {"values": values, "from": sources, "keys": settings.keys}


def _usual(name: str) -> str:
    return {"lang": "en", "theme": "dark"}[name]


def _remembered() -> dict[str, str]:
    """What was chosen in the app; nothing where there is no record yet."""
    from quizapp.record.database import Record

    path = paths.record_file()
    if not path.exists():
        return {}
    with Record.open(path, read_only=True) as record:
        return {name: record.setting(name, "") for name in ("lang", "theme")}


def _tell(path: Path, settings: Settings, effective: dict[str, Any]) -> None:
    print(path if settings.path else f"{path} (not there; quizapp settings --init writes it)")
    told = {"default": "", "file": "  # from the file", "app": "  # chosen in the app"}
    for name, value in effective["values"].items():
        print(f"{name} = {json.dumps(value)}{told[effective['from'][name]]}")
    if effective["keys"]:
        print("\n[keys]")
        for name, keys in effective["keys"].items():
            print(f'"{name}" = {json.dumps(list(keys), ensure_ascii=False)}')

"""Where everything lies. Only this module knows a checkout from an installed wheel."""

import os
from pathlib import Path

APP = "quizapp"
HERE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The folder of bundled `content` or `demos`: in the wheel, or beside the package."""
    inside = HERE / "_bundled" / name
    return inside if inside.is_dir() else HERE.parent / name


def _place(kind: str) -> Path:
    home = os.environ.get("QUIZAPP_HOME")
    if home:
        return Path(home).expanduser() / kind
    import platformdirs  # here, for it costs 20 ms and many commands need no place

    return {
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
    }[kind](APP, appauthor=False)


def shown(path: Path) -> str:
    """As it is told to people: short, with ~ for the user's own folder."""
    try:
        return str(Path("~") / path.absolute().relative_to(Path.home()))
    except (ValueError, RuntimeError):  # elsewhere, or nobody's
        return str(path)


def record_file() -> Path:
    """The learner's record: `QUIZAPP_RECORD`, or in the user's data folder."""
    given = os.environ.get("QUIZAPP_RECORD")
    return Path(given).expanduser() if given else _place("data") / "record.sqlite3"


def packs_folder() -> Path:
    """Where packs that the user installs are kept."""
    return _place("data") / "packs"


def trust_file() -> Path:
    """What packs may run that the user has trusted."""
    return _place("data") / "trusted.json"


def demos_folder() -> Path:
    """Where demos are kept that the user made from others."""
    return _place("data") / "demos"


def index_file() -> Path:
    """The library's index; derived, safe to delete."""
    return _place("cache") / "library.sqlite3"


def settings_file() -> Path:
    """The user's settings."""
    return _place("config") / "settings.toml"

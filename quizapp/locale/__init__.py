"""The interface's translations: gettext catalogs, one folder for each language."""

from functools import cache
from pathlib import Path

from quizapp.core.say import Translate

DOMAIN = "quizapp"
FOLDER = Path(__file__).parent
LANGUAGES = {"en": "English", "ko": "한국어"}
"""Languages of the interface by code, each named in itself."""


@cache
def translator(lang: str) -> Translate:
    """From an English template to that of `lang`; what is not translated stays English."""
    if lang == "en":
        return lambda template: template
    import gettext  # English needs neither its milliseconds nor a file

    found = gettext.translation(DOMAIN, FOLDER, [lang], fallback=True)
    return lambda template: found.gettext(template) if template else template

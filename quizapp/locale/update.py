"""Collects the interface's sentences and compiles the translations (`make translations`).

Sentences are the templates of `say(...)`. What is new in a catalog stays empty until it is
translated; a test finds what is missing or stale.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
PACKAGE = HERE.parent
DOMAIN = "quizapp"


def collected() -> Catalog:
    """Every template in the package, with the files that say it."""
    catalog = Catalog(project=DOMAIN, charset="utf-8", fuzzy=False)
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords={"say": (1,)})
    for path, _line, message, *_ in found:
        catalog.add(message, locations=[(f"quizapp/{path}", None)])
    return catalog


def catalog_file(lang: str) -> Path:
    """The editable catalog of a language."""
    return HERE / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


def updated(lang: str) -> Catalog:
    """A language's catalog brought up to date with the code; nothing is guessed."""
    path = catalog_file(lang)
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang)
    catalog.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def main() -> int:
    """Update and compile every catalog; say how many sentences still lack a translation."""
    for path in sorted(HERE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        lang = path.parent.parent.name
        catalog = updated(lang)
        with path.open("wb") as file:
            write_po(file, catalog, width=100, omit_header=False, sort_output=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        missing = sum(not message.string for message in catalog if message.id)
        print(f"{lang}: {len(catalog)} sentences, {missing} without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())

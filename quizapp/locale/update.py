"""Collects the interface's sentences and compiles the translations (`make translations`).

Sentences are the templates of `say(...)`. What is new in a catalog stays empty until it is
translated, and what the code no longer says is dropped; nothing is guessed. A second run
changes nothing. `--check` writes nothing and exits 1 where a catalog is not up to date.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from quizapp.locale import DOMAIN, FOLDER, LANGUAGES

PACKAGE = FOLDER.parent
WIDTH = 100
_PLACE = re.compile(r"\{[^{}]*\}")


class _Catalog(Catalog):
    """A catalog whose header says nothing that differs from one run or machine to another."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", DOMAIN),
            ("Language", str(self.locale_identifier or "")),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"{self.plural_forms}\n"),
        ]


def languages() -> list[str]:
    """The languages that have a catalog: all but English, in which the code speaks."""
    return [lang for lang in LANGUAGES if lang != "en"]


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `say` in the package, with the file that it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE.parent).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say")):
                    yield name, node


def literal(call: ast.Call) -> str | None:
    """The template of a call, or None where it is not written out."""
    match call.args:
        case [ast.Constant(value=str(template)), *_]:
            return template
    return None


def collected() -> dict[str, list[str]]:
    """Every template in the package, with the files that say it."""
    templates: dict[str, set[str]] = {}
    for file, call in calls():
        if template := literal(call):
            templates.setdefault(template, set()).add(file)
    return {template: sorted(templates[template]) for template in sorted(templates)}


def catalog_file(lang: str) -> Path:
    """The editable catalog of a language; the compiled one lies beside it."""
    return FOLDER / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


def translations(lang: str) -> dict[str, str]:
    """From template to translation, empty where there is none yet, as the file has them."""
    path = catalog_file(lang)
    if not path.exists():
        return {}
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=lang)
    return {str(message.id): str(message.string) for message in catalog if message.id}


def catalog(lang: str, templates: dict[str, list[str]], known: dict[str, str]) -> Catalog:
    """A catalog of the templates, translated as far as their translations are known."""
    made = _Catalog(
        locale=lang,
        header_comment=f"# The interface of quizapp in {LANGUAGES[lang]}.",
        fuzzy=False,
    )
    for template, files in templates.items():
        made.add(template, known.get(template, ""), locations=[(file, None) for file in files])
    return made


def editable(catalog: Catalog) -> bytes:
    """The catalog as a `.po` file."""
    file = io.BytesIO()
    write_po(file, catalog, width=WIDTH, sort_output=True)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The catalog as a `.mo` file: what is translated, and nothing else."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def places(template: str) -> list[str]:
    """The places for values in a template, with their formats."""
    return sorted(_PLACE.findall(template))


def problems(lang: str, templates: dict[str, list[str]]) -> list[str]:
    """What keeps a language's catalog from being up to date, one line for each thing."""
    known = translations(lang)
    path = catalog_file(lang)
    binary = path.with_suffix(".mo")
    found = [f"not in the catalog: {each!r}" for each in templates if each not in known]
    found += [f"no longer in the code: {each!r}" for each in known if each not in templates]
    found += [f"not translated: {each!r}" for each, told in known.items() if not told]
    found += [
        f"other places in braces: {told!r} for {each!r}"
        for each, told in known.items()
        if told and places(told) != places(each)
    ]
    expected = compiled(catalog(lang, {each: [] for each in known}, known))
    if not binary.exists() or binary.read_bytes() != expected:
        found.append(f"{binary.name} is not what {path.name} compiles to")
    return [f"{lang}: {each}" for each in found]


def update(lang: str, templates: dict[str, list[str]]) -> None:
    """Bring a language's catalog up to date with the code and compile it."""
    fresh = catalog(lang, templates, translations(lang))
    path = catalog_file(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(editable(fresh))
    path.with_suffix(".mo").write_bytes(compiled(fresh))
    missing = sum(not message.string for message in fresh if message.id)
    print(f"{lang}: {len(fresh)} sentences, {missing} without translation")


def main(arguments: list[str]) -> int:
    """Update every catalog, or with `--check` only say what is wrong with them."""
    if arguments not in ([], ["--check"]):
        print("usage: update.py [--check]", file=sys.stderr)
        return 2
    templates = collected()
    if not arguments:
        for lang in languages():
            update(lang, templates)
        return 0
    found = [each for lang in languages() for each in problems(lang, templates)]
    if found:
        print(*found, "Run `make translations` and translate what is empty.", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

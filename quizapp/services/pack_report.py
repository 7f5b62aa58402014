"""What the list of packs tells of each, and all that is known of one; for screens."""

from dataclasses import dataclass

from quizapp.core.clean import clean
from quizapp.core.say import Text, Translate, plain, say
from quizapp.packs.info import PackInfo
from quizapp.packs.problems import Problem, format_problem
from quizapp.paths import shown
from quizapp.services.house import House
from quizapp.services.shelf import Shelf, shelf_of
from quizapp.services.trusting import WARNING, Examined, is_trusted

_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in the list of packs."""

    info: PackInfo
    shelf: Shelf
    trusted: bool
    errors: tuple[Problem, ...]

    @property
    def figures(self) -> Text:
        """Its questions and how many of them a machine can check."""
        return say(
            "{questions} questions · {verified} verified",
            questions=self.info.questions,
            verified=self.info.verified,
        )

    @property
    def standing(self) -> Text:
        """Whether it may run what it brings."""
        if self.shelf.kind == "bundled":
            return say("bundled")
        return say("trusted") if self.trusted else say("not trusted")


def pack_lines(house: House) -> tuple[PackLine, ...]:
    """All packs, also those with errors."""
    problems = [each for each in house.library.problems if each.severity == "error"]
    return tuple(
        PackLine(
            info,
            shelf_of(info.path),
            is_trusted(info),
            tuple(each for each in problems if each.path.is_relative_to(info.path)),
        )
        for info in house.library.packs
    )


def translated(info: PackInfo) -> str:
    """The languages that it is translated to, with the share: `ko 80%`."""
    return ", ".join(f"{lang} {share:.0%}" for lang, share in info.translated.items())


def about(line: PackLine, house: House, translate: Translate) -> str:
    """All that is known of a pack, as plain text."""
    info = line.info
    demos = [spec for spec in house.laboratory.catalog.demos if spec.pack == info.id]
    told: list[Text | str] = [f"{info.id} {info.version}", info.description(house.lang), ""]
    told += [
        say("Licence: {licence}", licence=info.license),
        say("Authors: {authors}", authors=", ".join(info.authors)),
        say("Languages: {languages}", languages=", ".join(info.languages)),
        say("From: {origin}", origin=line.shelf.origin),
        say("Folder: {folder}", folder=shown(info.path)),
        line.standing,
        line.figures,
        "",
        say("Kinds: {kinds}", kinds=", ".join(f"{k} {n}" for k, n in info.kinds.items())),
        say("Topics:"),
        *(f"  {topic.title(house.lang)}" for topic in info.topics),
    ]
    if line.shelf.when:
        told.insert(7, say("Added: {day}", day=line.shelf.when[:10]))
    if demos:
        words = [plain(spec.title, house.laboratory.words(spec, house.lang)) for spec in demos]
        told += [say("Demos of its own:"), *(f"  {title}" for title in words)]
    if line.errors:
        told += ["", say("{n} errors", n=len(line.errors))]
        told += [format_problem(each, translate) for each in line.errors[:_MOST_PROBLEMS]]
    return "\n".join(plain(each, translate) if isinstance(each, Text) else each for each in told)


def would_run(examined: Examined, translate: Translate) -> str:
    """Everything that a pack would run, with its source, as plain text."""
    parts = (*examined.files, *examined.programs)
    if not parts:
        nothing = say("It brings nothing that would run: questions and texts alone.")
        return plain(nothing, translate)
    told = [plain(WARNING, translate), ""]
    width = max(len(part.name) for part in parts)
    for part in parts:
        size = plain(say("{n} bytes", n=f"{len(part.data):,}"), translate)
        told.append(f"  {part.name.ljust(width)}  {size}  sha256 {part.sha256[:16]}…")
    for part in parts:
        told += ["", part.name]
        try:
            source = clean(part.data.decode())
        except UnicodeDecodeError:
            source = plain(say("not text"), translate)
        told += [f"  │ {line}" for line in source.split("\n")]
    return "\n".join(told)

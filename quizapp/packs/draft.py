"""A pack while it is read, and the steps that all of its files share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from quizapp.core.ids import PackId, QuestionId
from quizapp.core.questions import Question
from quizapp.core.say import say
from quizapp.packs.nodes import START, Mapping, Sequence, place_of
from quizapp.packs.problems import Problem, in_order
from quizapp.packs.reader import Document, read_yaml
from quizapp.packs.sources import Source
from quizapp.packs.wording import validation_problems

Model = TypeVar("Model", bound=BaseModel)

MAX_FILES = 2_000
"""YAML files in one folder of a pack."""


@dataclass(slots=True)
class Draft:
    """What is known of a pack so far; problems are collected, not raised."""

    folder: Path
    id: PackId
    reading: list[Problem] = field(default_factory=list)
    """What YAML itself says."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the content."""
    complete: bool = True
    """Whether all files were read to their end."""
    questions: dict[QuestionId, Question] = field(default_factory=dict)
    sources: dict[QuestionId, Source] = field(default_factory=dict)
    """Of every question with an id, also of those that cannot be understood."""

    def files(self, name: str) -> list[Path]:
        """The YAML files in a folder of the pack, by name; none may lead out of the pack."""
        root = self.folder.resolve()
        found: list[Path] = []
        for path in sorted((self.folder / name).glob("*.yaml")):
            if len(found) == MAX_FILES:
                message = say("the folder has more than {limit} files", limit=MAX_FILES)
                self.problems.append(Problem(path, *START, message))
                break
            if path.resolve().is_relative_to(root):
                found.append(path)
            else:
                message = say("the file is a link that leads out of the pack")
                hint = say("put the file itself here")
                self.problems.append(Problem(path, *START, message, hint))
        return found

    def read(self, path: Path) -> Document:
        """A file, its problems noted."""
        document = read_yaml(path)
        self.reading += document.problems
        self.complete &= document.complete
        return document

    def all_problems(self) -> tuple[Problem, ...]:
        """Everything in order; a line that YAML has refused is not judged by its content."""
        refused = {
            (problem.path, problem.line) for problem in self.reading if problem.severity == "error"
        }
        content = [p for p in self.problems if (p.path, p.line) not in refused]
        return in_order(self.reading + content)

    def mapping(self, path: Path) -> Source | None:
        """The mapping that a file holds."""
        document = self.read(path)
        if isinstance(document.value, Mapping):
            return Source(path, document.value)
        if not document.problems:
            message = say("the file must be a mapping")
            hint = say("write lines of `key: value`, without dashes")
            self.problems.append(Problem(path, *place_of(document.value), message, hint))
        return None

    def mappings(self, path: Path) -> Iterator[Source]:
        """The items of a file that holds a list of mappings."""
        document = self.read(path)
        if not isinstance(document.value, Sequence):
            if not document.problems:
                message = say("the file must be a list of questions")
                hint = say("begin each question with `- id: …`")
                self.problems.append(Problem(path, *place_of(document.value), message, hint))
            return
        for place, item in enumerate(document.value):
            if isinstance(item, Mapping):
                yield Source(path, item)
            else:
                message = say("an item of the list must be a question")
                hint = say("begin each question with `- id: …`")
                where = place_of(document.value, (place,))
                self.problems.append(Problem(path, *where, message, hint))

    def validated(self, model: type[Model], source: Source, value: object = None) -> Model | None:
        """The mapping, or `value` in its stead, as the model; or None, its problems noted."""
        try:
            return model.model_validate(source.node if value is None else value)
        except ValidationError as error:
            self.problems += validation_problems(error, model, source.node, source.path)
            return None

"""Which demos there are and what they declare, read from their source.

Nothing of a demo is run or imported, so reading one needs neither trust nor NumPy nor torch.
"""

import ast
import difflib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from quizapp.core.ids import SLUG
from quizapp.core.say import Text, Words, say
from quizapp.errors import LabError
from quizapp.lab.knobs import KnobSpec, KnobValue, values

MAX_SOURCE_BYTES = 1_000_000
OWN = "my demos"
"""Stands where a pack's id does for demos that the user made; no pack can be called so."""
TYPES = {"int": int, "float": float, "bool": bool, "str": str}
_KNOB_WORDS = {"default", "help", "low", "high", "step", "choices", "unit"}


@dataclass(frozen=True, slots=True)
class DemoSpec:
    """What a demo's file declares."""

    id: str
    """The file's name without its ending, underscores as hyphens."""
    title: str
    """The first line of the docstring."""
    story: str
    """The rest of the docstring."""
    path: Path
    pack: str
    """The pack it comes with; empty for a bundled demo, `OWN` for one of the user's."""
    knobs: tuple[KnobSpec, ...]
    small: Mapping[str, KnobValue]
    """Knob values of a size that takes about a second."""
    source: tuple[str, ...] = field(repr=False)
    """The file's lines."""
    needs_torch: bool

    def values(self, settings: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
        """A value for every knob: the given ones, typed and checked, else the defaults.

        Raises LabError for an unknown knob, a wrong type, or a value out of range.
        """
        return values(self.knobs, settings)

    def to_dict(self) -> dict[str, object]:
        """The form that `demo list --json` prints."""
        return {
            "id": self.id,
            "title": self.title,
            "path": str(self.path),
            "pack": self.pack,
            "knobs": [knob.to_dict() for knob in self.knobs],
        }


class DemoError(LabError):
    """Why a demo's file cannot be read."""

    def __init__(
        self, message: Words, path: Path, line: int | None = None, *, hint: Words = ""
    ) -> None:
        super().__init__(message, where=f"{path}:{line}" if line else str(path), hint=hint)
        self.path = path
        self.line = line or 1
        self.pack = ""
        """As a `DemoSpec` has it."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The demos found, and why others could not be read."""

    demos: tuple[DemoSpec, ...]
    problems: tuple[DemoError, ...]

    def get(self, demo: str, pack: str = "") -> DemoSpec:
        """The demo of that id: the pack's own, else the bundled one.

        `pack/demo` names a demo of any pack. Raises LabError for an unknown one, and DemoError
        where its file cannot be read.
        """
        named, _, name = demo.rpartition("/")
        pack, wanted = named or pack, name.replace("_", "-")
        found = {spec.pack: spec for spec in self.demos if spec.id == wanted}
        broken = {each.pack: each for each in self.problems if _id_of(each.path) == wanted}
        for owner in (pack, "", OWN):
            if owner in found:
                return found[owner]
            if owner in broken:
                raise broken[owner]
        raise LabError(
            say("There is no demo {demo}", demo=demo), hint=self._nearest(wanted, pack, found)
        )

    def _nearest(self, wanted: str, pack: str, elsewhere: Mapping[str, DemoSpec]) -> Text:
        if elsewhere:
            return say("Did you mean {name}?", name=f"{next(iter(elsewhere))}/{wanted}")
        names = [spec.id for spec in self.demos if spec.pack in (pack, "", OWN)]
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
        if near:
            return say("Did you mean {name}?", name=near[0])
        return say("`quizapp demo list` shows the demos there are.")


def find_demos(folders: Mapping[str, Path]) -> Catalog:
    """Read every demo of the folders, which are named by pack (empty: bundled).

    A file that cannot be read becomes a problem, not an error. Files whose name starts with
    an underscore are not demos. A missing folder has no demos.
    """
    demos: list[DemoSpec] = []
    problems: list[DemoError] = []
    for pack, folder in folders.items():
        seen: dict[str, Path] = {}
        for path in sorted(folder.glob("*.py")):
            if path.name.startswith("_"):
                continue
            try:
                spec = read_demo(path, pack=pack)
                if spec.id in seen:
                    first = seen[spec.id].name
                    raise DemoError(say("{file} is a demo of the same name", file=first), path)
            except DemoError as problem:
                problem.pack = pack
                problems.append(problem)
                continue
            seen[spec.id] = path
            demos.append(spec)
    return Catalog(tuple(demos), tuple(problems))


def read_demo(path: Path, *, pack: str = "") -> DemoSpec:
    """What the file at `path` declares; DemoError says what is missing, and where."""
    demo = _id_of(path)
    if not SLUG.fullmatch(demo):
        raise DemoError(
            say("A demo's file is named in lower-case words joined by hyphens or underscores"),
            path,
        )
    return _declared_in(_text_of(path), path, pack)


@lru_cache(maxsize=512)  # the list is read again after every change, but most files are as before
def _declared_in(text: str, path: Path, pack: str) -> DemoSpec:
    reader = _Reader(path, _parsed(path, text))
    title, story = reader.docstring()
    knobs = reader.knobs()
    reader.check_run()
    small = reader.small(knobs)
    needs = reader.needs_torch()
    lines = tuple(text.splitlines())
    return DemoSpec(_id_of(path), title, story, path, pack, knobs, small, lines, needs)


def _id_of(path: Path) -> str:
    return path.stem.replace("_", "-")


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > MAX_SOURCE_BYTES:
            raise DemoError(say("The file is too large for a demo"), path)
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise DemoError(say("There is no such file"), path) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise DemoError(say("The file cannot be read: {reason}", reason=reason), path) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DemoError(say("The file is not UTF-8 text"), path, line) from error


def _parsed(path: Path, text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a demo is no news to a learner
            return ast.parse(text)
    except SyntaxError as error:
        message = say("This is not valid Python: {reason}", reason=error.msg)
        raise DemoError(message, path, error.lineno or 1) from error
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or type(error).__name__
        message = say("This is not valid Python: {reason}", reason=reason)
        raise DemoError(message, path, 1) from error


class _Reader:
    """Takes the declarations out of a demo's syntax tree."""

    def __init__(self, path: Path, tree: ast.Module) -> None:
        self._path = path
        self._tree = tree

    def error(self, message: Text, node: ast.AST | None = None, hint: Words = "") -> DemoError:
        return DemoError(message, self._path, getattr(node, "lineno", 1), hint=hint)

    def docstring(self) -> tuple[str, str]:
        told = ast.get_docstring(self._tree)
        if not told or not told.strip():
            raise self.error(say("A demo begins with a docstring: its title, then its story"))
        title, _, story = told.strip().partition("\n")
        return title.strip(), story.strip()

    def knobs(self) -> tuple[KnobSpec, ...]:
        for node in self._tree.body:
            if isinstance(node, ast.ClassDef) and node.name == "Knobs":
                if not any(_is_frozen_dataclass(item) for item in node.decorator_list):
                    raise self.error(say("`Knobs` needs `@dataclass(frozen=True)`"), node)
                fields = (item for item in node.body if isinstance(item, ast.AnnAssign))
                return tuple(self._knob(item) for item in fields)
        raise self.error(
            say("The class `Knobs` is missing"),
            hint=say("Declare the demo's parameters in a frozen dataclass named `Knobs`."),
        )

    def _knob(self, node: ast.AnnAssign) -> KnobSpec:
        name = node.target.id if isinstance(node.target, ast.Name) else ast.unparse(node.target)
        kind = ast.unparse(node.annotation).strip("'\"")
        if kind not in TYPES:
            raise self.error(
                say("The knob {knob} is of type {type}", knob=name, type=kind),
                node,
                say("A knob is an int, a float, a bool or a str."),
            )
        call = node.value
        if not (isinstance(call, ast.Call) and _last_name(call.func) == "knob"):
            raise self.error(
                say("The knob {knob} is not declared with `knob(...)`", knob=name), node
            )
        told = self._arguments(name, call)
        try:
            return _spec(name, kind, told)
        except LabError as error:
            raise self.error(
                say("The declaration does not fit: {reason}", reason=str(error.message)),
                node,
                error.hint,
            ) from error

    def _arguments(self, name: str, call: ast.Call) -> dict[str, object]:
        nodes = dict(zip(["default"], call.args, strict=False))
        nodes |= {item.arg: item.value for item in call.keywords if item.arg}
        unknown = sorted(set(nodes) - _KNOB_WORDS)
        if len(call.args) > 1 or unknown or any(item.arg is None for item in call.keywords):
            raise self.error(
                say("The knob {knob} is declared with something unknown", knob=name),
                call,
                say("`knob` takes a default and {words}.", words=", ".join(sorted(_KNOB_WORDS))),
            )
        for word in ("default", "help"):
            if word not in nodes:
                raise self.error(say("The knob {knob} has no {word}", knob=name, word=word), call)
        return {word: self._literal(node) for word, node in nodes.items()}

    def _literal(self, node: ast.expr) -> object:
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
            raise self.error(
                say("{code} is not a literal", code=ast.unparse(node)[:60]),
                node,
                say("Declarations are read without running the demo: write the value itself."),
            ) from error

    def small(self, knobs: tuple[KnobSpec, ...]) -> dict[str, KnobValue]:
        for node in self._tree.body:
            value = _assigned(node, "SMALL")
            if value is None:
                continue
            told = self._literal(value)
            if not isinstance(told, dict):
                raise self.error(say("`SMALL` is a dict of knob values"), node)
            try:
                checked = values(knobs, told)
            except LabError as error:
                raise self.error(
                    say("`SMALL` does not fit: {reason}", reason=str(error.message)),
                    node,
                    error.hint,
                ) from error
            return {name: checked[name] for name in told}
        raise self.error(
            say("`SMALL` is missing"),
            hint=say("Give a dict of knob values at which the demo takes about a second."),
        )

    def check_run(self) -> None:
        for node in self._tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == "run":
                names = [item.arg for item in (*node.args.posonlyargs, *node.args.args)]
                if names != ["knobs", "lab"]:
                    raise self.error(say("`run` takes `knobs` and `lab`"), node)
                if not any(isinstance(item, ast.Yield | ast.YieldFrom) for item in _own(node)):
                    raise self.error(
                        say("`run` yields nothing"),
                        node,
                        say("Yield Progress, Figure, Metric and Claim."),
                    )
                return
        raise self.error(say("The function `run(knobs, lab)` is missing"))

    def needs_torch(self) -> bool:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Import):
                names = [item.name for item in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            if any(name.partition(".")[0] == "torch" for name in names):
                return True
        return False


def _spec(name: str, kind: str, told: Mapping[str, object]) -> KnobSpec:
    """The knob from its literals; LabError where they contradict each other."""
    limits: dict[str, float | None] = {}
    for word in ("low", "high", "step"):
        limit = told.get(word)
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)):
            raise LabError(say("{word} must be a number", word=word))
        limits[word] = limit
    for word in ("unit", "help"):
        if not isinstance(told.get(word, ""), str):
            raise LabError(say("{word} must be a text", word=word))
    choices = told.get("choices", ())
    if not isinstance(choices, list | tuple):
        raise LabError(say("{word} must be a list", word="choices"))
    free = KnobSpec(name, kind, "", None, None, None, (), "", "")
    typed = tuple(_declared(free, choice) for choice in choices)
    spec = KnobSpec(
        name,
        kind,
        _declared(free, told["default"]),
        limits["low"],
        limits["high"],
        limits["step"],
        typed,
        str(told.get("unit", "")),
        str(told["help"]),
    )
    spec.value(spec.default)
    return spec


def _declared(free: KnobSpec, literal: object) -> KnobValue:
    """A literal of the knob's own type; in a file, a number is not written as a text."""
    numeric = free.type in ("int", "float")
    if not isinstance(literal, TYPES[free.type]) and not (numeric and isinstance(literal, int)):
        raise LabError(
            say("{value} is not of type {type}", value=repr(literal)[:60], type=free.type)
        )
    assert isinstance(literal, int | float | bool | str)
    return free.value(literal)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_frozen_dataclass(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and _last_name(node.func) == "dataclass"
        and any(
            item.arg == "frozen"
            and isinstance(item.value, ast.Constant)
            and item.value.value is True
            for item in node.keywords
        )
    )


def _assigned(node: ast.stmt, name: str) -> ast.expr | None:
    if isinstance(node, ast.AnnAssign) and _last_name(node.target) == name:
        return node.value
    if isinstance(node, ast.Assign) and any(_last_name(item) == name for item in node.targets):
        return node.value
    return None


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions and classes within it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))

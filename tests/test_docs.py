"""The documentation is true: examples run, the reference is current, links lead somewhere."""

import ast
import importlib
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from quizapp.cli import main
from quizapp.cli.parser import build_parser
from quizapp.core.questions import KINDS
from quizapp.lab.catalog import read_demo
from quizapp.lab.runner import Job, measure
from quizapp.packs.demowords import demo_words_problems, read_demo_words
from quizapp.packs.problems import format_problem
from quizapp.services.authoring import check, verify

ROOT = Path(__file__).parents[1]
PACKS = ROOT / "docs/packs.md"
WRITING = ROOT / "docs/writing-questions.md"
DEMOS = ROOT / "docs/demos.md"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PICTURES = ROOT / "docs/pictures"

_FILE = re.compile(r"^\*\*([\w./-]+)\*\*\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
"""A file's name in bold on a line of its own, and its text in a fence below."""
_KIND = re.compile(r"^### ([a-z-]+)\n(.*?)(?=^##)", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"(?:^(?: {4}|\$ )|`)(?:\S+/)?quizapp( [^`\n]*)?(?:$|`)", re.MULTILINE)

ALL_KINDS = """\
format: 1
id: all-kinds
version: 1.0.0
title: All kinds
description: The page's example of every kind.
language: en
license: CC-BY-4.0
authors: [The quizapp contributors]
topics:
  - {id: basics, title: Basics}
"""


def files_of(page: Path, folder: Path) -> list[Path]:
    """The files that a page shows, written below a folder."""
    written = []
    for name, text in _FILE.findall(page.read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def examples(page: Path) -> dict[str, str]:
    """A page's example of each kind."""
    sections = _KIND.findall(page.read_text(encoding="utf-8"))
    return {kind: _FENCE.findall(text)[0][1] for kind, text in sections}


@pytest.fixture(params=[PACKS, WRITING], ids=lambda page: page.stem)
def page(request: pytest.FixtureRequest) -> Path:
    """Each page with an example of every kind."""
    return request.param


def all_kinds(folder: Path, *pages: Path) -> Path:
    """A pack of the pages' examples of every kind."""
    (folder / "questions").mkdir(parents=True)
    (folder / "pack.yaml").write_text(ALL_KINDS, encoding="utf-8")
    for page in pages:
        for kind, text in examples(page).items():
            path = folder / "questions" / f"{page.stem}-{kind}.yaml"
            path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def birthday(tmp_path: Path) -> Path:
    files = files_of(DEMOS, tmp_path)
    assert [path.name for path in files] == ["birthday.py", "birthday.yaml"]
    return files[0]


def problems_of(folder: Path) -> list[str]:
    return [format_problem(problem) for problem in check(folder)[0]]


@pytest.mark.parametrize("name", ["reference", "questions", "fields", "kinds"])
def test_the_page_is_what_the_code_says_now(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    module = importlib.import_module(f"make_{name}")
    current = module.PAGE.read_text(encoding="utf-8") == getattr(module, name)()
    assert current, f"docs/{name}.md is not current; run `make docs`"


def test_the_first_pack_is_right(tmp_path: Path) -> None:
    files_of(PACKS, tmp_path)
    folder = tmp_path / "first-pack"
    problems, told = check(folder)
    assert [format_problem(problem) for problem in problems] == []
    words = " ".join(PACKS.read_text(encoding="utf-8").split())
    assert f"`{told}`" in words
    assert f"{str(told).partition(';')[0]} 0 errors, 0 warnings" in words, "before its translation"
    assert verify(folder)[0] == []


def test_there_is_an_example_of_every_kind(page: Path) -> None:
    assert list(examples(page)) == list(KINDS)
    for kind, text in examples(page).items():
        assert f"\n  kind: {kind}\n" in text


def test_the_example_of_every_kind_is_right(page: Path, tmp_path: Path) -> None:
    assert problems_of(all_kinds(tmp_path / "all-kinds", page)) == []


def test_the_examples_are_verified_by_running(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    problems, told = verify(all_kinds(tmp_path / "all-kinds", PACKS, WRITING))
    assert [format_problem(problem) for problem in problems] == []
    assert "questions verified by running" in str(told)


def test_the_messages_shown_are_those_that_authors_get() -> None:
    samples = (ROOT / "tests/data/packs/bad").glob("*/expected.txt")
    known = {line for path in samples for line in path.read_text(encoding="utf-8").splitlines()}
    section = PACKS.read_text(encoding="utf-8").partition("## Check and verify")[2]
    shown = _FENCE.findall(section)[0][1].splitlines()
    assert len(shown) > 5
    assert [line for line in shown if line not in known] == []


def test_the_demo_holds_its_claims_for_several_seeds(birthday: Path) -> None:
    spec = read_demo(birthday)
    sizes: tuple[dict[str, Any], ...] = (
        {},
        dict(spec.small),
        {"people": 60, "days": 1000},
        {"people": 2, "days": 50},
    )
    results = measure([Job(spec, spec.values(size), seed) for size in sizes for seed in range(3)])
    assert [result.failure for result in results if result.failure] == []
    assert all(len(result.claims) == 2 for result in results)
    assert [claim for result in results for claim in result.claims if not claim.holds] == []


def test_the_demo_prints_what_the_page_shows(
    birthday: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "run", str(birthday)]) == 0
    table = capsys.readouterr().out.partition("\nMeasured\n")[2]
    assert table
    assert f"\nMeasured\n{table}" in DEMOS.read_text(encoding="utf-8")


def test_the_object_on_the_page_is_the_one_that_is_printed(
    birthday: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fences = _FENCE.findall(DEMOS.read_text(encoding="utf-8"))
    shown = json.loads(next(text for language, text in fences if language == "json"))
    assert main(["demo", "run", str(birthday), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed.pop("metrics") == pytest.approx(shown.pop("metrics"))
    assert printed | {"claims": printed["claims"][:1], "seconds": shown["seconds"]} == shown


def test_the_demo_is_translated_by_its_own_words(birthday: Path) -> None:
    words = birthday.parent / "ko" / "birthday.yaml"
    assert list(demo_words_problems(words)) == []
    spec = read_demo(birthday)
    helps = {knob.name: knob.help for knob in spec.knobs}
    known = read_demo_words(words, title=spec.title, story=spec.story, helps=helps)
    tree = ast.walk(ast.parse(birthday.read_text(encoding="utf-8")))
    said = {node.value for node in tree if isinstance(node, ast.Constant)}
    assert set(known) - said - {spec.title, spec.story} == set()
    assert len(known) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_shown_are_understood(page: Path) -> None:
    names = (ROOT / "docs/reference.md").read_text(encoding="utf-8").splitlines()
    for found in _COMMAND.finditer(page.read_text(encoding="utf-8")):
        given = found[1] or ""
        words = shlex.split(given, comments=True)
        if f"### `quizapp{given}`" in names:  # named, not shown in use
            continue
        try:
            build_parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"{page.name}: not a command: {found[0].strip()}")


def anchors(page: Path) -> set[str]:
    """What `#…` in a link may name, as GitHub makes it from headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists() or PICTURES in path.parents, f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(path), f"{page.name}: {target}"


def test_the_readme_sets_up_with_two_commands() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Set up\n")[2]
    block = section.strip().partition("\n\n")[0].splitlines()
    assert [line.partition("#")[0].strip() for line in block] == ["make quiz", "make test"]

"""Small rooms: files and functions stay readable; an exception is named with its reason."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "quizapp").rglob("*.py"))

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MOST_METHODS = 20

LONG_FILES: dict[str, str] = {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_FILE or name in LONG_FILES, name
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{name}:{node.lineno} {node.name}: {length} lines"
        if isinstance(node, ast.ClassDef) and not name.startswith("quizapp/tui"):
            methods = [
                each
                for each in node.body
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
                and not each.name.startswith("_")
            ]
            assert len(methods) <= MOST_METHODS, f"{name}: {node.name} has {len(methods)} methods"


def test_demos_import_only_the_lab_and_what_they_compute_with() -> None:
    allowed = {"quizapp.lab", "numpy", "torch", *sys.stdlib_module_names}
    for path in (ROOT / "demos").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                known = name in allowed or name.partition(".")[0] in allowed - {"quizapp.lab"}
                assert known, f"{path.name}:{node.lineno} imports {name}"

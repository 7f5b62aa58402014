import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.cells import cell_width
from quizapp.prose import plain_markdown


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("It *is* **very** `small`.", "It is very small."),
        ("a\nb", "a b"),
        ("a  \nb", "a\nb"),
        ("# Title\ntext", "Title\n\ntext"),
        ("see [here](http://x.org/a)", "see here (http://x.org/a)"),
        ("<http://x.org>", "http://x.org"),
        ("![a cat](cat.png)", "a cat (cat.png)"),
        ("- a\n- b", "- a\n- b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("> quoted", "> quoted"),
        ("~~gone~~", "gone"),
        ("a\n\n---\n\nb", "a\n\n---\n\nb"),
        (r"$x^* \cdot \theta_1$ and $x^*$", "x* · θ₁ and x*"),
        ("`$x$`", "$x$"),
        (r"a \* b and \$5", "a * b and $5"),
        ("list[int] and a_b_c", "list[int] and a_b_c"),
        ("", ""),
    ],
)
def test_plain_markdown(markdown: str, expected: str) -> None:
    assert plain_markdown(markdown) == expected


def test_code_is_indented_and_not_wrapped() -> None:
    code = "x = 1  # " + "long " * 20 + "\n\n  y = '$a$'"
    shown = plain_markdown(f"Text:\n\n```python\n{code}\n```\n\nafter", 20)
    first, second = code.split("\n\n")
    assert shown == f"Text:\n\n    {first.rstrip()}\n\n    {second}\n\nafter"


def test_text_wraps_by_cells_with_hanging_indents() -> None:
    assert plain_markdown("- 값이 크다 작다 값이", 10) == "- 값이\n  크다\n  작다\n  값이"
    assert plain_markdown("1. one two three", 10) == "1. one two\n   three"


TABLE = "| name | 값 |\n|---|---|\n| $x^2$ | 두 값 |\n| `a \\| b` | c |"


def test_a_table_that_fits_has_aligned_columns() -> None:
    assert plain_markdown(TABLE).split("\n") == [
        "name   값",
        "-----  -----",
        "x²     두 값",
        "a | b  c",
    ]


def test_a_table_that_does_not_fit_is_read_cell_by_cell() -> None:
    assert plain_markdown(TABLE, 11).split("\n") == [
        "name: x²",
        "값: 두 값",
        "",
        "name: a | b",
        "값: c",
    ]


def test_control_characters_from_entities_are_made_harmless() -> None:
    assert "\x1b" not in plain_markdown("&#27;[31mred&#x9b;1m `\x1b[0m`")


@given(st.text(alphabet=st.sampled_from([*"ab 값`*_-#>|[]()!1.~$\\&;", "\n"])), st.integers(8, 40))
def test_never_raises_and_fits_unless_code_or_deeply_nested(markdown: str, width: int) -> None:
    shown = plain_markdown(markdown, width)
    if "    " not in shown and not any(c in markdown for c in ">-.1)`#"):
        assert all(cell_width(line) <= width for line in shown.split("\n"))


def test_the_parser_is_imported_only_when_needed() -> None:
    program = "import sys, quizapp.prose; sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

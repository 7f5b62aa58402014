"""Blocks as lines, Markdown and HTML: nothing that a pack or a learner wrote means more there."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizapp.core.cells import cell_width
from quizapp.services.answers import Form, Told
from quizapp.services.documents import (
    Bars,
    Block,
    Branch,
    Heading,
    Labeled,
    Marked,
    Table,
    Tree,
    Words,
    as_lines,
    as_markdown,
    bar,
    escaped,
)
from quizapp.services.pages import as_html

HOSTILE = (
    "<script>alert(1)</script> ![x](http://e.x/p.png) [j](javascript:x) \x1b[31m | `a``b` $5 & \\"
)


def everything(text: str) -> list[Block]:
    return [
        Heading(text, 1),
        Words(text),
        Labeled(text, Told(text, Form.MARKDOWN)),
        Labeled(text, Told(text, Form.LITERAL)),
        Labeled(text, Told(text, Form.CODE)),
        Marked((("✓", text, text),)),
        Tree((Branch(0, "✓", text, text), Branch(1, "✗", text, text), Branch(0, "○", text, text))),
        Bars(((text, 0.5, text),)),
        Table((text, "b"), ((text, "c"),)),
    ]


class Balanced(HTMLParser):
    """Every element that is opened is closed, and none loads or runs anything."""

    EMPTY = frozenset({"meta", "br", "hr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe", "link", "object")
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in self.EMPTY:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.stack.pop() == tag


@given(text=st.one_of(st.text(max_size=40), st.just(HOSTILE)))
def test_a_page_is_whole_and_harmless_whatever_stands_in_it(text: str) -> None:
    page = as_html(everything(text), text, "en")
    told = Balanced(page)
    assert told.stack == []
    assert not any(link.startswith("javascript") for link in told.links)
    assert "\x1b" not in page + as_lines(everything(text), 60) + as_markdown(everything(text))


@given(text=st.text(st.sampled_from("ab1.-+#>*_`[]<>|~&$\\= )("), max_size=12).map(str.strip))
def test_literal_text_stays_itself_in_markdown(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(escaped(text))
    assert "".join(child.content for token in tokens for child in token.children or []) == text
    assert [token.type for token in tokens if token.type.endswith("_open")] == (
        ["paragraph_open"] if text else []
    )


def test_a_tree_is_drawn_by_indentation() -> None:
    tree = Tree(
        (
            Branch(0, "✓", "What is `x`?", "right"),
            Branch(1, "✗", "왜 그런가요, 그리고 언제 그렇지 않은가요?", "not right"),
            Branch(0, "○", "next\n\nsecond paragraph", "no answer"),
        )
    )
    assert as_lines([tree], 30).split("\n") == [
        "  ✓ What is x?",
        "    right",
        "     ✗ 왜 그런가요, 그리고",
        "       언제 그렇지 않은가요?",
        "       not right",
        "  ○ next",
        "    no answer",
        "",
    ]
    assert as_markdown([tree]).startswith("- ✓ What is `x`? — right\n  - ✗ 왜")
    assert "<ul><li>" in as_html([tree], "t", "ko")


@pytest.mark.parametrize(
    ("share", "full"), [(0, 0), (0.01, 1), (0.5, 5), (0.97, 9), (0.999, 9), (1, 10)]
)
def test_only_all_is_a_full_bar(share: float, full: int) -> None:
    assert bar(share) == "█" * full + "░" * (10 - full)


def test_columns_are_aligned_for_wide_characters() -> None:
    lines = as_lines([Table(("이름", "n"), (("abc", "1"),))], 40).split("\n")
    assert cell_width(lines[0].partition("n")[0]) == cell_width(lines[1].partition("1")[0])


def test_narrow_bars_cut_no_word_and_keep_their_columns() -> None:
    rows = (
        ("Hyperparameters-and-tuning of networks", 0.5, "2 questions: say little"),
        ("Loss", 1.0, "1 question: says little"),
    )
    lines = as_lines([Bars(rows)], 60).split("\n")
    assert all(cell_width(line) <= 60 for line in lines)
    assert lines[0].startswith("  Hyperparameters-and-tuning  █")
    assert lines[1].split() == ["of", "networks", "say", "little"]
    assert lines[1].index("say") == lines[0].index("2 questions")
    assert " ".join(as_lines([Bars(rows)], 40).split()).count("say little") == 1

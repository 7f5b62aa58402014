"""HTML to Markdown and back: nothing lost in silence, nothing hangs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.questions import Question
from quizapp.packs.formats.html import items_of, plain_to_markdown, to_markdown
from quizapp.packs.formats.html_tree import is_html
from quizapp.packs.formats.markup import to_html
from quizapp.packs.pack import Pack


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a <b>bold</b> and <i>slanted</i> word", "a **bold** and *slanted* word"),
        ("<b> spaced: </b>word", "**spaced**: word"),
        ("one<br>two<br><br>three", "one\\\ntwo\n\nthree"),
        ("<div>one</div><div>two</div>", "one\n\ntwo"),
        ("<ul><li>x<ul><li>y</li></ul><li>z</ul>", "- x\n  - y\n- z"),
        ("list:<br>- one<br>- two", "list:\n\n- one\n- two"),
        ("<pre><code class='language-python'>x = a_b\n</code></pre>", "```python\nx = a_b\n```"),
        ("use <code>a  `b`</code>", "use `` a  `b` ``"),
        (
            "<table><tr><th>a<th>b<tr><td>1<td>2|3</table>",
            "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |",
        ),
        (r"\(a &lt; b_1\) and \[x^2\]", "$a < b_1$ and $$x^2$$"),
        ("[latex]$x^2$[/latex] [$]y[/$]", "$x^2$ $y$"),
        ('<anki-mathjax block="true">z</anki-mathjax>', "$$z$$"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("&#36;PATH and &#36;HOME", r"\$PATH and \$HOME"),
        ("vector<int> and List<String>", r"vector\<int> and List\<String>"),
        ("__init__ and 2*3*4", r"\_\_init\_\_ and 2\*3\*4"),
        ("# no heading", r"\# no heading"),
        ("H<sub>2</sub>O, x<sup>2</sup>, x<sup>ab</sup>", "H₂O, x², x^(ab)"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)"),
        ("<a href='https://x.org/a_(b)'>k</a>", "[k](https://x.org/a_%28b%29)"),
    ],
)
def test_keeps_what_markdown_can_say(html: str, markdown: str) -> None:
    converted = to_markdown(html)
    assert converted.text == markdown
    assert not converted.losses


@pytest.mark.parametrize(
    ("html", "text", "told"),
    [
        ("<img src='net.png'>", "[picture: net.png]", "The picture net.png is left out."),
        ("<span style='color: red'>x</span>", "x", "Colours and sizes of type are left out."),
        ("x<script>alert(1)</script>", "x", "A script is left out."),
        ("<a href='javascript:x'>k</a>", "k", "A link to javascript:x is plain text."),
        ("<u>x</u>", "x", "Underlined and marked text is plain."),
    ],
)
def test_tells_what_is_lost(html: str, text: str, told: str) -> None:
    converted = to_markdown(html)
    assert converted.text == text
    assert [str(loss) for loss in converted.losses] == [told]


def _texts(question: Question) -> list[str]:
    options = getattr(question, "options", ())
    own = [text for option in options for text in (option.text, getattr(option, "why", ""))]
    return [question.prompt, question.explanation, question.hint, *question.key_points, *own]


def test_bundled_texts_are_the_same_after_a_journey_through_html(packs: tuple[Pack, ...]) -> None:
    checked = 0
    for pack in packs:
        for question in pack.questions:
            for text in filter(None, _texts(question)):
                html = to_html(text)
                back = to_markdown(html)
                assert to_html(back.text) == html
                assert not back.losses
                checked += 1
    assert checked > 300


@given(st.text(alphabet="ab <>&;/\\*_`#-+$()[]|~!\n1.=\"'", max_size=60))
def test_any_plain_text_reads_the_same_as_markdown(text: str) -> None:
    html = to_html(plain_to_markdown(text.replace("$", "")), unicode=True)
    words = "".join(to_markdown(html).text.split())
    assert "".join(c for c in text if c.isalnum()) == "".join(c for c in words if c.isalnum())


@given(st.text(max_size=200))
def test_any_text_can_be_converted(text: str) -> None:
    converted = to_markdown(text)
    assert to_markdown(to_html(converted.text)).text is not None


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "<a b='", "<![", "<table><tr><td>", "<b><p>", "\\(", "[latex]", "$a", "*", "&"],
)
def test_hostile_html_takes_no_time(piece: str) -> None:
    start = time.process_time()
    to_markdown(piece * (20_000 // len(piece)))
    assert time.process_time() - start < 2


def test_reads_items_without_those_within_them() -> None:
    html = "<ol><li>one <b>two</b><ul><li>inner</li></ul></li><li></li></ol>"
    assert items_of(html, "li") == ["one **two**\n\n- inner", ""]


def test_a_lone_tag_is_no_html() -> None:
    assert not is_html("the index of <p> in S_5")
    assert is_html("line<br>line")
    assert is_html("<b>x</b>")

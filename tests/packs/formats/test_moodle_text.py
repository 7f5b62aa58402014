"""What renderers of Markdown, such as Moodle's, show of an export is what the pack shows."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizapp.packs.formats.markup import to_html
from quizapp.packs.formats.moodle_text import from_moodle, to_moodle, without_tags

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
RENDERER.add_render_rule("softbreak", lambda *_: " ")
PIECES = ["a", " ", "$", "$x_1 < y^{*}$", "`b<i>`", "<int>", "\\<b", "\\", "\\\\(", "<", "\n"]
TEXTS = st.lists(st.sampled_from([*PIECES, "$$\\frac{a}{b}$$", "[c](d)", "&lt;"])).map("".join)


def test_formulas_are_moodles_and_nothing_is_a_tag() -> None:
    text = r"Is $a_1 < \max(b)$ in `x<y>` a std::vector<int>? $$\alpha*$$"
    told = r"Is \\(a\_1 &lt; \\max\(b\)\\) in `x<y>` a std::vector&lt;int>? \\[\\alpha\*\\]"
    assert to_moodle(text) == told
    assert from_moodle(told) == text
    assert without_tags("List<String> and `List<String>`") == "List\\<String> and `List<String>`"
    assert without_tags("\\<b> see <https://x.org>") == "\\<b> see <https://x.org>"


@given(TEXTS)
@example("$a\\\\[2pt]b$ and \\\\(c\\\\)")
def test_moodle_shows_what_the_pack_shows(text: str) -> None:
    text = text.strip()
    shown = RENDERER.render(to_moodle(text)).strip()
    alone = shown.removeprefix("<p>").removesuffix("</p>")
    assert to_html(text).replace("&#36;", "$") in (shown, alone)
    assert to_html(from_moodle(to_moodle(text))) == to_html(text)


@pytest.mark.parametrize("piece", ["\\\\(", "\\\\[", "&lt;a", "<a", "`", "\\"])
def test_long_texts_of_one_thing_take_time_in_proportion(piece: str) -> None:
    text = piece * (90_000 // len(piece)) + "\\\\("
    assert from_moodle(text)
    assert without_tags(text)

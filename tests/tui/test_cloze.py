"""The text of gaps, with what stands in them."""

from quizapp.core.grading import gaps
from quizapp.tui.literal import literal
from quizapp.tui.widgets.cloze import _filled_in


def test_code_goes_on_behind_a_gap() -> None:
    text = "Call `tape.{{=watch}}(x)` within `with`, never **{{twice}}**: `{{=keep}}=True`."
    shown = _filled_in(text, [literal(f"[{n}]") for n, _ in enumerate(gaps(text))])
    assert shown.plain == "Call tape.[0](x) within with, never [1]: [2]=True."

"""What a key of the quiz does now, judged by the view: it is shown only where it does something."""

from collections.abc import Callable

from quizapp.core.questions import Explain, Predict
from quizapp.core.responses import Predicted
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.widgets.commitment import Held

Rule = Callable[[QuizView, Held | None], bool]


def allowed(action: str, view: QuizView, held: Held | None) -> bool:
    """Whether an action makes sense; those without a rule always do."""
    rule = _RULES.get(action)
    return rule is None or rule(view, held)


def _asking(view: QuizView, held: Held | None) -> bool:
    return view.phase is Phase.ASKING and held is None


def _revealed(view: QuizView, _held: Held | None) -> bool:
    return view.phase is Phase.REVEALED


def _accepts(view: QuizView, _held: Held | None) -> bool:
    waits = view.phase is Phase.COMMITTED and isinstance(view.question, Predict)
    return waits or view.phase is Phase.REVEALED


_RULES: dict[str, Rule] = {
    "confirm": lambda _view, held: held is not None and bool(held.near),
    "sure": lambda _view, held: held is not None and not held.near and held.asks.confidence,
    "accept": _accepts,
    "rate": _revealed,
    "read_on": _revealed,
    "note": _revealed,
    "edit": _revealed,
    "adjust": lambda view, _held: view.changed,
    "observe": lambda view, held: _revealed(view, held) and isinstance(view.response, Predicted),
    "demo": lambda view, _held: view.question.demo is not None and view.phase is not Phase.ASKING,
    "follow_up": lambda view, held: _revealed(view, held) and bool(view.question.follow_ups),
    "aloud": lambda view, held: _asking(view, held) and isinstance(view.question, Explain),
    "hint": lambda view, held: _asking(view, held) and bool(view.question.hint),
    "give_up": _asking,
    "bury": _asking,
    "skip": lambda view, _held: view.phase is not Phase.REVEALED,
    "undo": lambda view, _held: view.can_undo,
}

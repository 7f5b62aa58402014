"""What a run came to: its claims, and its metrics beside those of the run before."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.core.cells import cell_width, padded
from quizapp.core.say import Text, Translate, Words, plain, say
from quizapp.lab.api import Claim, Figure, Metric
from quizapp.lab.messages import Failed
from quizapp.services.laboratory import Experiment
from quizapp.tui.literal import literal

MUTED = "$text-muted"


@dataclass
class Outcome:
    """What one run has reported so far."""

    experiment: Experiment
    figure: Figure | None = None
    metrics: list[Metric] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def forget(self) -> None:
        """The run begins again, on another device."""
        self.figure = None
        self.metrics.clear()
        self.claims.clear()


def number(value: float) -> str:
    """A measured number, short enough to compare at a glance; NaN is a gap."""
    return "–" if math.isnan(value) else f"{value:.4g}"


def settings(before: Experiment, now: Experiment) -> str:
    """What was set otherwise before, such as `pieces 4, seed 0`."""
    told = [
        f"{name} {shown(value)}"
        for name, value in before.knobs.items()
        if value != now.knobs.get(name)
    ]
    for name in ("seed", "device"):
        old = getattr(before, name)
        if old != getattr(now, name):
            told.append(f"{name} {old}")
    return ", ".join(told)


def shown(value: object) -> str:
    """A knob's value as it is read and typed."""
    return f"{value:g}" if isinstance(value, float) else str(value)


class Results(VerticalScroll, can_focus=False):
    """Claims first, since they are the point; then metrics; then what went wrong."""

    def __init__(self, tr: Translate, words: Translate | None) -> None:
        super().__init__(id="run-results")
        self.tr = tr
        self.words = words

    def compose(self) -> ComposeResult:
        yield Static(id="run-claims")
        yield Static(id="run-metrics")
        yield Static(id="run-failure")

    def clear(self) -> None:
        """Nothing is known yet."""
        for place in self.query(Static):
            place.update(Content(""))

    def show_claims(self, now: Outcome, before: Outcome | None) -> None:
        """A mark, the claim, what was measured and expected, and where it comes from."""
        known = dict(zip(_keys(before.claims), before.claims, strict=True)) if before else {}
        keys = _keys(now.claims)
        rows = [
            self._claim(claim, known.get(key), turned=now.experiment.turned)
            for key, claim in zip(keys, now.claims, strict=True)
        ]
        self.query_one("#run-claims", Static).update(Content("\n").join(rows))

    def show_metrics(self, now: Outcome, before: Outcome | None, watch: str) -> None:
        """One row each; where there is a run before, its values stand in a second column."""
        old = {} if before is None else {each.name: each.value for each in before.metrics}
        values = [f"{number(each.value)} {each.unit}".rstrip() for each in now.metrics]
        olds = [number(old[each.name]) if each.name in old else "" for each in now.metrics]
        compared = before is not None and any(olds)
        heads = (
            [plain(say("now"), self.tr), plain(say("before"), self.tr)] if compared else ["", ""]
        )
        width = _widest([*values, heads[0]])
        beside = _widest([*olds, heads[1]]) if compared else 0
        rows = [self._heading(heads, (width, beside), now, before)] if compared and before else []
        for metric, value, one in zip(now.metrics, values, olds, strict=True):
            style = "bold $text-accent" if metric.name == watch else ""
            label = self._own(metric.label) if metric.label else metric.name
            rows.append(
                Content.assemble(
                    literal(padded(value, width), f"bold {style}".rstrip()),
                    literal(f"  {padded(one, beside)}" if compared else "", MUTED),
                    literal(f"  {label}", style or MUTED),
                )
            )
        self.query_one("#run-metrics", Static).update(Content("\n").join(rows))

    def show_failure(self, failure: Failed) -> None:
        """What went wrong, and the last that the demo wrote."""
        parts = [literal(plain(failure.message, self.tr), "bold $text-error")]
        if failure.tail:
            last: Text = say("The last lines of its output:")
            parts += [literal(plain(last, self.tr), MUTED), literal(failure.tail)]
        self.query_one("#run-failure", Static).update(Content("\n").join(parts))

    def _heading(
        self, heads: list[str], widths: tuple[int, int], now: Outcome, before: Outcome
    ) -> Content:
        told = settings(before.experiment, now.experiment)
        columns = [padded(head, width) for head, width in zip(heads, widths, strict=True)]
        return literal("  ".join([*columns, f"({told})" if told else ""]).rstrip(), MUTED)

    def _claim(self, claim: Claim, before: Claim | None, *, turned: bool) -> Content:
        if claim.holds:
            sign, style, word = "✓", "bold $text-success", say("holds")
        elif turned:  # what holds by default may end there, and often that is what is shown
            sign, style, word = "✗", "bold $text-warning", say("does not hold with these knobs")
        else:
            sign, style, word = "✗", "bold $text-error", say("does not hold")
        was = ""
        if before is not None:
            mark = "✓" if before.holds else "✗"
            told = say("before: {mark} {value}", mark=mark, value=number(before.measured))
            was = f" · {plain(told, self.tr)}"
        return Content.assemble(
            (f"{sign} ", style),
            literal(self._own(claim.text)),
            literal(f"\n  {number(claim.measured)} ", "bold"),
            literal(f"({claim.expected}) "),
            literal(plain(word, self.tr), style),
            literal(was, MUTED),
            literal(f" · {self._own(claim.source)}", MUTED),
        )

    def _own(self, words: Words) -> str:
        return plain(words, self.words)


def _keys(claims: Sequence[Claim]) -> list[tuple[str, int]]:
    """What makes claims of two runs the same: the template, and which one with it this is."""
    seen: Counter[str] = Counter()
    keys = []
    for claim in claims:
        template = claim.text.template if isinstance(claim.text, Text) else claim.text
        keys.append((template, seen[template]))
        seen[template] += 1
    return keys


def _widest(texts: Iterable[str]) -> int:
    return max((cell_width(text) for text in texts), default=0)

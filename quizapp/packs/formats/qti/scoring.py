"""QTI 1.2's scoring: which responses earn how much, and what is said of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from quizapp.core.say import Text, say
from quizapp.packs.formats.shaping import Interval, decimal, flat
from quizapp.packs.formats.xmltree import text_of

_ALL = Decimal(100)
"""What `SCORE.max` stands for, as Blackboard writes it."""


@dataclass(slots=True)
class Condition:
    """A rule: what must be responded, what it earns, and which feedback it shows."""

    score: float | None = None
    """None for a rule that only shows feedback."""
    added: bool = False
    equal: list[tuple[str, str]] = field(default_factory=list)
    """Response and value, both outside of `not`."""
    unequal: list[tuple[str, str]] = field(default_factory=list)
    bounds: list[tuple[str, str, Decimal | None]] = field(default_factory=list)
    """Response, `gt` or `lt`, and the number."""
    other: bool = False
    case: bool = False
    feedback: list[str] = field(default_factory=list)


def conditions(item: Element) -> list[Condition]:
    """The rules of an item in their order."""
    return [_condition(element) for element in item.iter("respcondition")]


def _condition(element: Element) -> Condition:
    condition = Condition()
    for setvar in element.iter("setvar"):
        name = setvar.get("varname", "SCORE")
        told = text_of(setvar).strip()
        value = _ALL if told.lower().endswith(".max") else decimal(told)
        if value is not None and ("score" in name.lower() or condition.score is None):
            condition.score = float(value)
            condition.added = setvar.get("action", "Set").lower() == "add"
    shown = element.iter("displayfeedback")
    condition.feedback = [each.get("linkrefid", "") for each in shown]
    variables = element.find("conditionvar")
    if variables is not None:
        _tests(variables, condition, denied=False)
    return condition


def _tests(element: Element, condition: Condition, *, denied: bool) -> None:
    for test in element:
        name, value = test.get("respident", ""), flat(text_of(test))
        if test.tag == "not":
            _tests(test, condition, denied=not denied)
        elif test.tag in ("varequal", "varsubset", "varsubstring"):
            (condition.unequal if denied else condition.equal).append((name, value))
            condition.case |= test.get("case", "").lower() == "yes"
        elif test.tag in ("vargt", "vargte", "varlt", "varlte"):
            condition.bounds.append((name, test.tag[3:5], decimal(value)))
        elif test.tag in ("other", "unanswered"):
            condition.other = True
        else:
            _tests(test, condition, denied=denied)


class Scoring:
    """All rules of an item, with the texts of their feedback."""

    def __init__(self, rules: Sequence[Condition], told: Mapping[str, str]) -> None:
        self.rules = rules
        self.told = told
        self.earning = [rule for rule in rules if (rule.score or 0) > 0 and not rule.other]
        self.most = max((rule.score or 0 for rule in self.earning), default=0.0)
        self.case = any(rule.case for rule in self.earning)

    @property
    def added(self) -> bool:
        """Whether each right option earns its own share."""
        return len(self.earning) > 1 and all(
            rule.added and len(rule.equal) == 1 for rule in self.earning
        )

    def best(self) -> Condition:
        """The rule that earns most."""
        return max(self.earning, key=lambda rule: rule.score or 0, default=Condition())

    def shares(self, response: str, *, together: bool) -> dict[str, float]:
        """Values of a response with their share of what can be earned.

        `together`: the values of one rule earn its score only all at once.
        """
        if together and not self.added:
            best = self.best()
            denied = {value for name, value in best.unequal if name == response}
            right = [v for name, v in best.equal if name == response and v not in denied]
            return dict.fromkeys(right, 1.0)
        mine = [r for r in self.earning if any(name == response for name, _ in r.equal)]
        whole = sum(r.score or 0 for r in mine) if together else 0.0
        most = whole or max((rule.score or 0 for rule in mine), default=0.0)
        shares: dict[str, float] = {}
        for rule in mine:
            for name, value in rule.equal:
                if name == response and most > 0:
                    shares[value] = max(shares.get(value, 0.0), (rule.score or 0) / most)
        return shares

    def intervals(self, response: str) -> list[Interval] | None:
        """Numbers that earn something; None where one cannot be read."""
        found: list[Interval] = []
        for rule in self.earning:
            share = (rule.score or 0) / self.most
            why = ""
            for name, text in rule.equal:
                value = decimal(text)
                if name == response and value is None:
                    return None
                if name == response and value is not None:
                    found.append(Interval(value, value, share, why))
            lows = [v for name, end, v in rule.bounds if name == response and end == "gt"]
            highs = [v for name, end, v in rule.bounds if name == response and end == "lt"]
            if lows and highs:
                low, high = lows[0], highs[0]
                if low is None or high is None:
                    return None
                found.append(Interval(min(low, high), max(low, high), share, why))
        return found

    def why(self, response: str, value: str) -> str:
        """What is said of one value alone."""
        for rule in self.rules:
            if rule.equal == [(response, value)] and not rule.unequal and rule.score is None:
                for name in rule.feedback:
                    if self.told.get(name, "").strip():
                        return self.told[name]
        return self.told.get(f"{value}_fb", "")

    @property
    def general(self) -> str:
        """What is said whatever was responded."""
        return self.told.get("general_fb", "")

    @property
    def praise(self) -> str:
        """What is said of what earns most."""
        names = dict.fromkeys(name for name in self._praising() if self.told.get(name, "").strip())
        return "\n\n".join(dict.fromkeys(self.told[name] for name in names))

    def _praising(self) -> Iterator[str]:
        values = {f"{value}_fb" for rule in self.rules for _, value in rule.equal}
        for rule in self.earning:
            if rule.score == self.most:
                yield from (name for name in rule.feedback if name not in values)

    @property
    def losses(self) -> list[Text]:
        """What is said of wrong responses as a whole has no place."""
        said = self.told.get("general_incorrect_fb", "")
        return (
            [say("What was said of an answer as a whole is dropped: “{why}”.", why=flat(said))]
            if said.strip()
            else []
        )

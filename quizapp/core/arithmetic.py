"""Arithmetic as a learner types it and as a `check` states it, evaluated safely.

A small grammar of its own, bounded in length, depth and size of numbers: nothing is executed,
and every text ends in a finite number or an `ExpressionError` in bounded time.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizapp.core.say import Text, plain, say

Number = int | float

MAX_LENGTH = 500
"""Characters of an expression."""

_MAX_DEPTH = 40
_MAX_BITS = 1024
_MAX_CHOICES = 2000

NAMES: Mapping[str, float] = {"pi": math.pi, "π": math.pi, "e": math.e}
"""The constants; names that a caller gives come before them."""

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|\{\s*(?P<place>[^\W\d]\w*)\s*\}"
    r"|(?P<sign>\*\*|//|[-+*/%^(),])"
)
_SPACE = re.compile(r"\s*")


class ExpressionError(ValueError):
    """The text is not an expression with a finite value; `column` counts from 1."""

    def __init__(self, reason: Text, column: int) -> None:
        super().__init__(plain(reason))
        self.reason = reason
        self.column = column


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


@dataclass(frozen=True, slots=True)
class _Function:
    apply: Callable[..., Number]
    fewest: int = 1
    most: int = 1


def _whole(value: Number) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError
    return int(value)


def _factorial(value: Number) -> int:
    count = _whole(value)
    if count > 170:  # 171! is beyond the largest float
        raise OverflowError
    return math.factorial(count)


def _choices(total: Number, picked: Number) -> int:
    n, k = _whole(total), _whole(picked)
    if 0 <= k <= n and min(k, n - k) > _MAX_CHOICES:
        raise OverflowError
    return math.comb(n, k)


_FUNCTIONS: Mapping[str, _Function] = {
    "sqrt": _Function(math.sqrt),
    "exp": _Function(math.exp),
    "log": _Function(math.log, 1, 2),
    "ln": _Function(math.log),
    "log2": _Function(math.log2),
    "log10": _Function(math.log10),
    "sin": _Function(math.sin),
    "cos": _Function(math.cos),
    "tan": _Function(math.tan),
    "tanh": _Function(math.tanh),
    "abs": _Function(abs),
    "min": _Function(min, 2, 20),
    "max": _Function(max, 2, 20),
    "floor": _Function(math.floor),
    "ceil": _Function(math.ceil),
    "factorial": _Function(_factorial),
    "comb": _Function(_choices, 2, 2),
}

FUNCTIONS = frozenset(_FUNCTIONS)
"""What may be called in an expression."""


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if abs(base) > 1 and (base.bit_length() - 1) * exponent > _MAX_BITS:
            raise OverflowError
        whole: int = base**exponent
        return whole
    result = float(base) ** float(exponent)
    if isinstance(result, complex):  # the root of a negative number
        raise ValueError
    return float(result)


_OPERATIONS: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "^": _power,
    "**": _power,
}


def evaluate(expression: str, names: Mapping[str, float] | None = None) -> float:
    """The value of an expression: `{units}` and `units` both stand for the name `units`.

    Powers are written `^` or `**`. Raises `ExpressionError` for everything else.
    """
    if len(expression) > MAX_LENGTH:
        raise ExpressionError(
            say("This is longer than {limit} characters.", limit=MAX_LENGTH), MAX_LENGTH + 1
        )
    return float(_Reader(_tokens(expression), {**NAMES, **(names or {})}).whole())


def _tokens(expression: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while (at := _end_of(_SPACE.match(expression, at), at)) < len(expression):
        found = _TOKEN.match(expression, at)
        if found is None or found.lastgroup is None:
            raise ExpressionError(
                say("“{character}” has no meaning here.", character=expression[at]), at + 1
            )
        kind = "name" if found.lastgroup == "place" else found.lastgroup
        tokens.append(_Token(kind, found[found.lastgroup], at + 1))
        at = found.end()
    tokens.append(_Token("end", "", len(expression) + 1))
    return tokens


def _end_of(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise


class _Reader:
    """Evaluates while it reads: one method per level of precedence."""

    def __init__(self, tokens: list[_Token], names: Mapping[str, float]) -> None:
        self._tokens = tokens
        self._names = names
        self._at = 0
        self._depth = 0

    def whole(self) -> Number:
        value = self._sum()
        if self._next.kind != "end":
            raise ExpressionError(
                say("An operator is missing before “{found}”.", found=self._next.text),
                self._next.column,
            )
        return value

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _sum(self) -> Number:
        value = self._product()
        while self._next.text in ("+", "-"):
            sign = self._take()
            value = _applied(_OPERATIONS[sign.text], sign, value, self._product())
        return value

    def _product(self) -> Number:
        value = self._signed()
        while self._next.text in ("*", "/", "//", "%"):
            sign = self._take()
            value = _applied(_OPERATIONS[sign.text], sign, value, self._signed())
        return value

    def _signed(self) -> Number:
        # Every way to nest passes through here, so this is where depth is bounded.
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ExpressionError(say("This is nested too deeply."), self._next.column)
        if self._next.text in ("+", "-"):
            negative = self._take().text == "-"
            value = self._signed()
            value = -value if negative else value
        else:
            value = self._raised()
        self._depth -= 1
        return value

    def _raised(self) -> Number:
        base = self._atom()
        if self._next.text in ("^", "**"):
            sign = self._take()
            return _applied(_power, sign, base, self._signed())
        return base

    def _atom(self) -> Number:
        token = self._take()
        if token.kind == "number":
            return _applied(_number, token, token.text)
        if token.kind == "name":
            return self._called(token) if self._next.text == "(" else self._named(token)
        if token.text == "(":
            value = self._sum()
            self._close()
            return value
        if token.kind == "end":
            raise ExpressionError(say("Something is missing at the end."), token.column)
        raise ExpressionError(
            say("A number is missing before “{found}”.", found=token.text), token.column
        )

    def _named(self, token: _Token) -> Number:
        if token.text not in self._names:
            reason = say("“{name}” is not a known name.", name=token.text)
            if token.text in FUNCTIONS:
                reason = say("“{name}” needs parentheses.", name=token.text)
            raise ExpressionError(reason, token.column)
        return _applied(float, token, self._names[token.text])

    def _called(self, token: _Token) -> Number:
        function = _FUNCTIONS.get(token.text)
        if function is None:
            raise ExpressionError(
                say("“{name}” is not a known function.", name=token.text), token.column
            )
        self._take()
        arguments = [self._sum()]
        while self._next.text == ",":
            self._take()
            arguments.append(self._sum())
        self._close()
        if not function.fewest <= len(arguments) <= function.most:
            raise ExpressionError(
                say("“{name}(…)” has the wrong number of values.", name=token.text),
                token.column,
            )
        return _applied(function.apply, token, *arguments)

    def _close(self) -> None:
        token = self._take()
        if token.text != ")":
            raise ExpressionError(say("A closing parenthesis is missing."), token.column)


def _number(text: str) -> Number:
    digits = text.replace("_", "")
    return int(digits) if digits.isdigit() else float(digits)


def _applied(function: Callable[..., Number], where: _Token, *arguments: Number | str) -> Number:
    """The function's value, refused unless it is a real number that a float can hold."""
    try:
        value = function(*arguments)
        held = float(value)  # a whole number that is too large overflows here
        if math.isnan(held):
            raise ValueError
        if math.isinf(held):
            raise OverflowError
    except ZeroDivisionError:
        raise ExpressionError(say("This divides by zero."), where.column) from None
    except OverflowError:
        raise ExpressionError(say("The number is too large."), where.column) from None
    except ValueError:
        raise ExpressionError(
            say("“{name}” has no real value here.", name=where.text), where.column
        ) from None
    return value

"""How each kind is asked in lines, and how a line is read as a response."""

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.grading import gaps
from quizapp.core.numbers import parse_number
from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Explain,
    Match,
    Order,
    Output,
    Predict,
    TrueFalse,
)
from quizapp.core.responses import (
    Arranged,
    Chosen,
    Explained,
    Filled,
    Judged,
    Marked,
    Paired,
    Predicted,
    Response,
    Typed,
)
from quizapp.core.say import Text, say
from quizapp.plain.markup import fence, item, numbered, printed
from quizapp.services.views import QuizView

LETTERS = "abcdefghijklmnopqrstuvwxyz"
YES = {"t", "true", "y", "yes", "참", "네", "예", "o", "1"}
NO = {"f", "false", "n", "no", "거짓", "아니요", "아니오", "x", "2"}


class Unreadable(Exception):
    """A line that is no response to this kind; nothing is committed."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def body(view: QuizView) -> str:
    """What is shown below the prompt, in Markdown: code, numbered options, steps, pairs."""
    match view.question:
        case Choice(options=options):
            return numbered([options[place].text for place in view.order])
        case Output(code=code, options=options):
            offered = numbered([printed(options[place].text) for place in view.order])
            return f"{fence(code)}\n\n{offered}".rstrip("\n")
        case Predict(options=outcomes):
            return numbered([outcomes[place].text for place in view.order])
        case Cloze(text=text):
            return numbered_gaps(text)
        case Bug(code=code):
            lines = code.rstrip("\n").split("\n")
            return fence("\n".join(f"{n:2}  {line}" for n, line in enumerate(lines, 1)))
        case Order(steps=steps):
            return numbered([steps[place] for place in view.order])
        case Match(pairs=pairs):
            rights = (
                item("-", f"{letter}: {pairs[place][1]}")
                for letter, place in zip(LETTERS, view.order, strict=False)
            )
            return "\n".join([numbered([left for left, _ in pairs]), "", *rights])
    return ""


def numbered_gaps(text: str) -> str:
    """A cloze text with its gaps numbered."""
    shown, at = "", 0
    for number, gap in enumerate(gaps(text), 1):
        shown += f"{text[at : gap.start]}[{number}: ____]"
        at = gap.end
    return shown + text[at:]


def how(view: QuizView) -> Text:  # noqa: C901  one case for each kind
    """What to enter."""
    match view.question:
        case Choice(multiple=True):
            return say("Several are right. Enter their numbers, such as 1 3:")
        case Choice():
            return say("Enter a number:")
        case TrueFalse():
            return say("Enter t for true or f for false:")
        case Output(options=options) if options:
            return say("Enter a number:")
        case Output():
            return say("Enter what it prints, then an empty line:")
        case Cloze(text=text) if len(gaps(text)) == 1:
            return say("Enter what stands in the gap:")
        case Cloze(text=text):
            return say("Enter what stands in the {n} gaps, separated by ;", n=len(gaps(text)))
        case Bug(lines=lines) if len(lines) > 1:
            return say("Enter the numbers of the wrong lines, such as 2 5:")
        case Bug():
            return say("Enter the number of the wrong line:")
        case Order():
            return say("Enter the numbers in the right order, such as 3 1 2:")
        case Match(pairs=pairs):
            return say("Enter a letter for each of the {n} lines, such as b a c:", n=len(pairs))
        case Explain():
            return say("Explain it in your own words, typed or aloud; then an empty line:")
        case Predict(options=options) if options:
            return say("Predict, then the experiment runs. Enter a number:")
        case Predict():
            return say("Predict it, then the experiment runs. Enter a value:")
    return say("Enter your answer:")


def takes_lines(view: QuizView) -> bool:
    """Whether a response may have several lines, ended by an empty one."""
    question = view.question
    return isinstance(question, Explain) or (isinstance(question, Output) and not question.options)


def read(view: QuizView, text: str) -> Response:  # noqa: C901  one case for each kind
    """The response that a line is. Raises Unreadable, with what is expected."""
    match view.question:
        case Choice(multiple=True):
            return Chosen(frozenset(view.order[n - 1] for n in numbers(text, len(view.order))))
        case Choice():
            return Chosen(frozenset({view.order[number(text, len(view.order)) - 1]}))
        case Output(options=options) if options:
            return Chosen(frozenset({view.order[number(text, len(options)) - 1]}))
        case TrueFalse():
            return Judged(truth(text))
        case Cloze(text=whole):
            wanted = len(gaps(whole))
            entered = tuple(part.strip() for part in text.split(";")) if wanted > 1 else (text,)
            if len(entered) != wanted:
                raise Unreadable(
                    say("There are {n} gaps. Separate what stands in them by ;", n=wanted)
                )
            return Filled(entered)
        case Bug(code=code):
            return Marked(frozenset(numbers(text, code.rstrip("\n").count("\n") + 1)))
        case Order():
            given = numbers(text, len(view.order))
            if len(given) != len(view.order):
                raise Unreadable(say("Enter each of the {n} numbers once.", n=len(view.order)))
            return Arranged(tuple(view.order[n - 1] for n in given))
        case Match(pairs=pairs):
            return Paired(letters(text, view.order, len(pairs)))
        case Explain():
            return Explained(text)
        case Predict(options=options) if options:
            return Predicted(option=view.order[number(text, len(options)) - 1])
        case Predict():
            try:
                return Predicted(value=parse_number(text).value)
            except ExpressionError as error:
                raise Unreadable(error.reason) from None
    return Typed(text)


def number(text: str, highest: int) -> int:
    """One number from 1 to `highest`."""
    one = say("Enter one number from 1 to {highest}.", highest=highest)
    found = numbers(text, highest, otherwise=one)
    if len(found) != 1:
        raise Unreadable(one)
    return found[0]


def numbers(text: str, highest: int, otherwise: Text | None = None) -> list[int]:
    """Different numbers from 1 to `highest`, separated by spaces or commas."""
    parts = text.replace(",", " ").split()
    # Python refuses to read thousands of digits, so long ones are not even tried.
    if not parts or not all(
        part.isdecimal() and len(part) < 10 and 1 <= int(part) <= highest for part in parts
    ):
        raise Unreadable(otherwise or say("Enter numbers from 1 to {highest}.", highest=highest))
    found = [int(part) for part in parts]
    if len(set(found)) != len(found):
        raise Unreadable(say("Enter each number only once."))
    return found


def letters(text: str, order: tuple[int, ...], count: int) -> tuple[int, ...]:
    """One letter for each left side, as places of right sides in the pack."""
    parts = text.replace(",", " ").lower().split()
    if len(parts) == 1 and count > 1:
        parts = list(parts[0])
    known = dict(zip(LETTERS, order, strict=False))
    if len(parts) != count or any(part not in known for part in parts):
        last = LETTERS[len(order) - 1]
        raise Unreadable(say("Enter {n} letters from a to {last}.", n=count, last=last))
    return tuple(known[part] for part in parts)


def truth(text: str) -> bool:
    """True or false, in either language."""
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(say("That is neither true nor false."))

"""What every bundled pack keeps to, over all its questions and languages.

Each test gathers everything that is wrong, so that an author sees it at once.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from quizapp.core.grading import grade, solution
from quizapp.core.ids import name_of
from quizapp.core.mathtext import unicode_math
from quizapp.core.questions import (
    KINDS,
    Choice,
    DemoLink,
    Explain,
    Outcome,
    Output,
    Predict,
    Question,
)
from quizapp.core.responses import Predicted
from quizapp.core.say import plain
from quizapp.packs.checks import check_pack
from quizapp.packs.pack import Loaded, Pack
from quizapp.packs.problems import format_problem
from quizapp.prose import plain_markdown
from quizapp.services.laboratory import Laboratory

FEWEST_WORDS, MOST_WORDS = 40, 160
"""Of an explanation: enough to say why, not so much that it is not read."""


def in_every_language(pack: Pack) -> Iterator[tuple[str, Question]]:
    for language in pack.languages:
        for question in pack.questions:
            translated = pack.question(question.id, language)
            yield f"{language} {name_of(question.id)}", translated


def texts(question: Question) -> Iterator[str]:
    """Everything of a question that is shown as Markdown."""
    yield from (question.prompt, question.explanation, question.hint, *question.key_points)
    match question:
        case Choice(options=options):
            for option in options:
                yield from (option.text, option.why)
        case Output(options=options):
            yield from (option.why for option in options)
        case Predict(options=outcomes):
            for outcome in outcomes:
                yield from (outcome.text, outcome.why)
        case Explain(model_answer=model):
            yield model
    for name in ("why", "text"):
        if isinstance(text := getattr(question, name, None), str):
            yield text
    yield from getattr(question, "steps", ())
    yield from (side for pair in getattr(question, "pairs", ()) for side in pair)


def links(question: Question) -> list[DemoLink]:
    """The runs that a question and its options link to."""
    options = getattr(question, "options", ())
    found = (question.demo, *(getattr(option, "demo", None) for option in options))
    return [link for link in found if link]


def value_in(outcome: Outcome) -> float:
    """A measurement for which the outcome holds."""
    if math.isinf(outcome.low):
        return outcome.high - 1
    return outcome.low + 1 if math.isinf(outcome.high) else (outcome.low + outcome.high) / 2


def test_there_are_packs(packs: list[Pack]) -> None:
    assert len(packs) >= 5


def test_it_is_read_without_errors_and_warnings(loaded: Loaded) -> None:
    assert [format_problem(problem) for problem in loaded.problems] == []


def test_it_is_checked_without_errors_and_warnings(pack: Pack) -> None:
    problems = check_pack(pack.folder, demo_problem=Laboratory({}).problem)
    assert [format_problem(problem) for problem in problems] == []


def test_the_solution_is_right_in_every_language(pack: Pack) -> None:
    wrong = []
    for where, question in in_every_language(pack):
        response = solution(question)
        if response is not None and not grade(question, response).correct:
            wrong.append(where)
    assert wrong == []


def test_every_outcome_of_a_prediction_can_be_right_and_no_two_at_once(pack: Pack) -> None:
    wrong = []
    for where, question in in_every_language(pack):
        if not isinstance(question, Predict):
            continue
        for place, outcome in enumerate(question.options):
            inside = value_in(outcome)
            right = [
                at
                for at in range(len(question.options))
                if grade(question, Predicted(at, None, inside)).correct
            ]
            if right != [place]:
                wrong.append(f"{where}: {inside} is {right}, not {place}")
    assert wrong == []


def test_everything_is_shown_without_leftovers_of_its_markup(pack: Pack) -> None:
    wrong = []
    for where, question in in_every_language(pack):
        for text in texts(question):
            shown = plain_markdown(text, 80)
            outside_code = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
            told = unicode_math(outside_code)
            left = re.findall(r"\$|\\[A-Za-z]+", told)
            if left or (text.strip() and not shown.strip()):
                wrong.append(f"{where}: {left} in {told.strip()[:80]!r}")
    assert wrong == []


def test_explanations_are_long_enough_to_say_why_and_short_enough_to_be_read(pack: Pack) -> None:
    wrong = {}
    for question in pack.questions:
        words = len(plain_markdown(question.explanation, 10_000).split())
        if not FEWEST_WORDS <= words <= MOST_WORDS:
            wrong[name_of(question.id)] = words
    assert wrong == {}


def test_every_wrong_option_says_why_it_is_wrong(pack: Pack) -> None:
    wrong = []
    for where, question in in_every_language(pack):
        if isinstance(question, Choice):
            silent = [o.text for o in question.options if not o.correct and not o.why.strip()]
        elif isinstance(question, Output):
            silent = [
                o.text
                for o in question.options
                if o.text.strip(" `\n") != question.answer.strip() and not o.why.strip()
            ]
        elif isinstance(question, Predict):
            silent = [o.text for o in question.options if not o.why.strip()]
        else:
            silent = []
        wrong += [f"{where}: {text[:60]}" for text in silent]
    assert wrong == []


def test_it_is_translated_wholly(pack: Pack) -> None:
    assert pack.translations.keys() >= {"ko"}
    assert {lang: round(t.share, 4) for lang, t in pack.translations.items()} == {"ko": 1.0}


def test_every_translation_says_what_it_was_made_from(pack: Pack) -> None:
    """Without that, nobody notices when the original changes."""
    silent = [
        f"{translation.language} {name_of(wanted)}"
        for translation in pack.translations.values()
        for wanted, source in translation.sources.items()
        if source.node.get("of") is None
    ]
    assert silent == []


def test_every_topic_has_questions(pack: Pack) -> None:
    used = {question.topic.partition("/")[2] or question.topic for question in pack.questions}
    assert {name_of(topic.id) for topic in pack.topics} - used == set()


def test_every_kind_is_used(packs: list[Pack]) -> None:
    used = {question.kind for pack in packs for question in pack.questions}
    assert sorted(set(KINDS) - used) == []


def test_every_linked_demo_is_there_with_its_knobs(pack: Pack) -> None:
    laboratory = Laboratory({pack.id: pack.folder})
    wrong = [
        f"{name_of(question.id)}: {plain(problem)}"
        for question in pack.questions
        for link in links(question)
        if (problem := laboratory.problem(link, pack.folder))
    ]
    assert wrong == []


def test_follow_ups_lead_to_questions(packs: list[Pack]) -> None:
    known = {question.id for pack in packs for question in pack.questions}
    wrong = [
        f"{question.id} → {follow_up}"
        for pack in packs
        for question in pack.questions
        for follow_up in question.follow_ups
        if follow_up not in known or follow_up == question.id
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_prompt_is_asked_twice(packs: list[Pack], lang: str) -> None:
    prompts = Counter(
        (pack.question(q.id, lang).prompt, getattr(q, "code", "") + getattr(q, "text", ""))
        for pack in packs
        for q in pack.questions
    )
    assert [prompt for prompt, count in prompts.items() if count > 1] == []

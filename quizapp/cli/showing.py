"""A question as plain lines on the screen."""

import sys

from quizapp.core.say import Text, plain, say
from quizapp.plain.asking import body
from quizapp.plain.telling import explained, outcome
from quizapp.plain.voice import Voice
from quizapp.services.house import House
from quizapp.services.lookup import Link, Lookup


def print_lookup(house: House, lookup: Lookup, *, answered: bool) -> None:
    """Prompt and what is offered, or the answer with everything that belongs to it."""
    voice = Voice(house, sys.stdin, sys.stdout)
    view = lookup.view if answered else lookup.hidden
    voice.write(f"{lookup.question.id}: {lookup.pack} › {view.topic}")
    voice.say(_standing(lookup))
    _part(voice, lookup.question.prompt)
    if shown := body(lookup.hidden):
        _part(voice, shown)
    if answered:
        for part in outcome(view, voice.tr):
            _part(voice, part)
        explained(view, voice)
        _links(voice, say("Asked after:"), lookup.asked_after)
        _links(voice, say("The interviewer goes on:"), lookup.leads_to)
    if lookup.note:
        _part(voice, f"{plain(say('Your note:'), voice.tr)}\n\n{lookup.note.text}")
    for review in lookup.reviews:
        told = say(
            "{day}: {share:.0%} right in {seconds:.0f} s",
            day=f"{review.at.astimezone():%Y-%m-%d %H:%M}",
            share=review.score,
            seconds=review.elapsed_ms / 1000,
        )
        if review is lookup.reviews[0]:
            voice.write()
        voice.say(told)


def _part(voice: Voice, markdown: str) -> None:
    voice.write()
    voice.markdown(markdown)


def _links(voice: Voice, heading: Text, links: tuple[Link, ...]) -> None:
    if links:
        voice.write()
        voice.say(heading)
    for link in links:
        voice.write(f"{'  ' * (link.depth + 1)}{link.question}: {link.prompt}")


def _standing(lookup: Lookup) -> Text:
    level = lookup.question.difficulty
    kind = lookup.question.kind
    if lookup.suspended:
        return say("{kind}, difficulty {n} of 5, suspended", kind=kind, n=level)
    if lookup.card is None:
        return say("{kind}, difficulty {n} of 5, never answered", kind=kind, n=level)
    return say(
        "{kind}, difficulty {n} of 5, due on {day}, recalled with {share:.0%}",
        kind=kind,
        n=level,
        day=f"{lookup.card.due.astimezone():%Y-%m-%d}",
        share=lookup.recall or 0.0,
    )

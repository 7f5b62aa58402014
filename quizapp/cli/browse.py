"""`quizapp search`, `quizapp show` and `quizapp note`."""

import argparse
import json
import sys
from contextlib import closing
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.ids import pack_of
from quizapp.core.queries import quoted
from quizapp.core.say import Translate, plain, say
from quizapp.errors import UsageError
from quizapp.locale import translator
from quizapp.services.browsing import Browsing, Found, Hit
from quizapp.services.choosing import KIND_NAMES
from quizapp.services.house import House
from quizapp.services.lookup import Link, Lookup, find_question, look_up, write_note

NOTHING_FOUND = 1
"""The exit status of a search without a hit, and of asking for a note that does not exist."""


def search_questions(options: argparse.Namespace) -> int:
    """Print the questions that fit."""
    with closing(_open(options)) as house:
        browsing = Browsing(house)
        query = _query(options)
        found = browsing.search(query)
        hits = browsing.hits(found, found.questions[: options.n])
        if options.json:
            _print_json(_found_as_json(query, found, hits))
        else:
            _print_hits(found, hits, translator(house.lang))
    return 0 if hits else NOTHING_FOUND


def show_question(options: argparse.Namespace) -> int:
    """Print a question."""
    with closing(_open(options)) as house:
        lookup = look_up(house, find_question(house, options.question))
        if options.json:
            _print_json(_lookup_as_json(lookup, answered=options.answer))
        else:
            from quizapp.cli.showing import print_lookup

            print_lookup(house, lookup, answered=options.answer)
    return 0


def note_question(options: argparse.Namespace) -> int:
    """Keep a note, or print one or all."""
    with closing(_open(options)) as house:
        if not options.question:
            return _print_notes(house, as_json=options.json)
        question = find_question(house, options.question)
        if options.text is not None or options.remove:
            text = "" if options.remove else options.text
            text = _from_stdin() if text == "-" else text
            write_note(house, question, text)
        note = house.record.note(question)
        if options.json:
            history = [_dated(each.text, each.at) for each in house.record.note_history(question)]
            told = _dated(note.text, note.at) if note else None
            _print_json({"question": question, "note": told, "history": history})
        elif note and options.text is None:
            print(clean(note.text))
    return 0 if note or options.remove or options.text is not None else NOTHING_FOUND


def _open(options: argparse.Namespace) -> House:
    return House.open(
        record_path=getattr(options, "record", None), lang=getattr(options, "lang", None)
    )


def _query(options: argparse.Namespace) -> str:
    """The words and options as they would stand in the search field."""
    # What the shell took the quotes from was meant as one phrase.
    parts = [word if ":" in word or word[:1] in '-"' else quoted(word) for word in options.words]
    for key in ("pack", "topic", "kind"):
        values = getattr(options, key)
        parts += [f"{key}:{quoted(','.join(values))}"] if values else []
    return " ".join([*parts, *([f"sort:{options.sort}"] if options.sort else [])])


def _print_hits(found: Found, hits: list[Hit], tr: Translate) -> None:
    for word, near in found.instead:
        heading = say("{typed} stands nowhere; found: {near}", typed=word, near=", ".join(near))
        nothing = say("{typed} stands nowhere", typed=word)
        print(clean(plain(heading if near else nothing, tr)))
    if found.partly:
        print(plain(say("No question has all the words; these have most of them."), tr))
    for hit in hits:
        print(clean(f"{hit.id}  ({', '.join(_details(hit, tr))})"))
        print(clean(f"    {hit.prompt}"))
        if hit.snippet.text and hit.snippet.place != "prompt":
            print(clean(f"    › {hit.snippet.text}"))
    count = len(found.questions)
    told = say("1 question") if count == 1 else say("{n} questions", n=count)
    if len(hits) < count:
        told = say("{shown} of {n} questions; -n shows more", shown=len(hits), n=count)
    print(plain(told, tr))


def _details(hit: Hit, tr: Translate) -> list[str]:
    signs = (
        (say("flagged"), hit.flagged),
        (say("with a note"), hit.noted),
        (say("suspended"), hit.suspended),
        (say("due"), hit.due),
        (say("new"), hit.new),
    )
    level = say("difficulty {n}", n=hit.entry.difficulty)
    told = [plain(each, tr) for each, on in signs if on]
    return [hit.topic, plain(KIND_NAMES[hit.entry.kind], tr), plain(level, tr), *told]


def _found_as_json(query: str, found: Found, hits: list[Hit]) -> dict[str, Any]:
    return {
        "query": query,
        "sort": found.sort,
        "count": len(found.questions),
        "all_words": not found.partly,
        "instead": {word: list(near) for word, near in found.instead},
        "questions": [
            {
                "id": hit.id,
                "pack": pack_of(hit.id),
                "topic": hit.entry.topic,
                "kind": hit.entry.kind,
                "difficulty": hit.entry.difficulty,
                "prompt": hit.prompt,
                "snippet": hit.snippet.text,
                "hits": [list(span) for span in hit.snippet.spans],
                "place": hit.snippet.place,
                "due": hit.due,
                "new": hit.new,
                "flagged": hit.flagged,
                "suspended": hit.suspended,
                "noted": hit.noted,
            }
            for hit in hits
        ],
    }


def _lookup_as_json(lookup: Lookup, *, answered: bool) -> dict[str, Any]:
    from quizapp.packs.codec import to_data

    told = to_data(lookup.question)
    if not answered:
        told = {name: told[name] for name in told if name in _ASKED}
    return {
        "question": told,
        "pack": lookup.pack,
        "topic": lookup.view.topic,
        "flagged": lookup.view.flagged,
        "suspended": lookup.suspended,
        "note": _dated(lookup.note.text, lookup.note.at) if lookup.note else None,
        "due": lookup.card.due.isoformat() if lookup.card else None,
        "recall": lookup.recall,
        "answers": [
            {
                "at": each.at.isoformat(),
                "rating": int(each.rating),
                "score": each.score,
                "seconds": each.elapsed_ms / 1000,
                "lang": each.lang,
            }
            for each in lookup.reviews
        ],
        "asked_after": [each.question for each in lookup.asked_after],
        "leads_to": [_link_as_json(each) for each in lookup.leads_to],
    }


_ASKED = frozenset(("kind", "id", "topic", "difficulty", "prompt", "code", "tags"))
"""Fields of a question that give nothing of its answer away."""


def _link_as_json(link: Link) -> dict[str, Any]:
    return {"question": link.question, "prompt": link.prompt, "depth": link.depth}


def _print_notes(house: House, *, as_json: bool) -> int:
    record = house.record
    notes = record.notes()
    if as_json:
        told = {
            "notes": [
                {"question": each.question, **_dated(each.text, each.at)} for each in notes.values()
            ],
            "flagged": sorted(record.flagged()),
            "suspended": sorted(record.suspended()),
        }
        _print_json(told)
    else:
        parts = [f"# {each.question}\n\n{each.text}\n" for each in notes.values()]
        print(clean("\n".join(parts)), end="")
    return 0


def _dated(text: str, at: Any) -> dict[str, str]:
    return {"text": text, "at": at.isoformat()}


def _print_json(told: dict[str, Any]) -> None:
    print(json.dumps(told, indent=2, ensure_ascii=False))


def _from_stdin() -> str:
    if sys.stdin.isatty():
        raise UsageError(
            say("There is nothing to read: - takes the note from a pipe or a file."),
            hint=say("quizapp note {question} - < note.md", question="PACK/QUESTION"),
        )
    return sys.stdin.read()

"""A pack as an Anki package, in the layout that every version of Anki reads.

The same pack gives the same bytes: ids come from names, and the time of a note is that of the
file in which its question stands, so that Anki updates what was changed since.
"""

import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha1, sha256
from io import BytesIO
from typing import Any

from quizapp.core.questions import Question
from quizapp.packs.formats.anki import own
from quizapp.packs.formats.anki.noting import GAPS, QUESTION, TYPED, Written, note_of
from quizapp.packs.formats.base import Exported
from quizapp.packs.formats.html_tree import plain_text
from quizapp.packs.formats.simplifying import Losses
from quizapp.packs.pack import Pack

_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""
_FRONT = '<div class="prompt">{{Prompt}}</div>{{Options}}'
_HINT = "{{#Hint}}<p>{{hint:Hint}}</p>{{/Hint}}"
_REASONS = '<div class="explanation">{{Explanation}}</div>{{References}}'
_BELOW = '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}' + _REASONS
_TEMPLATES: dict[str, tuple[str, str]] = {
    QUESTION: (_FRONT + _HINT, "{{FrontSide}}<hr id=answer>{{Answer}}{{More}}" + _BELOW),
    TYPED: (
        _FRONT + "{{type:Answer}}" + _HINT,
        _FRONT + "<hr id=answer>{{type:Answer}}{{More}}" + _BELOW,
    ),
    GAPS: (
        '<div class="prompt">{{Prompt}}</div>{{cloze:Text}}' + _HINT,
        '<div class="prompt">{{Prompt}}</div>{{cloze:Text}}<hr>' + _REASONS,
    ),
}
_CSS = """.card { font: 20px/1.45 sans-serif; text-align: left; max-width: 42em; margin: 1em auto; }
.prompt { font-weight: 600; margin-bottom: 0.8em; }
.why, .explanation { margin-top: 0.8em; }
.why { opacity: 0.8; }
pre, code { font-family: monospace; font-size: 0.9em; }
pre { padding: 0.6em; border: 1px solid #8886; overflow-x: auto; }
td, th { border: 1px solid #8886; padding: 0.2em 0.6em; }
.cloze { font-weight: bold; color: #06c; }
.nightMode .cloze { color: #6bf; }
"""
_FIRST_ID = 1_500_000_000_000
_IDS = 200_000_000_000
_FIRST_TIME = 1_600_000_000
"""Of notes whose file has no time."""


def write(pack: Pack) -> Exported:
    """The pack as a package with one deck for each topic."""
    losses = Losses()
    taken: set[int] = set()
    decks: dict[str, tuple[int, str]] = {
        topic.id: (_number(f"deck {topic.id}", taken), f"{pack.title}::{topic.title}")
        for topic in pack.topics
    }
    types = {name: _number(f"note type {name} 1", taken) for name in _TEMPLATES}
    latest = _FIRST_TIME
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TABLES)
        for place, question in enumerate(pack.questions, 1):
            note = note_of(question, losses)
            if note is None:
                continue
            time = _time(pack, question)
            latest = max(latest, time)
            number = _number(f"note {question.id}", taken)
            row = _note_row(note, question, number, types[note.type], time)
            connection.execute(_insert("notes", row), row)
            deck = decks[question.topic][0]
            card = _number(f"card {question.id}", taken)
            new = (card, number, deck, 0, time, -1, 0, 0, place, *[0] * 8, "")
            connection.execute(_insert("cards", new), new)
        whole = _collection_row(types, list(decks.values()), latest)
        connection.execute(_insert("col", whole), whole)
        connection.commit()
        connection.execute("VACUUM")
        content = connection.serialize()
    return Exported(_zipped(content), tuple(losses.left_out), tuple(losses.losses))


def _insert(table: str, row: Sequence[object]) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"  # noqa: S608  names of ours


def _number(name: str, taken: set[int]) -> int:
    """An id from a name, in the range of times where Anki has its ids."""
    number = _FIRST_ID + int.from_bytes(sha256(name.encode()).digest()[:8], "big") % _IDS
    while number in taken:
        number += 1
    taken.add(number)
    return number


def _time(pack: Pack, question: Question) -> int:
    try:
        return int(pack.sources[question.id].path.stat().st_mtime)
    except (OSError, KeyError):
        return _FIRST_TIME


def guid_of(question: Question) -> str:
    """What Anki knows the question by, whatever becomes of its text."""
    return f"quizapp:{question.id}"


def tags_of(question: Question) -> list[str]:
    """The question's tags as Anki writes them, without spaces, and its difficulty."""
    return [
        *("_".join(tag.split()) for tag in question.tags),
        own.DIFFICULTY + str(question.difficulty),
    ]


def _note_row(
    note: Written, question: Question, number: int, kind: int, time: int
) -> tuple[int | str, ...]:
    first = plain_text(note.values[0])
    checksum = int(sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16)
    tags = f" {' '.join(tags_of(question))} "
    fields = "\x1f".join(note.values)
    return number, guid_of(question), kind, time, -1, tags, fields, first, checksum, 0, ""


def _collection_row(
    types: dict[str, int], decks: list[tuple[int, str]], time: int
) -> tuple[int | str, ...]:
    models = {str(number): _model(name, number, time) for name, number in types.items()}
    all_decks = {"1": _deck(1, "Default", time)}
    all_decks |= {str(number): _deck(number, name, time) for number, name in decks}
    conf = {
        "nextPos": 1,
        "estTimes": True,
        "activeDecks": [1],
        "sortType": "noteFld",
        "timeLim": 0,
        "sortBackwards": False,
        "addToCur": True,
        "curDeck": 1,
        "newSpread": 0,
        "dueCounts": True,
        "collapseTime": 1200,
    }
    told = (json.dumps(each) for each in (conf, models, all_decks, {"1": _options(time)}))
    return (1, _FIRST_TIME, time * 1000, time * 1000, 11, 0, 0, 0, *told, "{}")


def _model(name: str, number: int, time: int) -> dict[str, Any]:
    front, back = _TEMPLATES[name]
    fields = own.GAP_FIELDS if name == GAPS else own.FIELDS
    return {
        "id": number,
        "name": name,
        "type": int(name == GAPS),
        "mod": time,
        "usn": -1,
        "sortf": 0,
        "did": 1,
        "tmpls": [
            {
                "name": "Card 1" if name != GAPS else "Cloze",
                "ord": 0,
                "qfmt": front,
                "afmt": back,
                "bqfmt": "",
                "bafmt": "",
                "did": None,
            }
        ],
        "flds": [
            {"name": field, "ord": at, "sticky": False, "rtl": False, "font": "Arial", "size": 20}
            for at, field in enumerate(fields)
        ],
        "css": _CSS,
        "latexPre": "\\documentclass[12pt]{article}\n\\begin{document}\n",
        "latexPost": "\\end{document}",
        "req": [[0, "any", [0]]],
        "tags": [],
        "vers": [],
    }


def _deck(number: int, name: str, time: int) -> dict[str, Any]:
    today = {key: [0, 0] for key in ("lrnToday", "revToday", "newToday", "timeToday")}
    return {
        "id": number,
        "name": name,
        "mod": time,
        "usn": -1,
        **today,
        "collapsed": False,
        "desc": "",
        "dyn": 0,
        "conf": 1,
        "extendNew": 10,
        "extendRev": 50,
    }


def _options(time: int) -> dict[str, Any]:
    return {
        "id": 1,
        "name": "Default",
        "mod": time,
        "usn": -1,
        "maxTaken": 60,
        "timer": 0,
        "autoplay": True,
        "replayq": True,
        "new": {
            "bury": True,
            "delays": [1, 10],
            "initialFactor": 2500,
            "ints": [1, 4, 7],
            "order": 1,
            "perDay": 20,
        },
        "rev": {"bury": True, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200},
        "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
    }


def _zipped(collection: bytes) -> bytes:
    """The package, with the same time for its files whenever it is made."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            package.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return target.getvalue()

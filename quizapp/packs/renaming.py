"""What became of questions' names: `renamed` in pack.yaml, from the old name to the new."""

from collections.abc import Iterable, Iterator, Mapping

from quizapp.core.say import say
from quizapp.packs.problems import Problem
from quizapp.packs.sources import Source
from quizapp.packs.wording import did_you_mean


def final_names(renamed: Mapping[str, str]) -> dict[str, str]:
    """Every old name with the last one of its chain; names that go in a circle are left out."""
    found: dict[str, str] = {}
    for old in renamed:
        new, seen = old, {old}
        while (following := renamed.get(new)) is not None and following not in seen:
            new = following
            seen.add(new)
        if following is None:
            found[old] = new
    return found


def renaming_problems(
    source: Source, renamed: Mapping[str, str], names: Iterable[str]
) -> Iterator[Problem]:
    """Old names that are there, new ones that are not, and circles; `names` are all there are."""
    known = set(names)
    final = final_names(renamed)
    for old, new in renamed.items():
        if old not in final:
            yield source.problem(
                ("renamed", old),
                say("`{name}` is renamed in a circle", name=old),
                say("let it lead to a question that is there"),
            )
        elif old in known:
            yield source.problem(
                ("renamed", old),
                say("there still is a question `{name}`, so it was not renamed", name=old),
                say("remove this line, or give that question another id"),
                key=True,
            )
        elif new not in known and new not in renamed:
            yield source.problem(
                ("renamed", old),
                say("there is no question `{name}` that it could have become", name=new),
                did_you_mean(new, sorted(known)) if known else say("remove this line"),
            )

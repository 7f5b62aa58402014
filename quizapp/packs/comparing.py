"""What has changed between two states of a pack, question by question."""

from dataclasses import dataclass, replace

from quizapp.core.ids import QuestionId, name_of
from quizapp.packs.codec import encode
from quizapp.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of questions."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """In the pack's own language."""
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    """Their old names; their reviews count for the new ones."""


def changes(before: Pack | None, after: Pack) -> Changes:
    """What is new, changed, removed and renamed; all is new where there was no pack."""
    old = {name_of(each.id): each for each in before.questions} if before else {}
    new = {name_of(each.id): each for each in after.questions}
    moved = {name: to for name, to in after.renamed.items() if name in old and to in new}
    arrived = set(moved.values())
    same_id = QuestionId("")
    return Changes(
        new=tuple(name for name in new if name not in old and name not in arrived),
        changed=tuple(
            name
            for name, question in new.items()
            if name in old
            and encode(replace(question, id=same_id)) != encode(replace(old[name], id=same_id))
        ),
        removed=tuple(name for name in old if name not in new and name not in moved),
        renamed=tuple(moved),
    )

"""What the parts of a pack say of each other: topics and follow-ups."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from quizapp.core.ids import PackId, QuestionId, TopicId, name_of, pack_of
from quizapp.core.questions import Question
from quizapp.core.say import Text, say
from quizapp.packs.problems import Problem
from quizapp.packs.sources import Source
from quizapp.packs.wording import did_you_mean, nearest


def topic_problems(source: Source, after: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Problem]:
    """Topics given twice, unknown prerequisites and circles; `after` is as in pack.yaml."""
    known = {name for name, _ in after}
    seen: set[str] = set()
    for place, (name, before) in enumerate(after):
        if name in seen:
            yield source.problem(
                ("topics", place, "id"),
                say("the topic `{name}` is given twice", name=name),
                say("keep one of them"),
            )
        seen.add(name)
        for item, other in enumerate(before):
            if other not in known:
                yield source.problem(
                    ("topics", place, "after", item),
                    say("there is no topic `{name}`", name=other),
                    did_you_mean(other, [name for name, _ in after]),
                )
    circle = _circle(dict(after))
    if circle:
        place = next(i for i, (name, _) in enumerate(after) if name == circle[0])
        yield source.problem(
            ("topics", place, "after"),
            say("the topics come after each other in a circle: {names}", names=" → ".join(circle)),
            say("remove one of these from `after`"),
        )


def _circle(after: Mapping[str, Sequence[str]]) -> list[str]:
    """A circle of topics, its first one again at the end; [] if there is none.

    Peels off topics without open prerequisites; what remains leads into a circle.
    """
    open_topics = {name: {b for b in before if b in after} for name, before in after.items()}
    while done := {name for name, before in open_topics.items() if not before}:
        open_topics = {
            name: before - done for name, before in open_topics.items() if name not in done
        }
    if not open_topics:
        return []
    walk = [min(open_topics)]
    while (following := min(open_topics[walk[-1]])) not in walk:
        walk.append(following)
    return [*walk[walk.index(following) :], following]


def question_problems(
    question: Question,
    source: Source,
    topics: Collection[TopicId] | None,
    names: Collection[QuestionId] | None,
) -> Iterator[Problem]:
    """An unknown topic, and follow-ups within the pack that lead nowhere; None is not known."""
    if topics is not None and question.topic not in topics:
        yield source.problem(
            ("topic",),
            say("there is no topic `{name}`", name=question.topic.partition("/")[2]),
            did_you_mean(question.topic.partition("/")[2], [t.partition("/")[2] for t in topics]),
        )
    own = pack_of(question.id)
    for place, follow_up in enumerate(question.follow_ups):
        if names is not None and pack_of(follow_up) == own and follow_up not in names:
            yield source.problem(("follow_ups", place), *_nowhere(name_of(follow_up), names))


def foreign_problems(
    question: Question, source: Source, others: Mapping[PackId, Collection[QuestionId]]
) -> Iterator[Problem]:
    """Follow-ups into other packs that are known and have no such question."""
    for place, follow_up in enumerate(question.follow_ups):
        other = pack_of(follow_up)
        if other != pack_of(question.id) and other in others and follow_up not in others[other]:
            yield source.problem(("follow_ups", place), *_nowhere(follow_up, others[other]))


def _nowhere(name: str, known: Collection[QuestionId]) -> tuple[Text, Text]:
    message = say("there is no question `{name}` to follow up with", name=name)
    near = nearest(name, known if "/" in name else [name_of(question) for question in known])
    return message, say("did you mean `{name}`?", name=near) if near else say("remove it")

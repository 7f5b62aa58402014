"""A pack as a Markdown document: a heading for each question, its answer below it."""

from quizapp.core.ids import TopicId
from quizapp.packs.formats.asking import PRINTED, answer_of, asked_in
from quizapp.packs.formats.base import Exported
from quizapp.packs.formats.moodle_text import without_tags
from quizapp.packs.formats.simplifying import Losses, on_paper, unsaid
from quizapp.packs.pack import Pack

_WORDS = {"en": ("Question", "Answer"), "ko": ("문제", "답")}


def write(pack: Pack) -> Exported:
    """The pack as a document."""
    losses = Losses()
    question_word, answer_word = _WORDS.get(pack.language, _WORDS["en"])
    lines = [f"# {pack.title}", "", pack.description, ""]
    titles = {topic.id: topic.title for topic in pack.topics}
    topic, number = "", 0
    for each in pack.questions:
        question = on_paper(each, losses)
        if question is None:
            continue
        losses.lose(question, *unsaid(question, *PRINTED, "hint", "tags"))
        if question.topic != topic:
            topic = question.topic
            lines += [f"## {titles[TopicId(topic)]}", ""]
        number += 1
        lines += [f"### {question_word} {number}", "", without_tags(asked_in(question)), ""]
        if hint := without_tags(question.hint):
            lines += [f"*{hint}*" if "\n" not in hint else hint, ""]
        lines += [f"#### {answer_word}", "", without_tags(answer_of(question)), ""]
        if question.tags:
            lines += [" ".join(f"`{tag}`" for tag in question.tags), ""]
    return Exported("\n".join(lines).encode(), tuple(losses.left_out), tuple(losses.losses))

"""How a session went, in lines."""

from quizapp.core.say import plain, say
from quizapp.plain.voice import Voice
from quizapp.prose import plain_markdown
from quizapp.services.summary_words import span, what_changed
from quizapp.services.views import Answered, Summary


def summarize(voice: Voice, summary: Summary) -> None:
    """How the session went."""
    done = say(
        "The session is done: {right} of {all} right.",
        right=summary.right,
        all=len(summary.answers),
    )
    voice.write()
    voice.say(done)
    for line in what_changed(summary, voice.tr):
        voice.write(line)
    for topic in summary.topics if len(summary.topics) > 1 else ():
        voice.say(
            say(
                "{topic}: {right} right, {partly} partly, {wrong} wrong",
                topic=topic.topic,
                right=topic.right,
                partly=topic.partly,
                wrong=topic.wrong,
            )
        )
    for mistake in summary.mistakes:
        _mistake(voice, mistake)


def _mistake(voice: Voice, answer: Answered) -> None:
    """A question that was not right, with its answer and when it comes back."""
    prompt = as_one_line(answer.prompt)
    voice.write()
    if answer.confident_mistake:
        voice.say(say("You were sure of it, and mistaken: {prompt}", prompt=prompt))
    elif answer.score > 0:
        voice.say(say("Only partly right: {prompt}", prompt=prompt))
    else:
        voice.say(say("Not right: {prompt}", prompt=prompt))
    if right := plain(answer.right, voice.tr):
        voice.say(say("Answer: {answer}", answer=as_one_line(right)))
    if answer.comes_back is not None:
        when = plain(span(answer.comes_back), voice.tr)
        voice.say(say("It comes back in {time}.", time=when))


def as_one_line(prompt: str) -> str:
    """A prompt as one line."""
    return " ".join(plain_markdown(prompt, 10_000).split())

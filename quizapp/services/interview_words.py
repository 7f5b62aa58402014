"""An interview's report as a document, in a language."""

from collections.abc import Iterator, Sequence
from functools import partial

from quizapp.core.cells import clipped
from quizapp.core.interview import Move, Verdicts
from quizapp.core.responses import Confidence
from quizapp.core.say import Text, Translate, Value, plain, say
from quizapp.core.shares import percent
from quizapp.services.answers import Form, Told
from quizapp.services.documents import (
    Bars,
    Block,
    Branch,
    Heading,
    Labeled,
    Marked,
    Table,
    Tree,
    Words,
    escaped,
    plain_line,
)
from quizapp.services.interview_report import Asked, InterviewReport, Past, chance_points

SHORT = 56
"""Cells of a prompt where it only says which question is meant."""
FEW = 3
"""Fewer questions of a topic than this say little."""
SURE = {
    Confidence.GUESS: say("a guess"),
    Confidence.UNSURE: say("unsure"),
    Confidence.FAIRLY: say("fairly sure"),
    Confidence.CERTAIN: say("certain"),
}
LEVELS = {"junior": say("junior"), "mid": say("mid"), "senior": say("senior")}


def report_blocks(report: InterviewReport, tr: Translate, *, brief: bool = True) -> list[Block]:
    """The whole report; `brief`: prompts that only say which question is meant are cut."""
    return list(_Report(report, tr, brief=brief).blocks())


def report_title(past: Past, tr: Translate) -> str:
    """Number and day, for a heading or a file's title."""
    day = str(past.started.astimezone().date())
    return plain(say("Interview {n}, {date}", n=past.number, date=day), tr)


def level_name(past: Past, tr: Translate) -> str:
    """The level's name, or the difficulties."""
    level = past.plan.level
    return plain(LEVELS[level], tr) if level in LEVELS else level


def clocked(seconds: float) -> str:
    """Minutes and seconds, `1:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def timed(seconds: float, clock: int, *, at_least: bool = False) -> Text:
    """A time beside its clock in seconds, 0 where that is not known: `0:45 of 1:00`."""
    time, over = clocked(seconds), round(seconds) - clock
    if not clock:
        return say("at least {time}", time=time) if at_least else Text(time)
    if over > 0:
        words: dict[str, Value] = {"time": time, "over": clocked(over)}
        if at_least:
            return say("at least {time}, {over} over its clock", **words)
        return say("{time}, {over} over its clock", **words)
    if at_least:
        return say("at least {time} of {clock}", time=time, clock=clocked(clock))
    return say("{time} of {clock}", time=time, clock=clocked(clock))


def past_rows(pasts: Sequence[Past], tr: Translate) -> Table:
    """Interviews as a table."""
    told = partial(plain, translate=tr)
    head = (
        "",
        told(say("date")),
        told(say("level")),
        told(say("questions")),
        told(say("time")),
        told(say("score")),
    )
    return Table(head, tuple(_past_row(past, tr) for past in pasts))


def _past_row(past: Past, tr: Translate) -> tuple[str, ...]:
    score = "–" if past.score is None else percent(past.score)
    if not past.over:
        score += f" ({plain(say('broke off'), tr)})"
    return (
        str(past.number),
        f"{past.started.astimezone():%Y-%m-%d %H:%M}",
        level_name(past, tr),
        str(past.questions),
        clocked(max(1.0, past.seconds)) if past.seconds else "–",
        score,
    )


class _Report:
    """The sections of one report."""

    def __init__(self, report: InterviewReport, tr: Translate, *, brief: bool) -> None:
        self.report = report
        self.tr = tr
        self.brief = brief

    def blocks(self) -> Iterator[Block]:
        yield Heading(report_title(self.report.past, self.tr), 1)
        yield from self.summary()
        if not self.report.asked:
            return
        yield from self.topics()
        yield from self.walk()
        yield from self.singled_out()
        yield from self.study()
        yield from self.answers()
        yield from self.comparison()

    def say(self, words: Text) -> str:
        return plain(words, self.tr)

    def summary(self) -> Iterator[Block]:
        report, past = self.report, self.report.past
        about = ", ".join((*report.packs, *report.topics)) or self.say(say("all packs"))
        asked: dict[str, Value] = {
            "about": about,
            "level": level_name(past, self.tr),
            "n": past.questions,
            "time": clocked(max(1.0, past.seconds)),
        }
        if past.questions > 1:
            whole = say("{about}; level: {level}; {n} questions in {time}.", **asked)
        elif past.questions:
            whole = say("{about}; level: {level}; 1 question in {time}.", **asked)
        else:
            whole = say("{about}; level: {level}.", **asked)
        yield Words(self.say(whole))
        if past.score is None:
            yield Words(self.say(say("Nothing was answered.")))
            return
        held = sum(each.held for each in report.asked)
        score = say(
            "Score: {score:.0%}. {held} of {n} answers held.",
            score=past.score,
            held=held,
            n=past.questions,
        )
        yield Words(self.say(score))
        if not past.over:
            yield Words(self.say(say("It is not over yet: this is the part until now.")))
        if past.to_debrief and past.plan.verdicts is Verdicts.END:
            yield Words(self.say(_not_ticked(past.to_debrief)))
        if report.pauses:
            interrupted = (
                say("Interrupted once; the pause is not counted.")
                if report.pauses == 1
                else say("Interrupted {n} times; pauses are not counted.", n=report.pauses)
            )
            yield Words(self.say(interrupted))

    def topics(self) -> Iterator[Block]:
        yield Heading(self.say(say("By topic")))
        rows = []
        for topic in self.report.by_topic:
            count = (
                say("1 question: says little")
                if topic.questions == 1
                else say("{n} questions: say little", n=topic.questions)
                if topic.questions < FEW
                else say("{n} questions", n=topic.questions)
            )
            rows.append((topic.title, topic.score, self.say(count)))
        yield Bars(tuple(rows))

    def walk(self) -> Iterator[Block]:
        yield Heading(self.say(say("How it went, question by question")))
        yield Tree(
            tuple(
                Branch(
                    each.depth,
                    sign(each),
                    f"{n}\\. {each.prompt.strip()}",
                    self.details(each),
                    _anchor(n),
                )
                for n, each in enumerate(self.report.asked, 1)
            )
        )

    def details(self, each: Asked) -> str:
        """Verdict, time, confidence and what else is to be known, on one line."""
        unsaid = each.late and not (each.clock and round(each.seconds) > each.clock)
        parts = [
            self.verdict(each),
            self.say(say("aside")) if each.move is Move.ASIDE else "",
            self.time(each) + (f", {self.say(say('over its clock'))}" if unsaid else ""),
            self.sureness(each),
            self.say(say("hint taken")) if each.hinted else "",
            self.say(say("hint given")) if each.helped else "",
        ]
        return " · ".join(part for part in parts if part)

    def time(self, each: Asked) -> str:
        return self.say(timed(each.seconds, each.clock, at_least=each.at_least))

    def sureness(self, each: Asked) -> str:
        return self.say(SURE[each.confidence]) if each.confidence else ""

    def verdict(self, each: Asked) -> str:
        if each.passed:
            return self.say(say("passed on"))
        if not each.answered:
            return self.say(say("no answer"))
        if not each.ticked:
            found = say("not ticked yet, {share:.0%} found in it", share=each.score)
            return self.say(found)
        if each.score >= 1:
            return self.say(say("right"))
        if each.score > 0:
            return self.say(say("partly right, {share:.0%}", share=each.score))
        return self.say(say("not right"))

    def singled_out(self) -> Iterator[Block]:
        numbers = {each.id: n for n, each in enumerate(self.report.asked, 1)}
        sure, slow = self.report.sure_but_wrong, self.report.slow
        for heading, some, why in (
            (say("Sure, but not right"), sure, self.sureness),
            (say("Over the clock"), slow, self.time),
        ):
            if some:
                yield Heading(self.say(heading))
                rows = (
                    (sign(each), f"{numbers[each.id]}\\. {self.short(each.prompt)}", why(each))
                    for each in some
                )
                yield Marked(tuple(rows))

    def study(self) -> Iterator[Block]:
        yield Heading(self.say(say("What to study next")))
        report = self.report
        if not report.study:
            told = say("Every answer held. Try a higher level, or other topics.")
            if not all(each.held for each in report.asked):
                told = say("Open this interview's packs to see it: their questions are missing.")
            yield Words(self.say(told))
            return
        failed = {each.topic for each in report.asked if not each.held}
        weak = [topic.title for topic in report.by_topic if topic.title in failed]
        yield Words(self.say(say("Topics, the weakest first: {topics}", topics="; ".join(weak))))
        asked = {each.id for each in report.asked}
        yield Marked(
            tuple(
                (
                    "↻" if name in asked else "+",
                    f"{self.short(prompt, 40)} ({escaped(topic)})",
                    self.say(say("again") if name in asked else say("new")),
                )
                for name, (prompt, topic) in zip(report.study, report.prompts, strict=True)
            )
        )

    def answers(self) -> Iterator[Block]:
        yield Heading(self.say(say("Your answers")))
        for number, each in enumerate(self.report.asked, 1):
            yield Heading(f"{number}. {plain_line(each.prompt)}", 3, _anchor(number))
            yield Words(self.details(each), sign(each))
            if more := _beyond_first_line(each.prompt):
                yield Labeled(self.say(say("The question")), Told(more, Form.MARKDOWN))
            if each.code:
                yield Labeled(self.say(say("The program")), Told(each.code, Form.CODE))
            if not each.passed:
                yield Labeled(self.say(say("You said")), self.said(each))
            if each.points:
                covered, missing = self.say(say("covered")), self.say(say("missing"))
                yield Marked(
                    tuple(
                        ("✓" if there else "✗", point, covered if there else missing)
                        for point, there in each.points
                    )
                )
                model = Told(each.model_answer, Form.MARKDOWN)
                yield Labeled(self.say(say("A model answer")), model)
            elif each.right and each.score < 1:
                yield Labeled(self.say(say("Right would have been")), each.right)

    def said(self, each: Asked) -> Told:
        if each.said is None:
            return Told(self.say(say("I don't know.")), Form.LITERAL)
        if not each.said.text.strip():
            return Told(self.say(say("Said aloud; nothing was written.")), Form.LITERAL)
        return each.said

    def short(self, prompt: str, cells: int = SHORT) -> str:
        """Which question is meant, as Markdown of a few words."""
        line = plain_line(prompt)
        return escaped(clipped(line, cells) if self.brief else line)

    def comparison(self) -> Iterator[Block]:
        report, past = self.report, self.report.past
        yield Heading(self.say(say("Beside earlier interviews")))
        if not report.earlier:
            yield Words(self.say(say("This is the first one; the next will be compared with it.")))
            return
        yield Words(self.say(compared(report.earlier, past)))
        yield past_rows((*report.earlier, past), self.tr)


def _anchor(number: int) -> str:
    """Where a page tells of an answer."""
    return f"answer-{number}"


def _beyond_first_line(prompt: str) -> str:
    """What of a prompt its first paragraph does not say, as Markdown."""
    first, _, rest = prompt.strip().partition("\n\n")
    return prompt if first.startswith(("```", "~~~")) else rest.strip()


def _not_ticked(n: int) -> Text:
    if n == 1:
        return say(
            "1 explanation is marked by the key points found in it; "
            "the debriefing, where you tick them, decides."
        )
    return say(
        "{n} explanations are marked by the key points found in them; "
        "the debriefing, where you tick them, decides.",
        n=n,
    )


def compared(earlier: Sequence[Past], now: Past) -> Text:
    """Against the last earlier one that was to ask the same; there is at least one earlier."""
    alike = [each for each in earlier if each.alike(now)]
    if alike:
        return trend(alike[-1], now)
    return say(
        "The earlier ones had another level, or other packs or topics: their scores cannot be "
        "compared with this one's."
    )


def trend(last: Past, now: Past) -> Text:
    """Against the one before: up, down, or no more than chance."""
    points = round(100 * ((now.score or 0.0) - (last.score or 0.0)))
    margin = chance_points(last, now)
    values: dict[str, Value] = {
        "before": percent(last.score or 0.0),
        "now": percent(now.score or 0.0),
        "margin": margin,
    }
    if abs(points) <= margin:
        return say(
            "From {before} to {now}: no clear change. With so few questions, up to {margin} "
            "points may be chance.",
            **values,
        )
    if points > 0:
        return say("Up from {before} to {now}: more than chance would do.", **values)
    return say("Down from {before} to {now}: more than chance would do.", **values)


def sign(each: Asked) -> str:
    """A sign for how an answer went, always beside the word for it."""
    if not each.answered:
        return "○"
    return "✓" if each.score >= 1 else "◐" if each.score > 0 else "✗"

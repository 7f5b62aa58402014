"""The learner's statistics as lines of text, with small figures in characters.

Whatever a figure shows stands in words beside it, so that nothing depends on seeing it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from quizapp.core.cells import cell_width, clipped, padded, wrap
from quizapp.core.ids import QuestionId, TopicId
from quizapp.core.say import Text, Translate, Value, plain, say
from quizapp.core.statistics import DAYS_AHEAD, WEEKS, TopicStrength, Week
from quizapp.prose import plain_markdown
from quizapp.services.calibration_report import SURE, calibration_lines
from quizapp.services.fit_report import scheduled_by
from quizapp.services.statistics import Standing, local_day

SHADES = "·░▒▓█"
"""A day of the calendar, from none to the most."""
BAR = 10
"""Cells of a bar."""
MOST_TOPICS = 12
MOST_QUESTIONS = 5
WIDEST_TITLE = 30
APART = 0.5
"""A topic's recall so far above the share right lately is explained."""


def bar(share: float) -> str:
    """A share from 0 to 1 as a bar; only nothing is an empty one, and only all a full one."""
    full = min(max(round(BAR * share), share > 0), BAR - (share < 1))
    return "█" * full + "░" * (BAR - full)


def shade(reviews: int, most: int) -> str:
    """A day with so many reviews, where `most` is the most of any day, at least 4."""
    return SHADES[-(-4 * reviews // most)]


class Report:
    """The lines of one report."""

    def __init__(self, told: Standing, translate: Translate, width: int) -> None:
        self._told = told
        self._numbers = told.statistics
        self._translate = translate
        self._width = width

    def text(self) -> str:
        """All sections, with an empty line between them."""
        sections = (
            self._summary(),
            self._calendar(),
            self._retention(),
            self._calibration(),
            self._mistakes(),
            self._topics(),
            self._forecast(),
            self._hardest(),
            self._time(),
        )
        told = ([self._hung(line) for line in section] for section in sections)
        return "\n\n".join("\n".join(lines) for lines in told if lines)

    def _hung(self, line: str) -> str:
        """A line that is too long in several, the others further in."""
        if cell_width(line) <= self._width:
            return line
        indent = " " * (len(line) - len(line.lstrip()))
        parts = wrap(line, self._width - len(indent) - 2)
        return "\n".join([indent + parts[0], *(f"{indent}  {part}" for part in parts[1:])])

    def _say(self, words: Text) -> str:
        return plain(words, self._translate)

    def _reviews(self, n: int) -> str:
        return self._say(say("1 review") if n == 1 else say("{n} reviews", n=n))

    def _days(self, n: int) -> str:
        return self._say(say("1 day") if n == 1 else say("{n} days", n=n))

    def _summary(self) -> Iterator[str]:
        numbers = self._numbers
        yield self._say(
            say(
                "{reviews} on {days}, {right:.0%} fully right; {today} today.",
                reviews=self._reviews(len(numbers.reviews)),
                days=self._days(len(numbers.days)),
                right=numbers.right or 0.0,
                today=sum(day.reviews for day in numbers.days if day.day == numbers.today),
            )
        )
        streak = numbers.streak
        longest = self._days(streak.longest)
        if streak.current:
            current = self._days(streak.current)
            told = say("Streak: {days}; the longest: {longest}.", days=current, longest=longest)
        else:
            told = say("Streak: none now; the longest: {longest}.", longest=longest)
        yield self._say(told)

    def _calendar(self) -> Iterator[str]:
        """One week a line, from the first with reviews on."""
        weeks = list(self._numbers.weeks)
        while weeks and not any(weeks[0].reviews):
            del weeks[0]
        told = say("The last {n} weeks, each from Monday to Sunday", n=WEEKS)
        yield self._say(told)
        if not weeks:
            yield f"  {self._say(say('no reviews'))}"
            return
        most = max(4, *(max(week.reviews) for week in weeks))
        for week in weeks:
            figure = "".join(shade(reviews, most) for reviews in week.reviews)
            yield f"  {week.monday}  {figure.ljust(7)}  {self._week(week)}"
        steps = {f"upto{n}": n * most // 4 for n in range(1, 5)}
        legend = say(
            "A day: · none, ░ up to {upto1}, ▒ {upto2}, ▓ {upto3}, █ {upto4} reviews.", **steps
        )
        yield f"  {self._say(legend)}"

    def _week(self, week: Week) -> str:
        days = sum(reviews > 0 for reviews in week.reviews)
        if not days:
            return self._say(say("no reviews"))
        reviews = self._reviews(sum(week.reviews))
        return self._say(say("{reviews} on {days}", reviews=reviews, days=self._days(days)))

    def _retention(self) -> Iterator[str]:
        yield self._say(say("Recall beside prediction"))
        told = self._numbers.retention
        if told.recalled is None or told.predicted is None:
            yield f"  {self._say(say('No learned question has come back yet.'))}"
            return
        yield "  " + self._say(
            say(
                "Learned questions: {recalled:.0%} recalled, {predicted:.0%} expected, {reviews}.",
                recalled=told.recalled,
                predicted=told.predicted,
                reviews=self._reviews(told.reviews),
            )
        )
        for each in told.bins:
            words = say(
                "expected {low:.0%} to {high:.0%}: {recalled:.0%} recalled, {reviews}",
                low=each.low,
                high=each.high,
                recalled=each.recalled,
                reviews=self._reviews(each.reviews),
            )
            yield f"  {bar(each.recalled)}  {self._say(words)}"
        scheduled = sum(each.scheduled for each in self._numbers.reviews)
        yield f"  {self._say(scheduled_by(self._told.fit, scheduled))}"

    def _calibration(self) -> Iterator[str]:
        return calibration_lines(self._numbers.calibration, self._translate, self._width)

    def _mistakes(self) -> Iterator[str]:
        """Wrong with confidence, and not answered otherwise since."""
        mistakes = self._numbers.mistakes
        if mistakes:
            yield self._say(say("Confident mistakes, which come back first when they are due"))
        for place, each in enumerate(mistakes[:MOST_QUESTIONS], start=1):
            yield self._prompt(place, each.question)
            sure = each.confidence
            assert sure is not None
            words = say("{sure} on {day}", sure=self._say(SURE[sure]), day=str(local_day(each.at)))
            yield f"     {each.question}: {self._say(words)}"
        if (more := len(mistakes) - MOST_QUESTIONS) > 0:
            yield f"  {self._say(say('Older ones that are not listed: {n}.', n=more))}"

    def _topics(self) -> Iterator[str]:
        topics = self._numbers.topics
        seen = [each for each in topics if each.strength is not None]
        shown = seen[:MOST_TOPICS]
        yield self._say(say("Topics by the recall expected now, the weakest first"))
        if any(
            each.strength - (each.right_lately or 0.0) > APART for each in shown if each.strength
        ):
            yield f"  {self._say(say('An answer just read is recalled now, though it was wrong.'))}"
        titles = [clipped(title, WIDEST_TITLE) for title in self._titles(shown)]
        width = max((cell_width(title) for title in titles), default=0)
        for each, title in zip(shown, titles, strict=True):
            yield f"  {padded(title, width)}  {bar(each.strength or 0.0)}  {self._topic(each)}"
        if more := len(seen) - len(shown):
            yield f"  {self._say(say('Stronger topics that are not listed: {n}.', n=more))}"
        if unseen := len(topics) - len(seen):
            yield f"  {self._say(say('Topics that have not been begun: {n}.', n=unseen))}"

    def _titles(self, topics: Sequence[TopicStrength]) -> list[str]:
        """Titles, with the pack's id where two packs have a topic of that title."""
        titles: dict[TopicId, str] = dict(self._told.topics)
        times = Counter(titles.values())
        return [
            titles[each.topic]
            if times[titles[each.topic]] == 1
            else f"{titles[each.topic]} ({each.topic.partition('/')[0]})"
            for each in topics
        ]

    def _topic(self, topic: TopicStrength) -> str:
        strength = topic.strength or 0.0
        shares = {"strength": strength, "seen": topic.seen, "questions": topic.questions}
        if topic.right_lately is None:
            return self._say(say("{strength:.0%}, {seen} of {questions} seen", **shares))
        return self._say(
            say(
                "{strength:.0%}, {seen} of {questions} seen, {right:.0%} right lately",
                **shares,
                right=topic.right_lately,
            )
        )

    def _forecast(self) -> Iterator[str]:
        days = self._numbers.forecast
        most = max(day.cards for day in days)
        yield self._say(say("Due in the next {n} days", n=DAYS_AHEAD))
        if not most:
            yield f"  {self._say(say('nothing'))}"
            return
        for each in days:
            name = str(each.day)
            if each.day == self._numbers.today:
                name = self._say(say("today"))
            yield f"  {padded(name, 10)}  {bar(each.cards / most)}  {self._questions(each.cards)}"

    def _questions(self, n: int) -> str:
        if not n:
            return self._say(say("nothing"))
        return self._say(say("1 question") if n == 1 else say("{n} questions", n=n))

    def _hardest(self) -> Iterator[str]:
        hardest = self._numbers.hardest[:MOST_QUESTIONS]
        if hardest:
            yield self._say(say("Hardest questions"))
        for place, each in enumerate(hardest, start=1):
            yield self._prompt(place, each.question)
            shares: dict[str, Value] = {
                "right": each.right,
                "reviews": self._reviews(each.reviews),
            }
            yield f"     {each.question}: {self._say(_how_hard(each.lapses, shares))}"

    def _time(self) -> Iterator[str]:
        yield self._say(say("Time"))
        taken = self._duration(self._numbers.median_ms or 0.0)
        yield f"  {self._say(say('Half of the answers took at most {time}.', time=taken))}"
        slowest = self._numbers.slowest[:MOST_QUESTIONS]
        if slowest:
            yield f"  {self._say(say('The slowest, by the median of their answers:'))}"
        for place, each in enumerate(slowest, start=1):
            yield self._prompt(place, each.question)
            taken = self._duration(each.median_ms)
            yield f"     {each.question}: {taken}, {self._reviews(each.reviews)}"

    def _duration(self, elapsed_ms: float) -> str:
        minutes, seconds = divmod(round(elapsed_ms / 1000), 60)
        if not minutes:
            return self._say(say("{s} s", s=seconds))
        return self._say(say("{m} min {s} s", m=minutes, s=seconds))

    def _prompt(self, place: int, question: QuestionId) -> str:
        """The first line of what is asked."""
        lines = plain_markdown(self._told.prompts[question], 10 * self._width).split("\n")
        first = next((line.strip() for line in lines if line.strip()), question)
        return clipped(f"  {place}. {first}", self._width)


def _how_hard(lapses: int, shares: Mapping[str, Value]) -> Text:
    """What was never learned cannot have been forgotten: then only the answers are told."""
    if not lapses:
        return say("{right:.0%} right in {reviews}", **shares)
    if lapses == 1:
        return say("forgotten once, {right:.0%} right in {reviews}", **shares)
    return say("forgotten {n} times, {right:.0%} right in {reviews}", n=lapses, **shares)

"""What a session came to, in sentences for every front."""

from datetime import timedelta

from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.views import Summary


def span(time: timedelta) -> Text:
    """A stretch of time in its largest fitting unit."""
    minutes = time.total_seconds() / 60
    if minutes < 60:
        return say("{n} min", n=max(1, round(minutes)))
    if minutes < 60 * 24:
        return say("{n} h", n=round(minutes / 60))
    if minutes < 60 * 24 * 60:
        return say("{n} d", n=round(minutes / 60 / 24))
    return say("{n} months", n=round(minutes / 60 / 24 / 30.4))


def what_changed(summary: Summary, tr: Translate) -> list[str]:
    """Days in a row, what would be recalled, what comes back, and what the day has left."""
    told = [_today(summary)]
    told += [
        say(
            "Recalled now of {pack}: {before:.0%} → {after:.0%}",
            pack=each.pack,
            before=each.before,
            after=each.after,
        )
        for each in summary.mastery
    ]
    if summary.next_due is not None:
        when = plain(span(max(summary.next_due, timedelta())), tr)
        told.append(say("The first of these questions comes back in {time}.", time=when))
    elif not summary.schedules and summary.answers:
        told.append(say("Cramming: when questions come back has not changed."))
    if summary.new_left == 0:
        told.append(
            say("Today's new questions are done; cramming and the plan still ask new ones.")
        )
    return [plain(words, tr) for words in told]


def _today(summary: Summary) -> Text:
    if summary.streak < 2:
        return say("Answered today: {n}", n=summary.answered_today)
    return say(
        "Answered today: {n}; {days} days in a row", n=summary.answered_today, days=summary.streak
    )

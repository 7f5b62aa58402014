"""An interview in lines: the interviewer's words, the answers, the debriefing, the report."""

from contextlib import suppress
from typing import TextIO

from quizapp.core.ids import QuestionId
from quizapp.core.interview import Plan
from quizapp.core.questions import Explain
from quizapp.core.responses import Explained
from quizapp.core.say import plain, say
from quizapp.core.session import Phase, Session
from quizapp.plain.asking import body
from quizapp.plain.hangup import STATUS, HungUp, hangups_raised
from quizapp.plain.session import After, PlainQuiz
from quizapp.plain.telling import explained, outcome
from quizapp.plain.voice import WIDTH, Left, Voice, command_in
from quizapp.services import interviewer
from quizapp.services.documents import as_lines
from quizapp.services.house import House
from quizapp.services.interview import Interview
from quizapp.services.interview_report import make_report
from quizapp.services.interview_words import report_blocks, timed
from quizapp.services.interviewing import (
    OUT_OF_REACH,
    WAITING,
    begin_interview,
    broken_off,
    open_interview,
    out_of_reach,
)
from quizapp.services.views import QuizView

COMMANDS = say(
    "On a line of its own: /h hint, /x I don't know, /t say it aloud, /s pass, another topic, "
    "/f flag, /e end here, /l 한국어 or English, /q pause, /? this list."
)
AGAIN = "quizapp interview --plain"
_IN_PHASE = {Phase.ASKING: "hxtsfelq?", Phase.COMMITTED: "felq?", Phase.REVEALED: "felq?"}


def run_plain_interview(
    house: House,
    plan: Plan | None,
    *,
    seed: int | None,
    source: TextIO,
    target: TextIO,
    again: str = AGAIN,
) -> int:
    """Hold an interview on two text streams; without a plan go on with the one that broke off.

    `again` is the command that goes on with it later. Returns the exit status.
    """
    voice = Voice(house, source, target)
    if house.notice:
        voice.say(house.notice)
    session = broken_off(house)
    if session and not plan:
        return go_on(house, session, voice, again)
    if session:
        voice.say(WAITING)
    elif not plan and out_of_reach(house):
        voice.say(OUT_OF_REACH)
    interview = begin_interview(house, plan or Plan(), seed)
    return PlainInterview(house, interview, voice, again).run()


def go_on(house: House, session: Session, voice: Voice, again: str = AGAIN) -> int:
    """Go on with an interview that broke off."""
    interview = open_interview(house, session)
    voice.say(say("Going on where you stopped."))
    interview.unpause()
    return PlainInterview(house, interview, voice, again).run()


class PlainInterview(PlainQuiz):
    """One interview, line by line."""

    def __init__(
        self, house: House, interview: Interview, voice: Voice, again: str = AGAIN
    ) -> None:
        super().__init__(house, interview, voice)
        self.interview = interview
        self._again = again
        voice.commands = COMMANDS
        self._debriefed: QuestionId | None = None
        self._ending = False
        """Whether the line before asked to end it here, and the learner was asked back."""

    def run(self) -> int:
        """Ask until the interview is over, the learner leaves or the terminal is closed."""
        try:
            with hangups_raised():
                return self.hold()
        except HungUp:
            if not self.interview.finished:
                self.interview.pause()
            return STATUS

    def hold(self) -> int:
        """Ask until the interview is over or the learner leaves."""
        interview = self.interview
        self.voice.say(COMMANDS)
        self.voice.write()
        if not interview.session.reviews:
            self.voice.say(interviewer.opening(interview.plan, interview.expected_minutes()))
        self.voice.say(interviewer.rules(interview.plan))
        try:
            while not interview.finished:
                self.step()
            self.voice.write()
            self.voice.say(interviewer.farewell(interview.session))
            self.debrief()
        except (Left, KeyboardInterrupt):
            if not interview.finished:
                interview.pause()
                told = say("Every answer is saved. Go on with: {command}", command=self._again)
                with suppress(OSError):  # the terminal may be gone
                    self.voice.say(told)
                return 0
        self.report()
        return 0

    def step(self) -> None:
        """Whatever the interview waits for."""
        view = self.quiz.view()
        if view.phase is Phase.ASKING or self._posed != self.quiz.current:
            self.pose(view)
        if view.phase is Phase.ASKING:
            before, clock = self.interview.current, self.interview.stage().clock
            self.ask(view)
            self.tell_time(before, clock)
        elif view.phase is Phase.REVEALED:
            self.tell(view)
            self.wait(view)
        elif isinstance(view.question, Explain):
            self.rubric(view, view.question)

    def pose(self, view: QuizView) -> None:
        """Read out what the interviewer says, and the question."""
        self._posed = self.quiz.current
        stage, plan = self.interview.stage(), self.interview.plan
        of = plan.questions
        place = (
            say("Question {n} of {total}: {topic}", n=stage.number, total=of, topic=view.topic)
            if of
            else say("Question {n}: {topic}", n=stage.number, topic=view.topic)
        )
        self.voice.write()
        self.voice.say(place)
        self.voice.say(interviewer.turn(stage))
        self.voice.say(interviewer.allowance(stage))
        self.voice.write()
        self.voice.markdown(view.question.prompt)
        if shown := body(view):
            self.voice.write()
            self.voice.markdown(shown)
        if stage.hint:
            self.voice.write()
            self.voice.say(interviewer.HELPED if stage.given else interviewer.HINT)
            self.voice.markdown(stage.hint)

    def command(self, view: QuizView, text: str) -> After:
        """Do what a line with a slash asks."""
        letter = command_in(text)
        ending, self._ending = self._ending, False
        if not letter:
            return After.NOTHING
        if letter not in ("lq?" if self._debriefed else _IN_PHASE[view.phase]):
            self.voice.say(say("{command} is no command here.", command=text.strip()))
            self.voice.say(COMMANDS)
            return After.STAY
        if letter == "?":
            self.voice.say(COMMANDS)
            return After.STAY
        if letter == "e" and not ending:
            self._ending = True
            self.voice.say(say("/e once more ends the interview here; anything else goes on."))
            return After.STAY
        if letter in "htfq":
            return super().command(view, text)
        return self.move(letter)

    def hint(self, view: QuizView) -> None:
        """Read out the hint, whose taking is noted."""
        self.interview.take_hint()
        super().hint(view)

    def move(self, letter: str) -> After:
        """Leave the question as it is, or say it in the other language."""
        match letter:
            case "x":
                if not self.interview.do_not_know():
                    self.voice.say(say("Perhaps this hint helps; /x once more leaves it."))
                    self.voice.markdown(self.interview.stage().hint)
                    return After.STAY
            case "s":
                self.interview.pass_on()
            case "e":
                self.interview.end()
            case "l":
                return super().move(letter)
        return After.MOVED

    def tell_time(self, before: QuestionId, clock: int) -> None:
        """After an answer: the time that it took, of its clock."""
        for review in reversed(self.interview.session.effective_reviews):
            if review.question == before:
                time = plain(timed(review.elapsed_ms / 1000, clock), self.voice.tr)
                self.voice.say(say("Noted: {time}.", time=time))
                return

    def tell(self, view: QuizView) -> None:
        """Where verdicts are given at once: verdict, answer, reasons, explanation."""
        self.voice.write()
        for part in outcome(view, self.voice.tr):
            self.voice.markdown(part)
        explained(view, self.voice)

    def wait(self, view: QuizView) -> None:
        """Go on when the learner is ready, for the next clock runs then."""
        self.voice.write()
        while True:
            self.voice.say(say("An empty line goes on:"))
            text = self.voice.line().strip()
            if not text:
                self.interview.go_on()
                return
            if self.command(view, text) is After.MOVED:
                return

    def debrief(self) -> None:
        """Have the explanations ticked, whose key points decide their score."""
        while waiting := self.interview.to_debrief():
            self._debriefed = question = waiting[0]
            view = self.interview.explained(question)
            assert isinstance(view.question, Explain)
            self.voice.write()
            self.voice.say(say("Before the report: what did your explanation cover?"))
            self.voice.write()
            self.voice.markdown(view.question.prompt)
            if isinstance(view.response, Explained):
                self.voice.write()
                self.voice.say(say("You said"))
                for line in view.response.text.splitlines():
                    self.voice.write(f"  {line}")

            def commit(points: frozenset[int], question: QuestionId = question) -> None:
                self.interview.debrief(question, points)

            self.rubric(view, view.question, commit)
        self._debriefed = None

    def report(self) -> None:
        """The whole report."""
        told = make_report(self.house, self.interview, self.voice.tr)
        self.voice.write()
        self.voice.write(as_lines(report_blocks(told, self.voice.tr), WIDTH).rstrip("\n"))

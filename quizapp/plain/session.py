"""A session in lines: ask, read, grade, explain, rate."""

from collections.abc import Callable
from enum import Enum, auto
from typing import TextIO

from quizapp.core.grading import Doubt, found_key_points
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Explain, Predict
from quizapp.core.responses import Adjust, Explained, Predicted, Rating, Response
from quizapp.core.say import Text, plain, say
from quizapp.core.session import Mode, Phase
from quizapp.plain.asking import Unreadable, body, how, numbers, read, takes_lines
from quizapp.plain.browsing import browse
from quizapp.plain.committing import Withdrawn, ask_before, one_line
from quizapp.plain.experiment import is_barred, run_experiment
from quizapp.plain.markup import numbered
from quizapp.plain.summary import as_one_line, summarize
from quizapp.plain.telling import explained, outcome
from quizapp.plain.voice import COMMANDS, Left, Voice, command_in
from quizapp.services.following import pass_over
from quizapp.services.house import House, Wish
from quizapp.services.interviewing import broken_off
from quizapp.services.quiz import Quiz
from quizapp.services.reading import to_read
from quizapp.services.returning import going_on
from quizapp.services.views import QuizView

YES = ("y", "yes", "네", "예", "ㅛ")
RATINGS = {1: say("Again"), 2: say("Hard"), 3: say("Good"), 4: say("Easy")}
LEAVE_IT = say("Enter /s to skip it, or /b to leave it out today:")
CHANGED = say(
    "This question has changed since you last answered it. Its schedule is kept; "
    "enter - to shorten it, 0 to begin it anew."
)
_ADJUST = {"-": Adjust.SHORTEN, "0": Adjust.RESET}
_IN_PHASE = {
    Phase.ASKING: "hxtsbfulq?",
    Phase.COMMITTED: "hsbfulq?",
    Phase.REVEALED: "hfulq?",
}


class After(Enum):
    """What a line that may be a command leaves to be done."""

    NOTHING = auto()
    """It was no command: it is a response."""
    STAY = auto()
    """Enter another line."""
    SPOKEN = auto()
    """The answer was said aloud."""
    MOVED = auto()
    """The session stands elsewhere, or speaks another language."""


def run_plain(house: House, wish: Wish, *, resume: bool, source: TextIO, target: TextIO) -> int:
    """Run a session on two text streams; returns the exit status."""
    voice = Voice(house, source, target)
    if house.notice:
        voice.say(house.notice)
    if wish.mode is Mode.BROWSE:
        return browse(house, to_read(house, wish), voice)
    if resume and not wish.packs and (session := broken_off(house)):
        from quizapp.plain.interview import go_on  # which is built on the quiz here

        return go_on(house, session, voice)
    quiz = (house.resume() if resume else None) or house.begin(wish)
    return PlainQuiz(house, quiz, voice).run()


class PlainQuiz:
    """One session, line by line."""

    def __init__(self, house: House, quiz: Quiz, voice: Voice) -> None:
        self.house = house
        self.quiz = quiz
        self.voice = voice
        self._posed: QuestionId | None = None
        """The question whose prompt was read out last."""
        self._barred = False

    def run(self) -> int:
        """Ask until the session is done or the learner leaves."""
        self.voice.say(COMMANDS)
        try:
            while not self.quiz.finished:
                self.step()
                pass_over(self.quiz, self.house.library, self.house.record)
        except (Left, KeyboardInterrupt):
            again = going_on(self.house, self.quiz.session)
            self.voice.say(say("Every answer is saved. Go on with: {command}", command=again))
            return 0
        summarize(self.voice, self.quiz.summary())
        return 0

    def step(self) -> None:
        """Whatever the session waits for."""
        view = self.quiz.view()
        if view.phase is Phase.ASKING or self._posed != self.quiz.current:
            self.pose(view)
        if view.phase is Phase.ASKING:
            self.ask(view)
        elif view.phase is Phase.REVEALED:
            self.tell(view)
            self.rate(view)
        elif isinstance(view.question, Explain):
            self.rubric(view, view.question)
        elif isinstance(view.question, Predict):
            self.measure(view.question)

    def pose(self, view: QuizView) -> None:
        """Read out the question."""
        self._posed = self.quiz.current
        place = say(
            "Question {n} of {total}: {topic}, difficulty {difficulty} of 5",
            n=view.number,
            total=view.total,
            topic=view.topic,
            difficulty=view.question.difficulty,
        )
        self.voice.write()
        self.voice.say(place)
        self.voice.write()
        self.voice.markdown(view.question.prompt)
        if shown := body(view):
            self.voice.write()
            self.voice.markdown(shown)
        self._barred = is_barred(self.house, self.voice, view.question)

    def ask(self, view: QuizView) -> None:
        """Take lines until one is a response, or a command that moves on."""
        self.voice.write()
        while True:
            self.voice.say(LEAVE_IT if self._barred else how(view))
            text = self.voice.lines() if takes_lines(view) else self.voice.line()
            after = self.command(view, text)
            if after is After.SPOKEN:
                text = ""
            if after is After.MOVED or (after is not After.STAY and self.respond(view, text)):
                return

    def command(self, view: QuizView, text: str) -> After:
        """Do what a line with a slash asks."""
        letter = command_in(text)
        if not letter:
            return After.NOTHING
        if letter not in _IN_PHASE[view.phase] or (letter == "x" and self._barred):
            self.voice.say(say("{command} is no command here.", command=text.strip()))
            self.voice.say(COMMANDS)
            return After.STAY
        match letter:
            case "q":
                raise Left
            case "?":
                self.voice.say(COMMANDS)
            case "h":
                self.hint(view)
            case "t":
                return self.aloud(view)
            case "f":
                self.quiz.flag()
                flagged = self.quiz.view().flagged
                self.voice.say(say("Flagged.") if flagged else say("No longer flagged."))
            case "u":
                return self.undo()
            case _:
                return self.move(letter)
        return After.STAY

    def hint(self, view: QuizView) -> None:
        """Read out the hint."""
        if view.question.hint:
            self.voice.markdown(view.question.hint)
        else:
            self.voice.say(say("There is no hint."))

    def aloud(self, view: QuizView) -> After:
        """Take the time of an explanation that is said and not typed."""
        if not isinstance(view.question, Explain):
            self.voice.say(say("Only an explanation is said aloud against the clock."))
            return After.STAY
        from quizapp.services.interview_words import clocked  # few explanations are said aloud

        began = self.house.clock()
        self.voice.say(say("The clock runs. An empty line stops it, /x goes back to writing:"))
        stopped = self.voice.line().strip().casefold()
        if command_in(stopped) == "q":
            raise Left
        if command_in(stopped) == "x":
            return After.STAY
        spoken = (self.house.clock() - began).total_seconds()
        self.voice.say(say("You spoke for {time}.", time=clocked(spoken)))
        return After.SPOKEN

    def undo(self) -> After:
        """Take back the last step, if there is one."""
        if not self.quiz.undo():
            self.voice.say(say("There is nothing to undo."))
            return After.STAY
        self.voice.say(say("The last step is taken back."))
        self._posed = None
        return After.MOVED

    def move(self, letter: str) -> After:
        """Leave the question as it is, or say it in the other language."""
        match letter:
            case "x":
                self.quiz.answer(None)
            case "s":
                self.quiz.skip()
                self.voice.say(say("Skipped."))
            case "b":
                self.quiz.bury()
                self.voice.say(say("Not again today."))
            case "l":
                self.house.set_language("ko" if self.house.lang == "en" else "en")
                self.quiz.lang = self.house.lang
                self._posed = None
        return After.MOVED

    def respond(self, view: QuizView, text: str) -> bool:
        """Commit a line as the response; false where it cannot be read as one."""
        if self._barred or (not text.strip() and not isinstance(view.question, Explain)):
            return False
        try:
            response = read(view, text if takes_lines(view) else text.strip())
        except Unreadable as why:
            self.voice.say(why.message)
            return False
        problem, near = self.quiz.consider(response)
        if problem:
            self.voice.say(problem)
            return False
        for doubt in near:
            response = self.confirm(response, doubt)
        try:
            confidence, reason = ask_before(self.voice, view.asks)
        except Withdrawn:
            return False
        self.quiz.answer(response, confidence=confidence, reason=reason)
        return True

    def confirm(self, response: Response, doubt: Doubt) -> Response:
        """Ask whether an accepted answer was meant."""
        asked = plain(doubt.question(), self.voice.tr)
        self.voice.say(say("{question} Enter y for yes, n for no:", question=asked))
        meant = self.voice.line().strip().casefold() in YES
        return doubt.meant(response) if meant else response

    def rubric(
        self,
        view: QuizView,
        question: Explain,
        commit: Callable[[frozenset[int]], None] | None = None,
    ) -> None:
        """Say the model answer and ask which key points were covered; `commit` takes them."""
        self.voice.write()
        self.voice.say(say("A model answer:"))
        self.voice.markdown(question.model_answer)
        self.voice.write()
        self.voice.say(say("Its key points:"))
        self.voice.markdown(numbered(list(question.key_points)))
        self.voice.write()
        found = _found(question, view.response)
        while True:
            self.voice.say(_which_points(found))
            text = self.voice.line().strip()
            after = self.command(view, text)
            if after is After.MOVED:
                return
            if after is After.STAY:
                continue
            try:
                covered = _covered(text, found, len(question.key_points))
            except Unreadable as why:
                self.voice.say(why.message)
                continue
            (commit or self.quiz.cover)(frozenset(n - 1 for n in covered))
            return

    def measure(self, question: Predict) -> None:
        """Run the experiment and let its measurement decide."""
        measured = run_experiment(self.house, self.voice, question, question.metric)
        if measured is None:
            self.voice.say(say("Without the measurement the question is put to the end."))
            self.quiz.skip()
        else:
            self.quiz.measured(measured.value, measured.label)

    def tell(self, view: QuizView) -> None:
        """The verdict, the answer with its reasons, the explanation and where it comes from."""
        self.voice.write()
        for part in outcome(view, self.voice.tr):
            self.voice.markdown(part)
        if view.reason:
            self.voice.say(say("Your reason: {words}", words=view.reason))
        if view.observed:
            self.voice.say(say("What you saw: {words}", words=view.observed))
        explained(view, self.voice)

    def rate(self, view: QuizView) -> None:
        """Accept the suggested rating with an empty line, or take another."""
        assert view.suggested is not None
        follow_ups = self.quiz.follow_ups()
        self.voice.write()
        if view.question.demo:
            self.voice.say(say("Enter d to run the experiment."))
        if isinstance(view.response, Predicted):
            self.voice.say(say("Enter o to note what you saw in the run."))
        for n, (_, prompt) in enumerate(follow_ups, 1):
            self.voice.say(
                say("Enter f{n} for the follow-up: {prompt}", n=n, prompt=as_one_line(prompt))
            )
        if view.changed:
            self.voice.say(CHANGED)
        asked = say(
            "Rating: an empty line for {suggested}, or 1 Again, 2 Hard, 3 Good, 4 Easy:",
            suggested=plain(RATINGS[int(view.suggested)], self.voice.tr),
        )
        while True:
            self.voice.say(asked)
            text = self.voice.line().strip().casefold()
            if text in ("", "1", "2", "3", "4"):
                self.quiz.rate(Rating(int(text)) if text else None)
                return
            if self.look(view, text):
                continue
            if text in {"f", *(f"f{n}" for n in range(1, len(follow_ups) + 1))} and follow_ups:
                question, prompt = follow_ups[int(text[1:] or 1) - 1]
                self.quiz.follow_up(question)
                self.voice.say(say("Next: {prompt}", prompt=as_one_line(prompt)))
            else:
                after = self.command(view, text)
                if after is After.MOVED:
                    return
                if after is After.NOTHING:
                    self.voice.say(say("Enter a number from 1 to 4, or an empty line."))

    def look(self, view: QuizView, text: str) -> bool:
        """Run the demo, note what was seen, change the schedule; false for any other line."""
        if text == "d" and view.question.demo:
            run_experiment(self.house, self.voice, view.question)
            self.voice.write()
        elif text == "o" and isinstance(view.response, Predicted):
            self.observe()
        elif text in _ADJUST and view.changed:
            self.quiz.adjust(_ADJUST[text])
            self.voice.say(say("Its schedule is changed."))
        else:
            return False
        return True

    def observe(self) -> None:
        """Note what was seen in a prediction's run."""
        if seen := one_line(self.voice, say("What did you see? One line:")):
            self.quiz.observe(seen)
            self.voice.say(say("Noted."))


def _found(question: Explain, response: Response | None) -> tuple[int, ...]:
    """The numbers of the key points that seem to be in what was typed."""
    text = response.text if isinstance(response, Explained) else ""
    return tuple(sorted(place + 1 for place in found_key_points(question, text)))


def _which_points(found: tuple[int, ...]) -> Text:
    if found:
        return say(
            "Which did you cover? Numbers, 0 for none, or an empty line for those found: {found}",
            found=" ".join(map(str, found)),
        )
    return say("Which did you cover? Numbers, or an empty line for none:")


def _covered(text: str, found: tuple[int, ...], highest: int) -> tuple[int, ...]:
    """Raises Unreadable, with what is expected."""
    if not text:
        return found
    return () if text == "0" else tuple(numbers(text, highest))

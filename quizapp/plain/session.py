"""A session in lines: ask, read, grade, explain, rate."""

from typing import TextIO

from quizapp.core.questions import Explain, Predict, Question
from quizapp.core.responses import Rating, Response, Typed
from quizapp.core.say import Words, plain, say
from quizapp.core.session import Phase
from quizapp.errors import QuizappError
from quizapp.locale import translator
from quizapp.plain.asking import Unreadable, body, how, numbers, read, takes_lines
from quizapp.plain.telling import outcome
from quizapp.prose import plain_markdown
from quizapp.services.house import House, Wish
from quizapp.services.quiz import Quiz
from quizapp.services.views import QuizView

WIDTH = 80
COMMANDS = say("/h hint, /x don't know, /s skip, /u undo, /l 한국어/English, /q leave")


class _Left(Exception):
    """The learner left, or the input ended; the session can be resumed."""


def run_plain(house: House, wish: Wish, *, resume: bool, source: TextIO, target: TextIO) -> int:
    """Run a session on two text streams; returns the exit status."""
    quiz = (house.resume() if resume else None) or house.begin(wish)
    return PlainQuiz(house, quiz, source, target).run()


class PlainQuiz:
    """One session, line by line."""

    def __init__(self, house: House, quiz: Quiz, source: TextIO, target: TextIO) -> None:
        self.house = house
        self.quiz = quiz
        self.source = source
        self.target = target

    def run(self) -> int:
        """Ask until the session is done or the learner leaves."""
        if self.house.notice:
            self.say(self.house.notice)
        try:
            while not self.quiz.finished:
                self.step()
        except (_Left, KeyboardInterrupt):
            self.say(say("You can go on here later: every answer is saved."))
            return 0
        self.summarize()
        return 0

    def step(self) -> None:
        """Whatever the session waits for."""
        view = self.quiz.view()
        if view.phase is Phase.ASKING:
            self.ask(view)
        elif view.phase is Phase.COMMITTED:
            self.complete(view)
        else:
            self.tell(view)
            self.rate(view)

    # Lines out and in

    def write(self, text: str = "") -> None:
        """A line, or several."""
        print(text, file=self.target, flush=True)

    def say(self, words: Words) -> None:
        """A sentence in the language on screen."""
        self.write(plain(words, translator(self.house.lang)))

    def markdown(self, text: str) -> None:
        """A pack's text."""
        self.write(plain_markdown(text, WIDTH))

    def line(self) -> str:
        """The next line of input, without its end."""
        read_line = self.source.readline()
        if not read_line:
            raise _Left
        return read_line.rstrip("\r\n")

    def lines(self) -> str:
        """Lines up to an empty one; a command is complete on the first."""
        found = [self.line()]
        while found[-1] and not found[0].startswith("/"):
            try:
                found.append(self.line())
            except _Left:
                break
        return "\n".join(found).rstrip("\n")

    # Asking

    def ask(self, view: QuizView) -> None:
        """Ask the current question and take one line about it."""
        self.write()
        place = say(
            "Question {n} of {total}: {topic}, difficulty {difficulty} of 5",
            n=view.number,
            total=view.total,
            topic=view.topic,
            difficulty=view.question.difficulty,
        )
        self.say(place)
        self.write()
        self.markdown(view.question.prompt)
        if shown := body(view):
            self.write()
            self.markdown("\n".join(shown))
        self.write()
        while True:
            self.say(say("{how} ({commands}):", how=self.tr(how(view)), commands=self.tr(COMMANDS)))
            text = self.lines() if takes_lines(view) else self.line()
            if self.command(view, text.strip()) or self.respond(view, text):
                return

    def tr(self, words: Words) -> str:
        """A sentence in the language on screen."""
        return plain(words, translator(self.house.lang))

    def command(self, view: QuizView, text: str) -> bool:
        """Do what a line with a slash asks; true where the question is asked anew after it."""
        match text.casefold()[:2]:
            case "/h":
                self.hint(view)
                return False
            case "/x":
                self.quiz.answer(None)
            case "/s":
                self.quiz.skip()
            case "/b":
                self.quiz.bury()
            case "/f" | "/*":
                self.quiz.flag()
            case "/u":
                if not self.quiz.undo():
                    self.say(say("There is nothing to undo."))
            case "/l":
                self.house.set_language("ko" if self.house.lang == "en" else "en")
                self.quiz.lang = self.house.lang
            case "/q":
                raise _Left
            case _:
                return False
        return True

    def hint(self, view: QuizView) -> None:
        """Show the hint."""
        if view.question.hint:
            self.markdown(view.question.hint)
        else:
            self.say(say("There is no hint."))

    def respond(self, view: QuizView, text: str) -> bool:
        """Commit a line as the response; false where it cannot be read as one."""
        nothing = not text.strip() and not isinstance(view.question, Explain)
        if nothing or text.startswith("/"):
            return False
        try:
            response = read(view, text if takes_lines(view) else text.strip())
        except Unreadable as why:
            self.say(why.message)
            return False
        problem, near = self.quiz.consider(response)
        if problem:
            self.say(problem)
            return False
        if near and isinstance(response, Typed):
            response = self.confirm(response, near)
        self.quiz.answer(response)
        return True

    def confirm(self, response: Typed, near: str) -> Response:
        """Ask whether an accepted answer was meant."""
        self.say(say("Did you mean “{near}”? (y/n):", near=near))
        return (
            Typed(response.text, meant=near)
            if self.line().strip().casefold() in ("y", "yes", "네", "예")
            else response
        )

    # After the commit

    def complete(self, view: QuizView) -> None:
        """What a committed response still needs: its key points, or its measurement."""
        if isinstance(view.question, Explain):
            self.rubric(view.question)
        elif isinstance(view.question, Predict):
            self.measure(view.question)

    def rubric(self, question: Explain) -> None:
        """Show the model answer and ask which key points were covered."""
        self.write()
        self.say(say("A model answer:"))
        self.markdown(question.model_answer)
        self.write()
        self.markdown("\n".join(f"{n}. {p}" for n, p in enumerate(question.key_points, 1)))
        while True:
            self.say(say("Which of these did you cover? Numbers, or an empty line for none:"))
            text = self.line().strip()
            try:
                given = numbers(text, len(question.key_points)) if text else []
            except Unreadable as why:
                self.say(why.message)
                continue
            self.quiz.cover(frozenset(n - 1 for n in given))
            return

    def measure(self, question: Predict) -> None:
        """Run the experiment and let its measurement decide."""
        assert question.demo is not None
        value = self.run_demo(question, question.metric)
        if value is None:
            self.say(say("Without the measurement the question is put to the end."))
            self.quiz.skip()
        else:
            self.quiz.measured(value)

    def run_demo(self, question: Question, metric: str = "") -> float | None:
        """Run the linked demo and print what it shows; the metric asked for, if measured."""
        from quizapp.lab.draw import draw
        from quizapp.lab.report import as_table
        from quizapp.lab.runner import run_sync

        assert question.demo is not None
        laboratory = self.house.laboratory
        try:
            experiment = laboratory.experiment(question.demo, question.id)
        except QuizappError as error:
            self.write(str(error))
            return None
        words = laboratory.words(experiment.spec, self.house.lang)
        self.say(say("The experiment runs: {title}", title=plain(experiment.spec.title, words)))
        result = run_sync(experiment.spec, experiment.knobs, seed=experiment.seed, device="auto")
        if result.failure:
            self.say(result.failure.message)
            if result.failure.tail:
                self.write(result.failure.tail)
            return None
        if result.figure is not None:
            figure = draw(result.figure, WIDTH, 16, charset="ascii", translate=words)
            self.write(figure.text())
            self.write(plain(result.figure.says, words))
        self.write(as_table(result, translate=words))
        return result.metrics.get(metric)

    def tell(self, view: QuizView) -> None:
        """The verdict, the answer with its reasons, and the explanation."""
        self.write()
        for part in outcome(view, translator(self.house.lang)):
            self.markdown(part)
        self.write()
        self.markdown(view.question.explanation)
        for reference in view.question.references:
            self.write(f"  {reference.title} {reference.url}".rstrip())

    def rate(self, view: QuizView) -> None:
        """Accept the suggested rating with an empty line, or take another."""
        suggested = view.suggested
        assert suggested is not None
        names = {1: say("Again"), 2: say("Hard"), 3: say("Good"), 4: say("Easy")}
        more = self.tr(say("d demo, f follow-up, ")) if view.question.demo else ""
        while True:
            self.write()
            asked = say(
                "Rating: empty line for {suggested}, or 1 Again, 2 Hard, 3 Good, 4 Easy "
                "({more}u undo, q leave):",
                suggested=self.tr(names[int(suggested)]),
                more=more,
            )
            self.say(asked)
            text = self.line().strip().lstrip("/")
            if text == "":
                self.quiz.rate()
            elif text in ("1", "2", "3", "4"):
                self.quiz.rate(Rating(int(text)))
            elif text == "u":
                self.quiz.undo()
            elif text == "q":
                raise _Left
            elif text == "d" and view.question.demo:
                self.run_demo(view.question)
                continue
            elif text == "f" and self.quiz.follow_ups():
                question, prompt = self.quiz.follow_ups()[0]
                self.quiz.follow_up(question)
                self.say(say("Next: {prompt}", prompt=prompt.strip().partition("\n")[0]))
                continue
            else:
                continue
            return

    def summarize(self) -> None:
        """How the session went."""
        summary = self.quiz.summary()
        self.write()
        done = say(
            "The session is done: {right} of {all} right.",
            right=summary.right,
            all=len(summary.answers),
        )
        self.say(done)

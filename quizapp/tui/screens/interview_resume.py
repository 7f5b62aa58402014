"""Going on with the interview that broke off, from wherever it is offered, and leaving it."""

from quizapp.core.say import Text, say
from quizapp.core.session import Session
from quizapp.errors import QuizappError
from quizapp.services.interviewing import open_interview, wished_questions
from quizapp.tui.screens.base import BaseScreen


def offer(screen: BaseScreen[None], session: Session) -> Text:
    """Where an interview that broke off stands."""
    number, whole = len(session.reviews) + 1, wished_questions(screen.house, session)
    if whole:
        return say("Go on with the interview: question {n} of {total}", n=number, total=whole)
    return say("Go on with the interview: question {n}", n=number)


def go_on(screen: BaseScreen[None], session: Session, *, replacing: bool = False) -> None:
    """Ask its open question; where that cannot be asked or recorded, say why."""
    from quizapp.tui.screens.interview import InterviewScreen

    app = screen.quiz_app
    if app.only_reading():
        return
    beneath = [each for each in app.screen_stack if isinstance(each, InterviewScreen)]
    if any(each.interview.session.id == session.id for each in beneath):
        while not isinstance(app.screen, InterviewScreen):
            app.pop_screen()  # it was only left for another screen, by the palette
        return
    try:
        interview = open_interview(screen.house, session)
    except QuizappError as error:
        screen.tell(error.told(screen.tr), severity="warning")
        return
    show = app.switch_screen if replacing else app.push_screen
    show(InterviewScreen(interview, resumed=True))


def leave(screen: BaseScreen[None]) -> None:
    """To the screen beneath, or home where there is none."""
    alone = len(screen.app.screen_stack) <= 2
    app = screen.quiz_app
    screen.dismiss()
    if alone:
        app.call_later(app.go_home)

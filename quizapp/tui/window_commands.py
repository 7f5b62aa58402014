"""The commands of windows that are about the app itself: help, tour, themes, options."""

from quizapp.core.say import say
from quizapp.tui.command import BACK, HELP, LANGUAGE, Command

HELPING = (
    Command("tour", "t", say("Tour"), say("What this app can do, in a few cards")),
    LANGUAGE,
    HELP,
    BACK,
)
TOURING = (
    Command("next", "enter,space,right,n", say("Next"), say("The next card"), sign="enter"),
    Command("previous", "left,p,backspace", say("Before"), say("The card before"), sign="←"),
    LANGUAGE,
    HELP,
    BACK,
)
THEMING = (
    Command("choose", "enter", say("Choose"), say("Keep the highlighted theme")),
    LANGUAGE,
    HELP,
    BACK,
)
OPTIONS = (
    Command("start", "enter", say("Start"), say("Start a session of what is chosen")),
    Command("tick", "space", say("Choose"), say("Choose the highlighted line, or leave it out")),
    Command("more", "right,plus", say("More"), say("More questions"), sign="→"),
    Command("fewer", "left,minus", say("Fewer"), say("Fewer questions"), sign="←"),
    LANGUAGE,
    HELP,
    BACK,
)
OVERLAY = (HELP, BACK)
"""Of a small window that has no command of its own."""

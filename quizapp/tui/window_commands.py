"""The commands of windows about the app itself: help, tour, themes, options, packs."""

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
PACKS = (
    Command("open", "enter", say("About"), say("Tell all that is known of the highlighted pack")),
    Command("add", "a", say("Add"), say("Add a pack: a folder, an archive, an address, or git")),
    Command("compose", "n", say("New"), say("Write a new question into the pack")),
    Command("trust", "t", say("Trust"), say("Show what the pack would run, and let it or not")),
    Command("update", "u", say("Update"), say("Get a newer one from where the pack came from")),
    Command("remove", "x", say("Remove"), say("Remove the pack; your answers stay")),
    LANGUAGE,
    HELP,
    BACK,
)
_READ_ON = Command("read_on", "space,pagedown", say("Read on"), say("Scroll on"), sign="space")
_READ_BACK = Command("read_back", "pageup", say("Read back"), say("Scroll back"), shown=False)
PACK = (_READ_ON, _READ_BACK, LANGUAGE, HELP, BACK)
TRUSTING = (
    _READ_ON,
    _READ_BACK,
    Command("trust", "y", say("Trust"), say("Let the pack run exactly what is shown")),
    Command("revoke", "r", say("Revoke"), say("Let it run nothing any more")),
    LANGUAGE,
    HELP,
    BACK,
)
OVERLAY = (HELP, BACK)
"""Of a small window that has no command of its own."""

"""The commands of the widgets that take answers; letters and digits of options are no commands."""

from quizapp.core.say import say
from quizapp.tui.command import Command

ANSWER = (
    Command("move(-1)", "up,k", say("Up"), say("Go to the option, step or line above"), name="up"),
    Command(
        "move(1)", "down,j", say("Down"), say("Go to the option, step or line below"), name="down"
    ),
    Command("pick", "space", say("Pick"), say("Tick, mark, pick a step up or put it down")),
    Command(
        "carry(-1)",
        "shift+up",
        say("Carry up"),
        say("Carry the step one place up"),
        name="carry-up",
    ),
    Command(
        "carry(1)",
        "shift+down",
        say("Carry down"),
        say("Carry the step one place down"),
        name="carry-down",
    ),
    Command("submit", "enter", say("Submit"), say("Submit the answer")),
)

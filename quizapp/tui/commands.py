"""The one table of commands: key, footer, palette, help and action come from here.

Each screen's table is a tuple of its own here; its name in lower case is what settings call it
(`QUIZ` and the command `flag` are `quiz.flag`).
"""

from textual.binding import BindingType

from quizapp.core.say import say
from quizapp.tui.answer_commands import ANSWER
from quizapp.tui.command import BACK, HELP, LANGUAGE, PALETTE, Command
from quizapp.tui.window_commands import (
    HELPING,
    OPTIONS,
    OVERLAY,
    PACK,
    PACKS,
    THEMING,
    TOURING,
    TRUSTING,
)

__all__ = [
    "ANSWER",
    "BACK",
    "HELP",
    "HELPING",
    "LANGUAGE",
    "OPTIONS",
    "OVERLAY",
    "PACK",
    "PACKS",
    "PALETTE",
    "THEMING",
    "TOURING",
    "TRUSTING",
    "Command",
]

HOME = (
    Command(
        "start",
        "enter",
        say("Start"),
        say("Start a session with the highlighted packs, or go on with the one that broke off"),
    ),
    Command("lab", "d", say("Demos"), say("Open the laboratory with all demos")),
    Command("plan", "p", say("Plan"), say("Show the plan for your interview's date")),
    Command("statistics", "s", say("Statistics"), say("Show how you are doing")),
    Command(
        "browse",
        "slash,b",
        say("Search"),
        say("Search all questions, read them and write notes on them"),
        sign="/",
    ),
    Command("interview", "i", say("Interview"), say("Hold a mock interview")),
    Command("packs", "k", say("Packs"), say("Show the packs; add, trust and remove them")),
    Command("problems", "e", say("Errors"), say("Show the errors in packs")),
    LANGUAGE,
    Command("options", "o", say("Options"), say("Choose topics, kinds and mode of a session")),
    Command("theme", "t", say("Theme"), say("Choose the colors")),
    HELP,
    Command("quit", "q", say("Quit"), say("Leave; everything is saved already")),
)

EDIT = Command(
    "edit", "e", say("Edit"), say("Change the question in your editor, where it is written"), False
)
QUIZ = (
    Command(
        "accept",
        "enter",
        say("Next"),
        say("Accept the suggested rating and go on"),
    ),
    Command("read_on", "space", say("Read on"), say("Scroll on in the explanation"), shown=False),
    Command(
        "rate(1)",
        "1",
        say("Again"),
        say("Rate it: not known, ask again soon"),
        shown=False,
        name="again",
    ),
    Command(
        "rate(2)", "2", say("Hard"), say("Rate it: known with trouble"), shown=False, name="hard"
    ),
    Command("rate(3)", "3", say("Good"), say("Rate it: known"), shown=False, name="good"),
    Command("rate(4)", "4", say("Easy"), say("Rate it: known at once"), shown=False, name="easy"),
    Command("demo", "d", say("Demo"), say("Run the demo that proves the answer")),
    Command("follow_up", "f", say("Follow-up"), say("Ask an interviewer's follow-up next")),
    Command(
        "sure(0)",
        "enter",
        say("Go on"),
        say("Go on without saying how sure you are"),
        name="unsaid",
    ),
    Command(
        "sure(1)", "1", say("Guess"), say("How sure: a guess, 25 %"), shown=False, name="guess"
    ),
    Command(
        "sure(2)", "2", say("Unsure"), say("How sure: unsure, 50 %"), shown=False, name="unsure"
    ),
    Command(
        "sure(3)",
        "3",
        say("Fairly"),
        say("How sure: fairly sure, 75 %"),
        shown=False,
        name="fairly",
    ),
    Command(
        "sure(4)", "4", say("Certain"), say("How sure: certain, 95 %"), shown=False, name="certain"
    ),
    Command(
        "adjust('shorten')",
        "minus",
        say("Shorten"),
        say("Of a question that has changed: ask it in half the time"),
        sign="-",
        name="shorten",
    ),
    Command(
        "adjust('reset')",
        "0",
        say("Anew"),
        say("Of a question that has changed: begin its schedule anew"),
        name="anew",
    ),
    Command("observe", "o", say("I saw"), say("Note what you saw in the run of a prediction")),
    Command("confirm(True)", "y", say("Yes"), say("Yes, that is what I meant"), name="yes"),
    Command("confirm(False)", "n", say("No"), say("No, grade it as I wrote it"), name="no"),
    Command("note", "n", say("Note"), say("Write a note of your own on the question")),
    Command("aloud", "ctrl+t", say("Aloud"), say("Say an explanation aloud, against the clock")),
    Command("hint", "h", say("Hint"), say("Show a hint")),
    Command("give_up", "x", say("Don't know"), say("I don't know: show the answer")),
    Command("undo", "u", say("Undo"), say("Take back the last step")),
    Command("skip", "s", say("Skip"), say("Ask this question at the end of the session")),
    Command("bury", "b", say("Bury"), say("Leave this question out until tomorrow")),
    Command("flag", "asterisk", say("Flag"), say("Flag this question, or unflag it"), sign="*"),
    EDIT,
    LANGUAGE,
    HELP,
    BACK,
)

LAB = (
    Command("run", "r,enter", say("Run"), say("Run the demo with these knobs")),
    Command("stop", "s", say("Stop"), say("Stop the run at once")),
    Command(
        "previous_knob", "up", say("Knob up"), say("Choose the knob above"), shown=False, sign="↑"
    ),
    Command(
        "next_knob", "down", say("Knob down"), say("Choose the knob below"), shown=False, sign="↓"
    ),
    Command(
        "turn(-1)",
        "left,minus",
        say("Less"),
        say("Turn the chosen knob down or up and run again"),
        shown=False,
        helped=False,
        name="less",
    ),
    Command(
        "turn(1)",
        "right,plus",
        say("Turn"),
        say("Turn the chosen knob down or up and run again"),
        sign="←→",
        name="more",
    ),
    Command("seed", "n", say("New seed"), say("Run with the next seed")),
    Command("source", "v", say("Source"), say("Show the source; what runs is marked in it")),
    Command("save", "w", say("Save"), say("Save the figure as a picture or as a table")),
    Command("edit", "e", say("Edit"), say("Open a copy in your editor and run it as your own")),
    Command("reset", "0", say("Reset"), say("Put every knob back")),
    Command("type", "equals_sign", say("Type"), say("Type the chosen knob's value"), sign="="),
    Command(
        "compare",
        "c",
        say("Compare"),
        say("Show or hide the run before: its curves lie beneath, its numbers beside"),
    ),
    Command("picture", "p", say("Picture"), say("Show figures as real pictures, or in characters")),
    Command("device", "g", say("Device"), say("Choose automatically, the CPU, or CUDA")),
    Command("story", "i", say("Story"), say("Show what the demo is about")),
    Command(
        "read(-1)", "pageup", say("Up"), say("Scroll back in claims"), shown=False, name="read-back"
    ),
    Command(
        "read(1)",
        "pagedown,space",
        say("Down"),
        say("Scroll on in claims"),
        shown=False,
        name="read-on",
    ),
    LANGUAGE,
    HELP,
    BACK,
)

SEARCH = Command(
    "browse",
    "slash",
    say("Search"),
    say("Search all questions, read them and write notes on them"),
    shown=False,
    sign="/",
)
PLAN = (
    Command("start", "enter", say("Start"), say("Ask the first of today's questions")),
    Command("set_date", "equals_sign", say("Date"), say("Set the interview's date"), sign="="),
    SEARCH,
    LANGUAGE,
    HELP,
    BACK,
)
STATISTICS = (
    Command("read_on", "space,pagedown", say("Read on"), say("Scroll on"), sign="space"),
    Command("read_back", "pageup", say("Read back"), say("Scroll back"), shown=False),
    Command("fit", "f", say("Fit"), say("Fit the forgetting model to your reviews, or stop it")),
    SEARCH,
    LANGUAGE,
    HELP,
    BACK,
)
SUMMARY = (
    Command("again", "n,enter", say("New session"), say("Start another session"), sign="enter"),
    Command("repeat", "m", say("Mistakes"), say("Repeat the mistakes now; it changes no schedule")),
    SEARCH,
    LANGUAGE,
    HELP,
    BACK,
)
BROWSE = (
    Command("open", "enter", say("Read"), say("Read the highlighted question")),
    Command("search", "slash", say("Search"), say("Go to the search field"), sign="/"),
    Command("note", "n", say("Note"), say("Write a note of your own on the question")),
    Command("flag", "asterisk", say("Flag"), say("Flag this question, or unflag it"), sign="*"),
    Command(
        "suspend", "z", say("Suspend"), say("Never ask this question, or ask it again after all")
    ),
    Command("cram", "c", say("Ask these"), say("Ask all that is listed; the schedule stays")),
    Command("order", "o", say("Order"), say("By relevance, as in a book, or the weakest first")),
    LANGUAGE,
    HELP,
    BACK,
)
READING = (
    Command("read_on", "space", say("Read on"), say("Scroll on"), shown=False),
    Command("answer", "a", say("Answer"), say("Show or hide the answer and what follows it")),
    Command(
        "follow",
        "enter",
        say("Links"),
        say("Go to the questions before and after this one, then to the highlighted one"),
    ),
    Command("demo", "d", say("Demo"), say("Run the demo that proves the answer")),
    Command("note", "n", say("Note"), say("Write a note of your own on the question")),
    Command("flag", "asterisk", say("Flag"), say("Flag this question, or unflag it"), sign="*"),
    Command(
        "suspend", "z", say("Suspend"), say("Never ask this question, or ask it again after all")
    ),
    EDIT,
    Command("next_one", "right", say("Next"), say("The next one of the list"), sign="→"),
    Command("previous_one", "left", say("Before"), say("The one before in the list"), False, "←"),
    LANGUAGE,
    HELP,
    BACK,
)
NOTING = (
    Command("save", "ctrl+s", say("Save"), say("Save the note and go on writing")),
    Command("show_help", "f1", say("Help"), say("What the keys do here")),
    Command("back", "escape", say("Save and close"), say("Save the note and close it"), sign="esc"),
)
CATALOG = (
    Command("open", "enter", say("Open"), say("Open the highlighted demo")),
    Command("search", "slash", say("Search"), say("Narrow the list by words"), sign="/"),
    LANGUAGE,
    HELP,
    BACK,
)

INTERVIEW = (
    Command("go_on", "enter", say("Next"), say("Go on to the next question")),
    Command("read_on", "space", say("Read on"), say("Scroll on"), shown=False),
    *(each for each in QUIZ if each.action.startswith(("sure", "confirm"))),
    Command("hint", "h", say("Hint"), say("Take the hint; the report tells it")),
    Command(
        "give_up",
        "x",
        say("Don't know"),
        say("I don't know; the hint comes first, if there is one"),
    ),
    Command("pass_on", "s", say("Pass"), say("Leave it unanswered and change the topic")),
    Command("aloud", "ctrl+t", say("Aloud"), say("Say the explanation instead of writing it")),
    Command("flag", "asterisk", say("Flag"), say("Flag this question, or unflag it"), sign="*"),
    Command("finish", "e", say("Finish"), say("End the interview here and see the report")),
    LANGUAGE,
    HELP,
    Command("back", "escape", say("Pause"), say("Pause; it goes on where it is"), sign="esc"),
)
INTERVIEW_SETUP = (
    Command("start", "enter", say("Start"), say("Start the interview")),
    Command("tick", "space", say("Choose"), say("Choose the highlighted line, or leave it out")),
    Command("more", "right,plus", say("Longer"), say("A longer interview"), sign="→"),
    Command("fewer", "left,minus", say("Shorter"), say("A shorter interview"), sign="←"),
    Command("past", "v", say("Past ones"), say("Show the interviews so far")),
    LANGUAGE,
    HELP,
    BACK,
)
INTERVIEW_REPORT = (
    Command("study", "enter", say("Study"), say("Ask what the report says to study next")),
    Command("debrief", "d", say("Debriefing"), say("Tick what your explanations covered")),
    Command("save", "w", say("Save"), say("Save the report as a page or as Markdown")),
    Command("past", "v", say("Past ones"), say("Show the interviews so far")),
    Command("read_on", "space,pagedown", say("Read on"), say("Scroll on"), sign="space"),
    Command("read_back", "pageup", say("Read back"), say("Scroll back"), shown=False),
    LANGUAGE,
    HELP,
    BACK,
)
INTERVIEW_DEBRIEF = (
    LANGUAGE,
    HELP,
    Command(
        "back",
        "escape",
        say("Later"),
        say("Leave the rest as it is marked, until later"),
        sign="esc",
    ),
)
INTERVIEWS = (
    Command("open", "enter", say("Open"), say("Show the report, or go on with the interview")),
    LANGUAGE,
    HELP,
    BACK,
)
COMPOSING = (
    Command("save", "ctrl+s", say("Save"), say("Write the question into the pack"), sign="ctrl+s"),
    LANGUAGE,
    HELP,
    BACK,
)

ANSWERING = (
    (say("1 to 9"), say("Choose an option; with one right answer this submits it")),
    (say("a to i"), say("Give a line its partner")),
    (say("mouse"), say("Click an option, a line or a gap; drag steps and partners")),
    (say("esc"), say("Leave a text field, so that the letter keys work; tab goes back")),
)
"""What else answers, whatever keys `ANSWER` has; for the help screen."""


PLACES = {
    "lab": "catalog:CatalogScreen",
    "plan": "plan:PlanScreen",
    "statistics": "statistics:StatisticsScreen",
    "browse": "browse:BrowseScreen",
    "interview": "interview_setup:InterviewSetupScreen",
    "packs": "packs:PacksScreen",
}
"""Commands of home that open a screen: its module and class, which the palette opens anywhere."""


def tables() -> dict[str, tuple[Command, ...]]:
    """Every screen's commands, by the table's name in lower case."""
    return {
        name.lower().replace("_", "-"): listed
        for name, listed in globals().items()
        if isinstance(listed, tuple) and listed and isinstance(listed[0], Command)
    }


def table_of(commands: tuple[Command, ...]) -> str:
    """The name of a table; empty for one that does not stand in this module."""
    return next((name for name, listed in tables().items() if listed is commands), "")


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """The bindings of a screen."""
    table = table_of(commands)
    return [command.binding(table) for command in commands]

"""The one table of commands: key, footer, palette, help and action come from here."""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from quizapp.core.say import Text, say


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does on a screen."""

    action: str
    """The screen has `action_<this>`."""
    keys: str
    """Textual's names, separated by commas."""
    label: Text
    """Two words at most, for the footer."""
    help: Text
    shown: bool = True
    """Whether the footer shows it."""
    sign: str = ""
    """How the key is written; the first of `keys` where empty."""
    helped: bool = True
    """Whether the help lists it; not where another command's line says it too."""

    @property
    def binding(self) -> Binding:
        """For a screen's BINDINGS."""
        return Binding(
            self.keys,
            self.action,
            self.label.template,
            show=self.shown,
            tooltip=self.help.template,
            key_display=self.key_sign,
            id=self.action,
        )

    @property
    def key_sign(self) -> str:
        """How the key is written in footer and help."""
        return self.sign or self.keys.split(",")[0]


BACK = Command("back", "escape", say("Back"), say("Go back; nothing is lost"), sign="esc")
HELP = Command("show_help", "question_mark,f1", say("Help"), say("What the keys do here"), sign="?")
LANGUAGE = Command("language", "l", say("한국어/English"), say("Switch between English and Korean"))

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
    Command("problems", "e", say("Errors"), say("Show the errors in packs")),
    LANGUAGE,
    Command("theme", "t", say("Theme"), say("Switch between dark and light")),
    HELP,
    Command("quit", "q", say("Quit"), say("Leave; everything is saved already")),
)

QUIZ = (
    Command(
        "accept",
        "enter",
        say("Next"),
        say("Accept the suggested rating and go on"),
    ),
    Command("read_on", "space", say("Read on"), say("Scroll on in the explanation"), shown=False),
    Command("rate(1)", "1", say("Again"), say("Rate it: not known, ask again soon"), shown=False),
    Command("rate(2)", "2", say("Hard"), say("Rate it: known with trouble"), shown=False),
    Command("rate(3)", "3", say("Good"), say("Rate it: known"), shown=False),
    Command("rate(4)", "4", say("Easy"), say("Rate it: known at once"), shown=False),
    Command("demo", "d", say("Demo"), say("Run the demo that proves the answer")),
    Command("follow_up", "f", say("Follow-up"), say("Ask an interviewer's follow-up next")),
    Command("confirm(True)", "y", say("Yes"), say("Yes, that is what I meant")),
    Command("confirm(False)", "n", say("No"), say("No, grade it as I wrote it")),
    Command("hint", "h", say("Hint"), say("Show a hint")),
    Command("give_up", "x", say("Don't know"), say("I don't know: show the answer")),
    Command("undo", "u", say("Undo"), say("Take back the last step")),
    Command("skip", "s", say("Skip"), say("Ask this question at the end of the session")),
    Command("bury", "b", say("Bury"), say("Leave this question out until tomorrow")),
    Command("flag", "asterisk", say("Flag"), say("Flag this question, or unflag it"), sign="*"),
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
    ),
    Command(
        "turn(1)",
        "right,plus",
        say("Turn"),
        say("Turn the chosen knob down or up and run again"),
        sign="←→",
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
    Command("read(-1)", "pageup", say("Up"), say("Scroll back in claims"), shown=False),
    Command("read(1)", "pagedown,space", say("Down"), say("Scroll on in claims"), shown=False),
    LANGUAGE,
    HELP,
    BACK,
)

PLAN = (
    Command("start", "enter", say("Start"), say("Ask the first of today's questions")),
    Command("set_date", "equals_sign", say("Date"), say("Set the interview's date"), sign="="),
    LANGUAGE,
    HELP,
    BACK,
)
STATISTICS = (
    Command("read_on", "space,pagedown", say("Read on"), say("Scroll on"), sign="space"),
    Command("read_back", "pageup", say("Read back"), say("Scroll back"), shown=False),
    LANGUAGE,
    HELP,
    BACK,
)
CATALOG = (
    Command("open", "enter", say("Open"), say("Open the highlighted demo")),
    Command("search", "slash", say("Search"), say("Narrow the list by words"), sign="/"),
    LANGUAGE,
    HELP,
    BACK,
)

ANSWERING = (
    (say("1 to 9"), say("Choose an option; with one right answer this submits it")),
    (say("arrows, space"), say("Move, and toggle or pick up")),
    (say("enter"), say("Submit the answer")),
    (say("esc"), say("Leave a text field, so that the letter keys work; tab goes back")),
)
"""What the widgets that take answers do; for the help screen."""


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """The bindings of a screen."""
    return [command.binding for command in commands]

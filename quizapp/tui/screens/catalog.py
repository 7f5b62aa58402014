"""The laboratory's list of demos."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.say import plain, say
from quizapp.errors import QuizappError
from quizapp.lab.catalog import DemoSpec
from quizapp.services.laboratory import Experiment
from quizapp.tui.commands import CATALOG, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar


class CatalogScreen(BaseScreen[None]):
    """Every demo installed, with its title; enter opens one, / narrows the list."""

    KEYS = CATALOG
    BINDINGS = bindings(CATALOG)

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield Input(id="search", select_on_focus=False)
        yield OptionList(id="demos", markup=False)
        yield Static(id="missing")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self.query_one("#search", Input).display = False
        self._fill()
        self.query_one("#demos").focus()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def action_open(self) -> None:
        """Open the highlighted demo."""
        self.query_one("#demos", OptionList).action_select()

    def action_search(self) -> None:
        """Narrow the list by words."""
        search = self.query_one("#search", Input)
        search.display = True
        self.set_focus(search)  # at once: `focus()` would leave letters typed ahead to commands

    def action_back(self) -> None:
        """The whole list again, or back home."""
        search = self.query_one("#search", Input)
        if search.display:
            search.value = ""
            search.display = False
            self.query_one("#demos").focus()
        else:
            self.dismiss()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Show what fits so far."""
        message.stop()
        self._fill()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Open the demo that fits best."""
        message.stop()
        self.query_one("#demos").focus()
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are typed, letters are no commands."""
        return action in ("open", "back") or not isinstance(self.focused, Input)

    def on_descendant_focus(self) -> None:
        """Other keys do something now."""
        self.refresh_keys()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Open a demo with its default knobs."""
        from quizapp.tui.screens.demo import DemoScreen

        spec = self._specs[message.option_index]
        try:
            experiment = Experiment(spec, spec.values({}))
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        self.app.push_screen(DemoScreen(experiment))

    def _fill(self) -> None:
        laboratory = self.house.laboratory
        wanted = self.query_one("#search", Input).value.casefold().split()
        fitting = [spec for spec in laboratory.catalog.demos if self._fits(spec, wanted)]
        self._specs = sorted(fitting, key=lambda spec: -_closeness(spec.id, wanted))
        heading = say("Demos: experiments that measure what an answer claims")
        self.query_one("#heading", Static).update(literal(plain(heading, self.tr), "bold"))
        listed = self.query_one("#demos", OptionList)
        listed.clear_options()
        for spec in self._specs:
            words = laboratory.words(spec, self.house.lang)
            listed.add_option(
                Option(
                    Content.assemble(
                        literal(plain(spec.title, words), "bold"),
                        literal(f"\n{spec.id}"),
                        literal(f" · {spec.pack}" if spec.pack else ""),
                    )
                )
            )
        if self._specs:
            listed.highlighted = 0
        elif wanted:
            listed.add_option(
                Option(plain(say("No demo has these words."), self.tr), disabled=True)
            )
        problems = Content("\n").join(
            literal(each.told(self.tr)) for each in laboratory.catalog.problems
        )
        self.query_one("#missing", Static).update(problems)
        self.refresh_keys()

    def _fits(self, spec: DemoSpec, wanted: list[str]) -> bool:
        """Whether all words stand in the name, the title or the story, in either language."""
        if not wanted:
            return True
        words = self.house.laboratory.words(spec, self.house.lang)
        told = [spec.id, spec.title, spec.story, plain(spec.title, words), plain(spec.story, words)]
        text = "\n".join(told).casefold()
        return all(word in text for word in wanted)


def _closeness(demo: str, wanted: list[str]) -> int:
    """How well the words name the demo: exactly 2, in part 1, else 0."""
    if demo == "-".join(wanted):
        return 2
    return int(bool(wanted) and all(word in demo for word in wanted))

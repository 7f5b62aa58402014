"""The laboratory's list of demos."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.say import plain, say
from quizapp.errors import QuizappError
from quizapp.services.laboratory import Experiment
from quizapp.tui.commands import CATALOG, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar


class CatalogScreen(BaseScreen[None]):
    """Every demo installed, with its title; enter opens one."""

    KEYS = CATALOG
    BINDINGS = bindings(CATALOG)

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield OptionList(id="demos", markup=False)
        yield Static(id="missing")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#demos").focus()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def action_open(self) -> None:
        """Open the highlighted demo."""
        self.query_one("#demos", OptionList).action_select()

    def action_back(self) -> None:
        """Back home."""
        self.dismiss()

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
        self._specs = list(laboratory.catalog.demos)
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
        problems = Content("\n").join(literal(str(each)) for each in laboratory.catalog.problems)
        self.query_one("#missing", Static).update(problems)
        self.refresh_keys()

"""Demos for the fronts: finding the one that an answer links, running it, its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import paths
from quizapp.core.ids import PackId, QuestionId, pack_of
from quizapp.core.say import Text, Translate, as_text
from quizapp.errors import LabError
from quizapp.locale import translator
from quizapp.services.trusting import Untrusted

if TYPE_CHECKING:
    from quizapp.core.questions import DemoLink, Question
    from quizapp.lab.catalog import Catalog, DemoSpec
    from quizapp.lab.knobs import KnobValue
    from quizapp.lab.run import Run
    from quizapp.lab.runner import Worker


@dataclass(frozen=True, slots=True)
class Experiment:
    """A demo with the knobs it is to be run with."""

    spec: "DemoSpec"
    knobs: "Mapping[str, KnobValue]"
    seed: int = 0
    device: str = "auto"
    watch: str = ""
    predicted: tuple[float, float] | None = None
    """What was predicted of what is watched, from and to; its ends may be infinite."""

    @property
    def turned(self) -> bool:
        """Whether a knob differs from its default."""
        return any(knob.default != self.knobs.get(knob.name) for knob in self.spec.knobs)


def every_folder(packs: Mapping[str, Path]) -> dict[str, Path]:
    """Where demos lie: the bundled ones, those of packs (by id), and the user's own."""
    from quizapp.lab.catalog import OWN

    theirs = {pack: folder / "demos" for pack, folder in packs.items()}
    return {"": paths.bundled("demos"), **theirs, OWN: paths.demos_folder()}


def demo_folders(pack: Path) -> dict[str, Path]:
    """The bundled demos, and those of the pack in a resolved folder, by the folder's name."""
    return {"": paths.bundled("demos"), pack.name: pack / "demos"}


class Laboratory:
    """The demos installed and one worker for all runs. Nothing is loaded until asked for."""

    def __init__(
        self,
        packs: Mapping[PackId, Path],
        refusal: Callable[[PackId], Untrusted | None] = lambda _pack: None,
    ) -> None:
        """`refusal` says of a pack why its demos must not run."""
        self._packs = packs
        self._refusal = refusal
        self._worker: Worker | None = None
        self._checked: dict[Path, Catalog] = {}
        """Demos by the folder of the pack that was checked."""
        self._words: dict[tuple[Path, str], Translate | None] = {}
        """The texts of demos, by file and language."""

    @cached_property
    def catalog(self) -> "Catalog":
        """All demos: the bundled ones, those that come with packs, and the user's own."""
        from quizapp.lab.catalog import find_demos  # here, for the start needs none

        return find_demos(every_folder({str(pack): path for pack, path in self._packs.items()}))

    def look_again(self, packs: Mapping[PackId, Path] | None = None) -> None:
        """A demo was added or changed; `packs` are those that there are now."""
        if packs is not None:
            self._packs = packs
        self._checked.clear()
        self._words.clear()
        self.__dict__.pop("catalog", None)

    def experiment(self, link: "DemoLink", question: QuestionId) -> Experiment:
        """What an answer links to. Raises LabError where demo or knobs do not exist, Untrusted
        where the demo must not run."""
        spec = self.catalog.get(link.id, pack_of(question))
        self._refuse_untrusted(spec)
        return Experiment(spec, spec.values(dict(link.set)), watch=link.watch)

    def barred(self, question: "Question") -> Untrusted | None:
        """Why the demo that a question links to must not run, if that is so.

        Quick for packs that are trusted: their demos need not be read.
        """
        if question.demo is None:
            return None
        owner = PackId(question.demo.id.rpartition("/")[0] or pack_of(question.id))
        if owner not in self._packs or self._refusal(owner) is None:
            return None
        try:
            self.experiment(question.demo, question.id)
        except Untrusted as refusal:
            return refusal
        except LabError:
            return None
        return None

    def _refuse_untrusted(self, spec: "DemoSpec") -> None:
        """Raise Untrusted for a demo of a pack that is not trusted, as its files are now."""
        if PackId(spec.pack) in self._packs:
            refusal = self._refusal(PackId(spec.pack))
            if refusal is not None:
                raise refusal

    def problem(self, link: "DemoLink", pack: Path) -> tuple[Text, Text] | None:
        """What is wrong with a link in the pack at that folder, and a hint, for `pack check`.

        Not that the demo's file has mistakes; these are told where they are.
        """
        from quizapp.lab.catalog import DemoError, find_demos

        folder = pack.resolve()
        if folder not in self._checked:
            self._checked[folder] = find_demos(demo_folders(folder))
        try:
            self._checked[folder].get(link.id, folder.name).values(dict(link.set))
        except DemoError:
            return None
        except LabError as error:
            return as_text(error.message), as_text(error.hint)
        return None

    @property
    def worker(self) -> "Worker":
        """The worker, made at the first need; it starts its process when warmed or run."""
        if self._worker is None:
            from quizapp.lab.runner import Worker

            self._worker = Worker()
        return self._worker

    def run(self, experiment: Experiment) -> "Run":
        """Start a run; iterate over it for what it reports. Raises LabError."""
        self._refuse_untrusted(experiment.spec)
        return self.worker.run(
            experiment.spec,
            experiment.knobs,
            seed=experiment.seed,
            device=experiment.device,
        )

    async def warm(self) -> None:
        """Start what a run needs in the background, so that the first figure comes soon."""
        await self.worker.warm()

    async def close(self) -> None:
        """Stop whatever runs."""
        if self._worker is not None:
            await self._worker.close()

    def words(self, spec: "DemoSpec", lang: str) -> Translate | None:
        """The demo's texts in a language; see `demo_words`. Read once, until `look_again`."""
        key = spec.path, lang
        if key not in self._words:
            self._words[key] = demo_words(spec, lang)
        return self._words[key]

    def linked_words(self, question: "Question", lang: str) -> Translate | None:
        """The texts of the demo that a question links to; None where they stay English."""
        if lang == "en" or question.demo is None:
            return None
        try:
            return self.words(self.catalog.get(question.demo.id, pack_of(question.id)), lang)
        except LabError:
            return translator(lang)


def demo_words(spec: "DemoSpec", lang: str) -> Translate | None:
    """The demo's texts in a language, from the file beside it, and then the interface's."""
    if lang == "en":
        return None
    from quizapp.packs.demowords import read_demo_words

    known = read_demo_words(
        spec.path.parent / lang / f"{spec.path.stem}.yaml",
        title=spec.title,
        story=spec.story,
        helps={knob.name: knob.help for knob in spec.knobs},
    )
    interface = translator(lang)
    return lambda template: known.get(template) or interface(template)

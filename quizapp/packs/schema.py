"""The shape of a question file: a pydantic model for each kind of question.

What the fields mean together (is one option right, does the check give the answer) is judged
in `quizapp.packs.rules`.
"""

from abc import abstractmethod
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from quizapp.core import questions as q
from quizapp.core.grading.lines import right_option
from quizapp.core.ids import TopicId, question_id
from quizapp.core.say import say
from quizapp.packs.fields import (
    Address,
    Difficulty,
    FollowUp,
    Number,
    Positive,
    Range,
    Slug,
    Truth,
    Whole,
    Written,
    Wrong,
)
from quizapp.packs.manifest import Strict


class ReferenceModel(Strict):
    """Where a statement can be looked up."""

    title: Written
    url: Address = ""


class DemoModel(Strict):
    """A run that shows what an answer says."""

    id: Slug
    set: dict[str, Written] = Field(default={})
    watch: Written = ""

    def build(self) -> q.DemoLink:
        """The link as the rules know it."""
        return q.DemoLink(id=self.id, set=tuple(self.set.items()), watch=self.watch)


def _long_form(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


Demo = Annotated[DemoModel, BeforeValidator(_long_form, json_schema_input_type=str | DemoModel)]
"""`demo: relu-approximation`, or a mapping with the knobs."""


class QuestionModel(Strict):
    """The fields that all kinds share."""

    id: Slug
    topic: Slug
    difficulty: Difficulty
    prompt: Written
    explanation: Written
    hint: Written = ""
    key_points: list[Written] = Field(default=[])
    follow_ups: list[FollowUp] = Field(default=[])
    demo: Demo | None = None
    references: list[ReferenceModel] = Field(default=[])
    tags: list[Written] = Field(default=[])

    def shared(self, pack: str) -> dict[str, Any]:
        """The shared fields as `quizapp.core.questions.Question` takes them."""
        return {
            "id": question_id(pack, self.id),
            "topic": TopicId(f"{pack}/{self.topic}"),
            "difficulty": self.difficulty,
            "prompt": self.prompt,
            "explanation": self.explanation,
            "hint": self.hint,
            "key_points": tuple(self.key_points),
            "follow_ups": tuple(question_id(pack, name) for name in self.follow_ups),
            "demo": self.demo.build() if self.demo else None,
            "references": tuple(q.Reference(title=r.title, url=r.url) for r in self.references),
            "tags": tuple(self.tags),
        }

    @abstractmethod
    def build(self, pack: str) -> q.Question:
        """The question as the rules know it."""


class OptionModel(Strict):
    """An option of a choice."""

    text: Written
    correct: Truth = False
    why: Written = ""
    demo: Demo | None = None


class ChoiceModel(QuestionModel):
    """`choice`."""

    kind: Literal["choice"]
    options: list[OptionModel]
    shuffle: Truth = True

    def build(self, pack: str) -> q.Choice:
        """The question as the rules know it."""
        options = tuple(
            q.Option(
                text=option.text,
                correct=option.correct,
                why=option.why,
                demo=option.demo.build() if option.demo else None,
            )
            for option in self.options
        )
        return q.Choice(**self.shared(pack), options=options, shuffle=self.shuffle)


class TrueFalseModel(QuestionModel):
    """`true-false`."""

    kind: Literal["true-false"]
    answer: Truth
    why: Written = ""

    def build(self, pack: str) -> q.TrueFalse:
        """The question as the rules know it."""
        return q.TrueFalse(**self.shared(pack), answer=self.answer, why=self.why)


class NearModel(Strict):
    """A range of wrong numbers with feedback of its own."""

    range: Range
    why: Written


class NumericModel(QuestionModel):
    """`numeric`."""

    kind: Literal["numeric"]
    answer: Number
    tolerance: Positive = 0.0
    relative: Positive = 0.0
    unit: Written = ""
    check: Written = ""
    vary: dict[str, list[Number]] = Field(default={})
    near: list[NearModel] = Field(default=[])

    @model_validator(mode="after")
    def _one_distance(self) -> "NumericModel":
        if self.tolerance and self.relative:
            raise Wrong(
                say("`tolerance` and `relative` are both given"), say("keep the one that counts")
            )
        return self

    def build(self, pack: str) -> q.Numeric:
        """The question as the rules know it."""
        return q.Numeric(
            **self.shared(pack),
            answer=self.answer,
            tolerance=self.tolerance,
            relative=self.relative,
            unit=self.unit,
            check=self.check,
            vary=tuple((name, tuple(values)) for name, values in self.vary.items()),
            near=tuple(q.Near(low=n.range[0], high=n.range[1], why=n.why) for n in self.near),
        )


class RejectModel(Strict):
    """A common wrong answer."""

    text: Written
    why: Written


class TextModel(QuestionModel):
    """`text`."""

    kind: Literal["text"]
    accept: list[Written] = Field(min_length=1)
    reject: list[RejectModel] = Field(default=[])

    def build(self, pack: str) -> q.TextAnswer:
        """The question as the rules know it."""
        reject = tuple(q.Rejected(text=wrong.text, why=wrong.why) for wrong in self.reject)
        return q.TextAnswer(**self.shared(pack), accept=tuple(self.accept), reject=reject)


class ClozeModel(QuestionModel):
    """`cloze`."""

    kind: Literal["cloze"]
    text: Written

    def build(self, pack: str) -> q.Cloze:
        """The question as the rules know it."""
        return q.Cloze(**self.shared(pack), text=self.text)


class OutputOptionModel(Strict):
    """An option of an `output` question; the right one's text is the answer."""

    text: Written
    why: Written = ""


class OutputModel(QuestionModel):
    """`output`."""

    kind: Literal["output"]
    code: Written
    answer: Written
    options: list[OutputOptionModel] = Field(default=[])
    python: Written = ""

    def build(self, pack: str) -> q.Output:
        """The question as the rules know it."""
        question = q.Output(
            **self.shared(pack),
            code=self.code,
            answer=self.answer,
            options=tuple(q.Option(text=option.text, why=option.why) for option in self.options),
            python=self.python,
        )
        right = right_option(question)
        options = [
            replace(option, correct=place == right) for place, option in enumerate(question.options)
        ]
        return replace(question, options=tuple(options))


class BugModel(QuestionModel):
    """`bug`."""

    kind: Literal["bug"]
    code: Written
    line: Whole | None = None
    lines: list[Whole] | None = None
    fix: Written
    check: Written = ""

    @model_validator(mode="after")
    def _line_or_lines(self) -> "BugModel":
        if (self.line is None) == (not self.lines):
            raise Wrong(
                say("a bug question needs either `line` or `lines`"),
                say("write the wrong line's number, counted from 1, as `line: 3`"),
            )
        return self

    def build(self, pack: str) -> q.Bug:
        """The question as the rules know it."""
        lines = tuple(self.lines or (() if self.line is None else (self.line,)))
        return q.Bug(
            **self.shared(pack), code=self.code, lines=lines, fix=self.fix, check=self.check
        )


class OrderModel(QuestionModel):
    """`order`."""

    kind: Literal["order"]
    steps: list[Written]

    def build(self, pack: str) -> q.Order:
        """The question as the rules know it."""
        return q.Order(**self.shared(pack), steps=tuple(self.steps))


class MatchModel(QuestionModel):
    """`match`."""

    kind: Literal["match"]
    pairs: list[Annotated[list[Written], Field(min_length=2, max_length=2)]]

    def build(self, pack: str) -> q.Match:
        """The question as the rules know it."""
        return q.Match(
            **self.shared(pack), pairs=tuple((left, right) for left, right in self.pairs)
        )


class ExplainModel(QuestionModel):
    """`explain`; the key points are its rubric."""

    kind: Literal["explain"]
    key_points: list[Written]
    model_answer: Written

    def build(self, pack: str) -> q.Explain:
        """The question as the rules know it."""
        return q.Explain(**self.shared(pack), model_answer=self.model_answer)


class OutcomeModel(Strict):
    """A prediction on offer."""

    text: Written
    range: Range
    why: Written = ""


class PredictModel(QuestionModel):
    """`predict`; the run decides what is right."""

    kind: Literal["predict"]
    demo: Demo
    metric: Written
    options: list[OutcomeModel] = Field(default=[])
    relative: Positive | None = None

    @model_validator(mode="after")
    def _options_or_number(self) -> "PredictModel":
        if (self.relative is None) == (not self.options):
            raise Wrong(
                say("a predict question needs either `options` or `relative`"),
                say("offer ranges to choose from, or say how close a free number must be"),
            )
        return self

    def build(self, pack: str) -> q.Predict:
        """The question as the rules know it."""
        options = tuple(
            q.Outcome(text=o.text, low=o.range[0], high=o.range[1], why=o.why) for o in self.options
        )
        shared = self.shared(pack) | {"metric": self.metric, "options": options}
        if self.relative is not None:
            shared["relative"] = self.relative
        return q.Predict(**shared)


MODELS: dict[str, type[QuestionModel]] = {
    "choice": ChoiceModel,
    "true-false": TrueFalseModel,
    "numeric": NumericModel,
    "text": TextModel,
    "cloze": ClozeModel,
    "output": OutputModel,
    "bug": BugModel,
    "order": OrderModel,
    "match": MatchModel,
    "explain": ExplainModel,
    "predict": PredictModel,
}

"""The shape of `pack.yaml`, and what the models of a pack's files share."""

from pydantic import BaseModel, ConfigDict, Field

from quizapp.packs.fields import FileFormat, Language, Slug, Version, Written


class Strict(BaseModel):
    """No unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TopicModel(Strict):
    """A topic of `pack.yaml`; `after` names the topics to be known before."""

    id: Slug
    title: Written
    after: list[Slug] = Field(default=[])


class PackModel(Strict):
    """`pack.yaml`."""

    format: FileFormat
    id: Slug
    version: Version
    title: Written
    description: Written
    language: Language
    license: Written
    authors: list[Written] = Field(min_length=1)
    topics: list[TopicModel] = Field(min_length=1)
    renamed: dict[Slug, Slug] = Field(default={})


class TopicWords(Strict):
    """A topic's title in another language."""

    id: Slug
    title: Written


class PackWords(Strict):
    """`<language>/pack.yaml`: the words of `pack.yaml` in another language."""

    title: Written = ""
    description: Written = ""
    topics: list[TopicWords] = Field(default=[])

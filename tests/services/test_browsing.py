"""Searching: what must be found first in the bundled packs, filters, orders, notes, other words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.core.ids import QuestionId, pack_of
from quizapp.core.responses import Rating
from quizapp.core.session import Mode
from quizapp.errors import RecordError, UsageError
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services.browsing import Browsing
from quizapp.services.house import House, Wish
from quizapp.services.lookup import (
    LONGEST_NOTE,
    find_question,
    look_up,
    set_flag,
    suspend,
    write_note,
)

QUERIES = [
    # typed, what must be among the first, among how many of them
    ("vanishing gradient", "deep-learning/vanishing-gradient-definition", 1),
    ("dead relu", "deep-learning/dead-relu", 1),
    ("DEAD-RELU", "deep-learning/dead-relu", 1),
    ("backpropagation", "deep-learning/backprop-explain", 1),
    ("backprop explain", "deep-learning/backprop-explain", 1),
    ("leaky relu", "deep-learning/leaky-slope-sign", 1),
    ("batch norm inference", "deep-learning/bn-train-vs-inference", 3),
    ("dropout", "deep-learning/dropout-definition", 3),
    ("droput", "deep-learning/dropout-definition", 3),
    ("xavier", "deep-learning/init-xavier-idea", 1),
    ("local minima", "deep-learning/local-minima-high-dim", 3),
    ("loclal minma", "deep-learning/local-minima-high-dim", 3),
    ("Adam bias correction", "deep-learning/adam-bias-correction", 1),
    ("label smoothing", "deep-learning/label-smoothing", 1),
    ("attention", "deep-learning/x-self-attention", 3),
    ("momentum role", "deep-learning/momentum-role", 1),
    ("positive definite", "math-foundations/ata-definite", 3),
    ("generator exhausted", "python-unpacking/x-generator-exhausted", 1),
    ("all-reduce", "frameworks-and-hardware/x-allreduce", 1),
    ("allreduce", "frameworks-and-hardware/x-allreduce", 1),
    ("convulotion arithmetic", "deep-learning/x-conv-arithmetic", 3),
    ("gradint cliping", "deep-learning/x-gradient-clipping", 1),
    ("jacobian", "math-foundations/jacobian-hessian", 3),
    ("maximum likelihood", "math-foundations/mle-definition", 3),
    ("pack:math entropy", "math-foundations/entropy-definition", 3),
    ("keras sequential", "keras-basics/sequential-vs-functional", 1),
    ("what is the saddle point of a loss", "deep-learning/critical-points", 3),
    ("xor kind:predict", "deep-learning/predict-xor-two-tanh", 3),
    ("*rest", "python-unpacking/x-match-star", 3),
    ("역전파", "deep-learning/backprop-explain", 1),
    ("역정파", "deep-learning/backprop-explain", 1),
    ("ㅇㅈㅍ", "deep-learning/backprop-explain", 3),
    ("기울기 소실", "deep-learning/vanishing-gradient-definition", 1),
    ("활성화 함수", "deep-learning/activation-ranges", 3),
    ("활성화함수", "deep-learning/activation-ranges", 3),
    ("과적합", "deep-learning/overfitting-remedies", 1),
    ("드롭아우", "deep-learning/dropout-inference-scaling", 3),
    ("배치정규화", "deep-learning/bn-three-advantages", 3),
    ("지역 최솟값", "deep-learning/local-minima-high-dim", 3),
    ("별표", "python-unpacking/star-roles-overview", 3),
    ("최대 가능도", "math-foundations/mle-definition", 3),
    ("어텐션", "deep-learning/x-self-attention", 3),
    ("backprop 역전파 설명", "deep-learning/backprop-explain", 1),
    ("헤세", "math-foundations/jacobian-hessian", 1),
]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Browsing]]:
    """A search over the bundled packs in a language; nothing is answered yet."""
    folder = tmp_path_factory.mktemp("bundled")
    packs = sorted(path.parent for path in paths.bundled("content").glob("*/pack.yaml"))
    library = Library.open(packs, folder / "index.sqlite3")
    with Record.open(folder / "record.sqlite3") as record:
        yield lambda lang: Browsing(House(library, record, lang=lang))
    library.close()


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_what_is_meant_is_found_first(everything: Callable[[str], Browsing], lang: str) -> None:
    browsing = everything(lang)
    missed = []
    for typed, wanted, among in QUERIES:
        found = browsing.search(typed)
        if wanted not in found.questions[:among]:
            missed.append((typed, wanted, found.questions[:among], found.instead))
    assert not missed


def test_a_hit_tells_where_it_is_whatever_the_language(
    everything: Callable[[str], Browsing],
) -> None:
    browsing = everything("en")
    found = browsing.search("역전파")
    (hit,) = browsing.hits(found, found.questions[:1], 60)
    assert hit.prompt.isascii()  # in the language on screen
    start, end = hit.snippet.spans[0]
    assert hit.snippet.text[start:end] == "역전파"
    assert hit.snippet.place == "prompt"
    for word in ("gradient", "함수"):
        found = browsing.search(word)
        assert len(browsing.hits(found, found.questions)) == len(found.questions) > 50
        for each in browsing.hits(found, found.questions[:80], 60):
            for start, end in each.snippet.spans:
                assert each.snippet.text[start:end].lower() == word


def test_varying_numbers_are_shown(everything: Callable[[str], Browsing]) -> None:
    browsing = everything("en")
    found = browsing.search("kind:numeric")
    assert not [hit.prompt for hit in browsing.hits(found, found.questions) if "{" in hit.prompt]


def test_what_fills_a_gap_is_not_given_away(browsing: Browsing) -> None:
    found = browsing.search("momentum keeps a running average")
    told = {hit.id: hit.snippet.text for hit in browsing.hits(found, found.questions)}
    assert told["sampler/momentum-gaps"] == "Momentum keeps a running ____ of ____."


def test_exact_words_come_before_near_ones_and_near_ones_are_told(
    everything: Callable[[str], Browsing],
) -> None:
    browsing = everything("en")
    assert browsing.search("gradient").instead == ()
    assert browsing.search("gradeint").instead == (("gradeint", ("gradient",)),)
    nothing = browsing.search("zzzzqqqq")
    assert nothing.questions == ()
    assert nothing.instead == (("zzzzqqqq", ()),)
    some = browsing.search("relu zzzzqqqq")
    assert some.partly
    assert some.questions


# A small pack, with answers


def ids(browsing: Browsing, typed: str) -> list[str]:
    return [each.partition("/")[2] for each in browsing.search(typed).questions]


@pytest.fixture
def browsing(house: House) -> Browsing:
    return Browsing(house)


def test_without_words_everything_as_in_a_book(browsing: Browsing, house: House) -> None:
    found = browsing.search("")
    assert found.sort == "book"
    assert set(found.questions) == {entry.id for entry in house.library.entries()}
    ranks = [house.library.topic_title(each) for each in found.questions]
    assert ranks == sorted(ranks, key=ranks.index)  # topic by topic


def test_filters(browsing: Browsing, house: House) -> None:
    kinds = {entry.id: entry for entry in house.library.entries()}
    found = browsing.search("kind:choice,true-false").questions
    assert {kinds[each].kind for each in found} == {"choice", "true-false"}
    assert {kinds[each].difficulty for each in browsing.search("diff:1-2").questions} == {1, 2}
    assert ids(browsing, "pack:sampler") == ids(browsing, "topic:sampler/") == ids(browsing, "")
    topic = next(iter(kinds.values())).topic.partition("/")[2]
    rest = set(ids(browsing, f"-topic:{topic}"))
    assert rest | set(ids(browsing, f"topic:{topic}")) == set(ids(browsing, ""))
    assert not rest & set(ids(browsing, f"topic:{topic}"))
    assert all(kinds[each].demo for each in browsing.search("has:demo").questions)
    assert ids(browsing, "has:follow-ups") == ["relu-pieces"]
    with pytest.raises(UsageError) as error:
        browsing.search("pack:sampel")
    assert "Did you mean pack:sampler?" in str(error.value)
    with pytest.raises(UsageError, match="There is no filter tipic:"):
        browsing.search("tipic:basics")


def test_standings(begin: Callable[..., Any], house: House, clock: Any) -> None:
    quiz = begin("relu-slope")
    quiz.answer(None)
    quiz.rate(Rating.AGAIN)
    quiz.flag()
    flagged = quiz.current.partition("/")[2]
    suspend(house, QuestionId("sampler/two-lines"), on=True)
    browsing = Browsing(house)
    assert ids(browsing, "is:seen") == ids(browsing, "is:wrong") == ["relu-slope"]
    assert ids(browsing, "is:due") == []
    assert "relu-slope" not in ids(browsing, "is:new")
    assert ids(browsing, "is:flagged") == [flagged]
    assert ids(browsing, "is:suspended") == ["two-lines"]
    assert "two-lines" not in ids(browsing, "-is:suspended")
    clock.pass_by(days=1)
    browsing.look_again()
    assert ids(browsing, "is:due") == ["relu-slope"]
    (hit,) = browsing.hits(browsing.search("is:due"), [QuestionId("sampler/relu-slope")])
    assert (hit.due, hit.new, hit.flagged, hit.snippet.text) == (True, False, False, "")
    assert ids(browsing, "sort:weakest")[0] == "relu-slope"


def test_notes_are_found_in_any_language(browsing: Browsing, house: House) -> None:
    name = QuestionId("sampler/star-print")
    write_note(house, name, "Ask **about** zebras: 얼룩말 \ud83d")
    browsing.look_again()
    for typed in ("zebra", "얼룩말", "얼룩", "zebrs", "has:note", "is:noted", "zebra print"):
        assert ids(browsing, typed)[0] == "star-print", typed
    found = browsing.search("zebra")
    (hit,) = browsing.hits(found, found.questions)
    assert (hit.snippet.place, hit.noted) == ("note", True)
    assert hit.snippet.text.startswith("Ask about zebras")
    write_note(house, name, "")
    browsing.look_again()
    assert ids(browsing, "has:note") == ids(browsing, "zebra") == []


def test_words_that_must_not_stand_there(browsing: Browsing) -> None:
    with_relu = set(ids(browsing, "relu"))
    assert with_relu
    assert set(ids(browsing, "-relu")) == set(ids(browsing, "")) - with_relu


# One question


def test_everything_about_a_question(begin: Callable[..., Any], house: House, clock: Any) -> None:
    name = QuestionId("sampler/relu-slope")
    before = look_up(house, name)
    assert (before.card, before.recall, before.reviews, before.note) == (None, None, (), None)
    assert [link.question for link in before.asked_after] == ["sampler/relu-pieces"]
    quiz = begin("relu-slope")
    quiz.answer(None)
    quiz.rate(Rating.GOOD)
    write_note(house, name, "\nmine\n\n")
    set_flag(house, name, on=True)
    suspend(house, name, on=True)
    clock.pass_by(days=3)
    after = look_up(house, name)
    assert after.card == house.record.cards()[name]
    assert after.recall is not None
    assert 0 < after.recall < 1
    assert len(after.reviews) == 1
    assert after.note is not None
    assert after.note.text == "mine"
    assert (after.view.flagged, after.suspended) == (True, True)
    leads = look_up(house, QuestionId("sampler/relu-pieces")).leads_to
    assert [(link.question, link.depth) for link in leads] == [
        (name, 0),
        ("sampler/steps-left", 0),
    ]


def test_the_right_order_is_not_given_away(house: House) -> None:
    for entry in house.library.entries():
        lookup = look_up(house, entry.id)
        hidden = lookup.hidden
        assert sorted(hidden.order) == list(lookup.view.order)
        if entry.kind in ("order", "match"):
            assert hidden.order != lookup.view.order
        assert hidden.grade is None


def test_suspended_questions_are_not_asked(house: House) -> None:
    name = QuestionId("sampler/relu-slope")
    suspend(house, name, on=True)
    for mode in (Mode.LEARN, Mode.CRAM):
        assert name not in house.begin(Wish(mode=mode, length=100)).session.queue
    assert sum(pack.new for pack in house.overview().packs) == len(house.library.entries()) - 1
    with pytest.raises(UsageError, match="suspended"):
        house.begin(Wish(mode=Mode.CRAM, questions=(name,)))
    suspend(house, name, on=False)
    assert house.begin(Wish(mode=Mode.CRAM, questions=(name,))).session.queue == (name,)


def test_questions_by_name(house: House) -> None:
    assert find_question(house, "relu-slope") == find_question(house, "sampler/relu-slope")
    for name, told in (("relu-slop", "no question"), ("sampler/relu-slop", "Did you mean")):
        with pytest.raises(UsageError, match=told):
            find_question(house, name)
    with pytest.raises(UsageError, match="There is no question"):
        look_up(house, QuestionId("other/one"))


def test_notes_that_cannot_be_kept_are_told(open_house: Callable[..., House]) -> None:
    house = open_house()
    name = QuestionId("sampler/relu-slope")
    assert pack_of(name) == "sampler"
    assert write_note(house, name, "one")
    assert not write_note(house, name, "one\n")
    with pytest.raises(UsageError, match="is the most"):
        write_note(house, name, "x" * (LONGEST_NOTE + 1))
    reader = House(house.library, Record.open(house.record.path, read_only=True))
    with pytest.raises(RecordError, match="reading only"):
        write_note(reader, name, "two")
    reader.record.close()
    assert [note.text for note in house.record.note_history(name)] == ["one"]


def test_an_index_that_is_replaced_is_followed(
    open_house: Callable[..., House], pack: Path
) -> None:
    house = open_house()
    browsing = Browsing(house)
    assert browsing.search("relu").questions
    other = Library.open([pack], house.record.path.parent / "index.sqlite3")
    (pack / "pack.yaml").write_text(
        (pack / "pack.yaml").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    Library.open([pack], house.record.path.parent / "index.sqlite3").close()
    assert browsing.search("relu").questions
    other.close()


def test_a_flag_set_while_a_session_is_left_shows_in_it(
    begin: Callable[..., Any], house: House
) -> None:
    quiz = begin("relu-slope")
    set_flag(house, quiz.current, on=True)
    assert quiz.view().flagged
    quiz.flag()
    assert not quiz.view().flagged
    assert house.record.flagged() == frozenset()

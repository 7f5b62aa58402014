"""Opening the house, what home shows, and what a session is made of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Judged, Rating
from quizapp.core.session import Mode
from quizapp.errors import QuizappError, RecordError, UsageError
from quizapp.packs.library import Library
from quizapp.packs.problems import format_problem
from quizapp.record.database import Record
from quizapp.services.house import House, Wish, pack_folders, unknown


def test_home_tells_what_is_new_due_and_known(house: House, clock) -> None:
    (before,) = house.overview().packs
    assert (before.id, before.title) == ("sampler", "Sampler")
    assert (before.questions, before.new, before.due, before.mastery) == (14, 14, 0, 0.0)
    quiz = house.begin(Wish(kinds=("true-false",), seed=1))
    quiz.answer(Judged(True))
    quiz.rate(Rating.GOOD)
    overview = house.overview()
    (after,) = overview.packs
    assert (after.new, after.due) == (13, 0)
    assert 0.06 < after.mastery <= 1 / 14
    assert overview.answered_today == 1
    assert overview.unfinished is None
    clock.pass_by(days=30)
    assert house.overview().due == 1
    assert house.overview().packs[0].mastery < after.mastery
    assert house.overview().answered_today == 0


def test_home_speaks_the_language_on_screen(house: House) -> None:
    house.set_language("ko")
    assert house.overview().packs[0].title == "견본"
    assert house.record.setting("lang", "") == "ko"


def test_home_shows_a_session_that_broke_off(house: House) -> None:
    quiz = house.begin(Wish(length=5, seed=1))
    quiz.answer(None)
    quiz.rate(Rating.EASY)
    assert house.overview().unfinished == (1, 5)


@pytest.fixture
def broken(tmp_path: Path, pack: Path) -> Path:
    folder = tmp_path / "broken"
    folder.mkdir()
    manifest = (pack / "pack.yaml").read_text().replace("id: sampler", "id: broken")
    (folder / "pack.yaml").write_text(manifest)
    (folder / "questions").mkdir()
    (folder / "questions" / "a.yaml").write_text("- id: only\n  kind: chioce\n")
    return folder


def test_a_broken_pack_is_told_and_the_others_stay(
    open_house: Callable[..., House], pack: Path, broken: Path
) -> None:
    house = open_house(folders=[broken, pack])
    overview = house.overview()
    assert [status.id for status in overview.packs] == ["sampler"]
    assert overview.problems
    assert all(
        "broken/questions/a.yaml:" in format_problem(problem) for problem in overview.problems
    )
    assert len(house.begin(Wish(length=100, seed=1)).session.queue) == 14
    with pytest.raises(UsageError, match="broken has errors") as caught:
        house.begin(Wish(packs=("broken",)))
    assert "pack check" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("wish", "nearest"),
    [
        (Wish(packs=("samplr",)), "Did you mean sampler?"),
        (Wish(topics=("basic",)), "Did you mean basics?"),
        (Wish(kinds=("chioce",)), "Did you mean choice?"),
        (Wish(packs=("xyzzy",)), "There are: sampler."),
        (Wish(topics=("xyzzy",)), "There are: basics, training."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    house: House, wish: Wish, nearest: str
) -> None:
    with pytest.raises(UsageError) as caught:
        house.begin(wish)
    assert str(caught.value.hint) == nearest
    assert caught.value.exit_status == 2


def test_nothing_to_ask_says_why(house: House) -> None:
    with pytest.raises(UsageError, match="no question fits"):
        house.begin(Wish(topics=("basics",), kinds=("explain",)))
    quiz = house.begin(Wish(kinds=("true-false",), seed=1))
    quiz.answer(Judged(True))
    quiz.rate(Rating.EASY)
    with pytest.raises(UsageError, match="no question is due and none is new") as caught:
        house.begin(Wish(kinds=("true-false",)))
    assert "--mode cram" in str(caught.value.hint)
    assert house.begin(Wish(kinds=("true-false",), mode=Mode.CRAM)).current == "sampler/relu-slope"


@pytest.mark.parametrize("mode", Mode)
def test_the_same_seed_gives_the_same_session(house: House, mode: Mode) -> None:
    wish = Wish(mode=mode, seed=7, length=6)
    one, other = house.begin(wish), house.begin(wish)
    assert one.session.queue == other.session.queue
    assert one.session.id != other.session.id
    assert one.view().order == other.view().order


def test_seeds_mix_the_questions_differently(house: House) -> None:
    queues = {house.begin(Wish(mode=Mode.CRAM, seed=n, length=14)).session.queue for n in range(5)}
    assert len(queues) == 5


def test_a_session_holds_only_what_was_wished_for(house: House) -> None:
    topics = house.begin(Wish(topics=("training",), length=100, seed=1)).session.queue
    assert len(topics) == 6
    full = house.begin(Wish(topics=("sampler/training",), length=100, seed=1)).session.queue
    assert full == topics
    kinds = house.begin(Wish(kinds=("output", "bug"), length=100, seed=1)).session.queue
    assert {name.partition("/")[2] for name in kinds} == {"star-print", "two-lines", "mean-bug"}
    assert len(house.begin(Wish(length=2, seed=1)).session.queue) == 2


def test_a_session_of_questions_that_were_named(house: House) -> None:
    every = [entry.id for entry in house.library.entries()]
    wanted = (every[3], QuestionId("sampler/gone"), every[0], every[5])
    session = house.begin(Wish(questions=wanted)).session
    assert session.queue == (every[3], every[0], every[5])
    assert house.begin(Wish(questions=wanted, length=1)).session.queue == (every[3],)


def test_browsing_keeps_the_order_of_a_book(house: House) -> None:
    queue = house.begin(Wish(mode=Mode.BROWSE, length=100, seed=1)).session.queue
    topics = {entry.id: entry.topic for entry in house.library.entries()}
    assert [topics[question] for question in queue] == ["sampler/basics"] * 8 + [
        "sampler/training"
    ] * 6


@pytest.mark.usefixtures("indexed")
def test_a_second_instance_reads_and_says_so(tmp_path: Path, pack: Path) -> None:
    record = tmp_path / "record.sqlite3"
    first = House.open(record_path=record, folders=[pack])
    second = House.open(record_path=record, folders=[pack])
    try:
        assert first.notice == ""
        assert "Another quizapp" in str(second.overview().notice)
        second.set_language("ko")
        assert second.lang == "ko"
        with pytest.raises(RecordError, match="reading only") as caught:
            second.begin(Wish(packs=("sampler",)))
        assert caught.value.hint
        assert first.record.setting("lang", "") == ""
    finally:
        second.close()
        first.close()


@pytest.mark.usefixtures("indexed")
def test_the_house_opens_bundled_and_given_packs_in_the_chosen_language(
    tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House.open(folders=[pack])
    known = {pack.id for pack in house.library.packs}
    assert {"sampler", "deep-learning"} <= known
    assert house.lang == "en"
    house.set_language("ko")
    house.close()
    assert paths.record_file().is_file()
    again = House.open(folders=[pack])
    assert again.lang == "ko"
    again.close()
    spoken = House.open(folders=[pack], lang="en")
    assert spoken.lang == "en"
    spoken.close()


def test_installed_packs_come_before_bundled_ones(pack: Path) -> None:
    shelf = paths.packs_folder()
    shelf.mkdir(parents=True)
    (shelf / "mine").symlink_to(pack)
    (shelf / "no-pack").mkdir()
    folders = pack_folders([pack])
    assert folders[:2] == [pack, shelf / "mine"]
    assert all((folder / "pack.yaml").is_file() for folder in folders)


def test_a_record_that_cannot_be_used_leaves_nothing_open(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a record")
    with pytest.raises(QuizappError, match="not a quizapp record"):
        House.open(record_path=file)
    assert file.read_text() == "not a record"


def test_record_and_library_can_be_opened_again_after_closing(tmp_path: Path, pack: Path) -> None:
    for _ in range(2):
        library = Library.open([pack], tmp_path / "index.sqlite3")
        house = House(library, Record.open(tmp_path / "record.sqlite3"))
        assert house.overview().packs
        house.close()


@pytest.mark.usefixtures("indexed")
def test_packs_that_change_come_in_and_sessions_go_on(
    tmp_path: Path,
) -> None:
    from quizapp.packs.starting import Beginning, start_pack

    mine, later = tmp_path / "mine", paths.packs_folder() / "later"
    start_pack(mine, Beginning("mine", "Mine", "Ada"))
    house = House.open(folders=[mine])
    quiz = house.begin(Wish(packs=("mine",), kinds=("true-false",)))
    house.look_again()
    assert not house.look_again()
    file = mine / "questions" / "first.yaml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("A mean of four times", "A mean of 4 times"), encoding="utf-8")
    assert house.look_again()
    assert "4 times" in quiz.question.prompt
    file.write_text(good.replace("kind: true-false", "kind: maybe"), encoding="utf-8")
    assert house.look_again(), "there are errors to tell"
    assert "4 times" in quiz.question.prompt
    assert any(problem.severity == "error" for problem in house.library.problems)
    later.parent.mkdir(parents=True)
    start_pack(later, Beginning("later", "Later", "Ada"))
    assert house.look_again()
    assert "later" in {pack.id for pack in house.library.packs}
    house.close()


def test_of_many_names_only_the_nearest_are_told() -> None:
    hint = str(unknown("topic", "xyzzy", [f"topic-{n}" for n in range(40)]).hint)
    assert hint.startswith("The nearest of 40 are: topic-")
    assert hint.count("topic-") == 5

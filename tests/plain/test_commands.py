"""Lines with a slash, leaving and coming back."""

from collections.abc import Callable

import pytest

from quizapp.core.session import Phase
from quizapp.errors import RecordError, UsageError
from quizapp.services.house import House, Wish

Ask = Callable[..., str]
Talk = Callable[..., str]

ONE = Wish(kinds=("true-false",), seed=1)


def test_the_commands_are_told_once_and_on_request(ask: Ask) -> None:
    told = ask("relu-slope", "perhaps", "t", "")
    assert told.count("/h hint") == 1
    assert ask("mean-bug", "/?").count("/h hint") == 2


def test_not_knowing(ask: Ask, house: House) -> None:
    told = ask("relu-slope", "/x", "")
    assert "You said that you do not know this yet." in told
    assert "Not right." not in told
    assert "Question 2 of 2" in told


def test_skipping_and_burying(house: House, talk: Talk) -> None:
    told = talk(house, Wish(kinds=("choice",), seed=1), "/s", "/b", "/s")
    assert "Skipped." in told
    assert "Not again today." in told
    assert "Question 1 of 1" in told


def test_flagging_keeps_the_question_open(ask: Ask, house: House) -> None:
    told = ask("relu-slope", "/f", "/F", "/*")
    assert [line for line in told.split("\n") if "lagged" in line] == [
        "Flagged.",
        "No longer flagged.",
        "Flagged.",
    ]
    assert told.count("The slope of ReLU") == 1
    assert house.record.flagged() == {"sampler/relu-slope"}


def test_undoing_asks_anew_and_says_so(ask: Ask, house: House) -> None:
    told = ask("relu-slope", "/u", "f", "/u", "t", "")
    assert told.count("There is nothing to undo.") == 1
    assert told.count("The last step is taken back.") == 1
    assert told.index("Not right.") < told.index("taken back") < told.index("\nRight.")
    assert [review.score for review in house.record.reviews()] == [1.0]


def test_undoing_at_the_beginning_does_nothing(house: House, talk: Talk) -> None:
    told = talk(house, ONE, "/u")
    assert "There is nothing to undo." in told


def test_no_hint_is_said(ask: Ask) -> None:
    assert "There is no hint." in ask("relu-slope", "/hint")


def test_an_unknown_command_is_named_and_answers_nothing(ask: Ask, house: House) -> None:
    told = ask("moving-average", "/z")
    assert "/z is no command here." in told
    assert house.record.reviews() == []


def test_an_answer_may_begin_with_a_slash(ask: Ask) -> None:
    told = ask("moving-average", "/usr/bin")
    assert "The answer is “momentum”." in told


def test_commands_work_in_every_phase_or_say_that_they_do_not(ask: Ask) -> None:
    told = ask("why-normalize", "Scales.", "", "/x", "/f", "/?", "1", "/s", "/f", "/u", "/q")
    assert "/x is no command here." in told
    assert "/s is no command here." in told
    assert told.count("lagged.") == 2
    assert told.count("Why are inputs normalized?") == 2


def test_a_rating_that_cannot_be_read_is_asked_again(ask: Ask, house: House) -> None:
    told = ask("relu-slope", "t", "5", "d", "f", "f1", "2")
    assert told.count("Enter a number from 1 to 4, or an empty line.") == 4
    assert [review.rating for review in house.record.reviews()] == [2]


def test_a_follow_up_is_asked_next(ask: Ask) -> None:
    told = ask("relu-pieces", "/x", "f3", "f1", "")
    assert "Next: The slope of ReLU is 1 for every positive input." in told
    assert "Enter t for true or f for false:" in told.rpartition("Question")[2]


def test_the_language_switches_while_a_question_is_open(ask: Ask, house: House) -> None:
    told = ask("relu-slope", "/l", "참", "")
    before, after = told.split("Enter t for true or f for false:", 1)
    assert "The slope of ReLU is 1" in before
    assert "양의 입력에서 ReLU의 기울기는 언제나 1입니다." in after
    assert "기울기를 줄이는 것이 없습니다." in after
    assert "Right." not in after
    assert house.record.setting("lang", "") == "ko"


def test_the_language_switches_after_the_answer(ask: Ask) -> None:
    told = ask("relu-slope", "t", "/l", "1")
    assert "기울기를 줄이는 것이 없습니다." in told


def test_a_korean_session_has_no_english_sentence_of_the_interface(ask: Ask) -> None:
    told = ask("relu-pieces", "/h", "9", "1", "/f", "f1", "5", "", "perhaps", "/q", lang="ko")
    for english in ("Enter", "Question", "Right", "right", "Rating", "Source", "Next", "Every"):
        assert english not in told
    assert "유닛 하나를 그려 보세요." in told


@pytest.mark.parametrize("lines", [(), ("/q",), ("/quit",), ("perhaps", "/Q")])
def test_leaving_keeps_the_session(open_house, talk: Talk, lines: tuple[str, ...]) -> None:
    house = open_house()
    told = talk(house, ONE, *lines)
    assert told.endswith("Every answer is saved. Go on with: quizapp quiz --plain\n")
    again = open_house()
    assert again.overview().unfinished == (0, 1)
    assert "Right." in talk(again, Wish(), "t", "", resume=True)
    assert open_house().overview().unfinished is None


def test_coming_back_after_the_verdict_says_question_and_verdict_again(open_house, talk) -> None:
    talk(open_house(), ONE, "t")
    told = talk(open_house(), Wish(), "", resume=True)
    assert told.index("The slope of ReLU") < told.index("Right.") < told.index("is done: 1 of 1")
    assert "Enter t for true" not in told


def test_coming_back_to_a_committed_explanation_says_the_question_again(open_house, talk) -> None:
    talk(open_house(), Wish(kinds=("explain",), seed=1), "Scales differ.", "")
    house = open_house()
    quiz = house.resume()
    assert quiz is not None
    assert quiz.view().phase is Phase.COMMITTED
    told = talk(house, Wish(), "1 2 3", "", resume=True)
    assert told.index("Why are inputs") < told.index("A model answer:") < told.index("Right.")


def test_input_that_ends_within_an_answer_commits_what_was_typed(open_house, talk) -> None:
    talk(open_house(), Wish(kinds=("explain",), seed=1), "Scales differ.")
    quiz = open_house().resume()
    assert quiz.view().response.text == "Scales differ."


def test_interrupting_is_leaving(house: House, ask: Ask) -> None:
    import io

    from quizapp.plain import run_plain

    class Interrupted(io.StringIO):
        def readline(self, *_: object) -> str:
            raise KeyboardInterrupt

    target = io.StringIO()
    assert run_plain(house, ONE, resume=False, source=Interrupted(), target=target) == 0
    assert "Every answer is saved." in target.getvalue()


def test_a_record_open_elsewhere_is_told_before_the_error(open_house, tmp_path, pack, talk) -> None:
    import io

    from quizapp.plain import run_plain

    first = House.open(record_path=tmp_path / "shared.sqlite3", folders=[pack])
    second = House.open(record_path=tmp_path / "shared.sqlite3", folders=[pack])
    target = io.StringIO()
    try:
        with pytest.raises(RecordError, match="reading only"):
            run_plain(second, ONE, resume=True, source=io.StringIO(), target=target)
    finally:
        second.close()
        first.close()
    assert target.getvalue().startswith("Another quizapp is using this record")


def test_nothing_to_ask_is_an_error_and_not_an_empty_session(house: House, talk: Talk) -> None:
    with pytest.raises(UsageError, match="nothing to ask"):
        talk(house, Wish(kinds=("explain",), topics=("basics",)))

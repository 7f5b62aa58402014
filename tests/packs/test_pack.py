"""A good pack, read into questions in two languages."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.core import questions as q
from quizapp.core.grading import grade, solution
from quizapp.core.ids import QuestionId, TopicId
from quizapp.packs.checks import DemoProblem, check_pack
from quizapp.packs.pack import Pack, load_pack
from quizapp.packs.problems import format_problem, has_errors, to_dict
from quizapp.packs.translate import original_hash


@pytest.fixture
def pack(samples: Path) -> Pack:
    loaded = load_pack(samples / "good" / "every-kind")
    assert loaded.pack
    assert not has_errors(loaded.problems)
    return loaded.pack


def name(text: str) -> QuestionId:
    return QuestionId(f"every-kind/{text}")


def test_the_sample_has_every_kind_and_no_problem(
    pack: Pack, samples: Path, demo_problem: DemoProblem
) -> None:
    assert {type(question) for question in pack.questions} == set(q.KINDS.values())

    def known(link: q.DemoLink, folder: Path) -> None:
        assert link.id == "relu-approximation"
        assert folder == samples / "good" / "every-kind"

    assert check_pack(samples / "good" / "every-kind", demo_problem=known) == []


def test_the_answers_are_graded_right(pack: Pack) -> None:
    for language in pack.languages:
        for question in pack.questions:
            response = solution(pack.question(question.id, language))
            if response is not None:
                assert grade(pack.question(question.id, language), response).correct


def test_the_fields_of_a_question(pack: Pack) -> None:
    choice = pack.question(name("relu-pieces"), "en")
    assert isinstance(choice, q.Choice)
    assert choice.topic == TopicId("every-kind/basics")
    assert choice.follow_ups == (name("relu-slope"), name("sigmoid-range"))
    assert choice.demo == q.DemoLink(id="relu-approximation")
    assert choice.options[1].demo == q.DemoLink(
        id="relu-approximation", set=(("pieces", "8"), ("rate", "1e-3")), watch="max_error"
    )
    assert [option.correct for option in choice.options] == [True, False]
    assert choice.tags == ("activations", "no")
    assert choice.references[1] == q.Reference(title="A title alone")
    assert not choice.explanation.endswith("\n")


def test_text_stays_text_and_numbers_become_numbers(pack: Pack) -> None:
    text = pack.question(name("sigmoid-range"), "en")
    assert isinstance(text, q.TextAnswer)
    assert text.accept == ("a quarter", "no", "3.10", "1:30")
    numeric = pack.question(name("dense-parameters"), "en")
    assert isinstance(numeric, q.Numeric)
    assert (numeric.answer, numeric.vary) == (110.0, (("units", (10.0, 20.0, 50.0)),))
    predict = pack.question(name("width-error"), "en")
    assert isinstance(predict, q.Predict)
    assert [(o.low, o.high) for o in predict.options] == [(-math.inf, 0.1), (0.1, math.inf)]
    bug = pack.question(name("mean-bug"), "en")
    assert isinstance(bug, q.Bug)
    assert bug.lines == (4,)
    assert bug.code.split("\n")[3] == "        total = value"


def test_topics_keep_their_order_and_prerequisites(pack: Pack) -> None:
    assert [(topic.id, topic.after) for topic in pack.topics] == [
        ("every-kind/basics", ()),
        ("every-kind/training", ("every-kind/basics",)),
    ]


def test_translations_are_merged_field_by_field(pack: Pack) -> None:
    base = pack.question(name("relu-pieces"), "en")
    korean = pack.question(name("relu-pieces"), "ko")
    assert isinstance(base, q.Choice)
    assert isinstance(korean, q.Choice)
    assert korean.prompt.startswith("은닉층")
    assert korean.explanation == base.explanation
    assert [option.text for option in korean.options] == ["조각별 선형 함수", "다항식"]
    assert korean.options[0].why == base.options[0].why
    assert korean.options[1].why == "입력끼리 곱하는 항이 있어야 합니다."
    assert korean.options[1].demo == base.options[1].demo
    assert [option.correct for option in korean.options] == [True, False]


def test_what_is_accepted_is_accepted_in_both_languages(pack: Pack) -> None:
    korean = pack.question(name("sigmoid-range"), "ko")
    assert isinstance(korean, q.TextAnswer)
    assert korean.accept == ("a quarter", "no", "3.10", "1:30", "4분의 1")


def test_pairs_are_translated_by_their_place(pack: Pack) -> None:
    korean = pack.question(name("optimizers"), "ko")
    assert isinstance(korean, q.Match)
    assert korean.pairs == (("모멘텀", "이동 평균"), ("Adagrad", "a sum of squares"))


def test_titles_fall_back_too(pack: Pack) -> None:
    korean = pack.translations["ko"]
    assert korean.title == "모든 유형"
    assert korean.topics == {"every-kind/basics": "기초", "every-kind/training": "Training"}


def test_an_unknown_language_is_the_base_one(pack: Pack) -> None:
    asked = pack.question(name("relu-slope"), "fr")
    assert asked is pack.question(name("relu-slope"), "en")


def test_the_share_counts_what_has_words(
    make_pack: Callable[..., Path], true_false: Callable[..., str]
) -> None:
    files = {
        "questions/a.yaml": true_false("one", "Is `relu(x)` convex?"),
        "ko/pack.yaml": "title: 견본\ndescription: 시험용\ntopics: [{id: basics, title: 기초}]\n",
        "ko/a.yaml": "- id: one\n  prompt: 볼록한가요?\n  why: 그래서.\n  explanation: 그래요.\n",
    }
    loaded = load_pack(make_pack(files=files))
    assert loaded.pack
    assert loaded.pack.translations["ko"].share == 1.0
    files["ko/a.yaml"] = "- id: one\n  prompt: 볼록한가요?\n"
    loaded = load_pack(make_pack(files=files))
    assert loaded.pack
    assert loaded.pack.translations["ko"].share == pytest.approx(4 / 6)


def test_code_and_formulas_need_no_translation(make_pack: Callable[..., Path]) -> None:
    question = (
        "- id: one\n  kind: order\n  topic: basics\n  difficulty: 1\n  prompt: Sort them.\n"
        "  explanation: So.\n  steps: ['`f(x)`', '$x + y$', '42']\n"
    )
    files = {
        "questions/a.yaml": question,
        "ko/pack.yaml": "title: 견본\ndescription: 시험용\ntopics: [{id: basics, title: 기초}]\n",
        "ko/a.yaml": "- id: one\n  prompt: 차례대로.\n  explanation: 그래요.\n",
    }
    loaded = load_pack(make_pack(files=files))
    assert loaded.pack
    assert loaded.pack.translations["ko"].share == 1.0


def test_a_translation_with_the_right_hash_is_no_warning(pack: Pack, tmp_path: Path) -> None:
    node = pack.sources[name("relu-slope")].node
    before = original_hash(node, "true-false")
    changed = {**node, "prompt": "Something else?"}
    assert original_hash(changed, "true-false") != before
    assert original_hash({**node, "difficulty": "5"}, "true-false") == before


def test_follow_ups_into_other_packs_are_checked_where_these_are_known(
    make_pack: Callable[..., Path], true_false: Callable[..., str], demo_problem: DemoProblem
) -> None:
    text = true_false("one") + "  follow_ups: [other/two, unknown/three]\n"
    folder = make_pack(files={"questions/a.yaml": text})
    assert check_pack(folder, demo_problem=demo_problem) == []
    others = {"other": [QuestionId("other/tow")]}
    (problem,) = check_pack(folder, demo_problem=demo_problem, others=others)
    assert format_problem(problem).endswith(
        "there is no question `other/two` to follow up with; did you mean `other/tow`?"
    )


def test_a_link_out_of_the_pack_is_refused(
    make_pack: Callable[..., Path], true_false: Callable[..., str], tmp_path: Path
) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("secret: 1\n", encoding="utf-8")
    folder = make_pack(files={"questions/a.yaml": true_false("one")})
    (folder / "questions" / "b.yaml").symlink_to(outside)
    (problem,) = load_pack(folder).problems
    assert str(problem.message) == "the file is a link that leads out of the pack"


def test_a_problem_for_json(make_pack: Callable[..., Path], true_false: Callable[..., str]) -> None:
    folder = make_pack(files={"questions/a.yaml": true_false("one") + "  colour: red\n"})
    (problem,) = load_pack(folder).problems
    assert to_dict(problem) == {
        "path": str(folder / "questions" / "a.yaml"),
        "line": 9,
        "column": 3,
        "message": "the key `colour` is not known here",
        "hint": "known are id, topic, difficulty, prompt, explanation, hint, key_points,"
        " follow_ups, demo, references, tags, kind, …",
        "severity": "error",
    }

"""What each importer makes of a small file of its format."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.errors import PackError
from quizapp.packs.formats import by_name, guess
from quizapp.packs.formats.base import Imported
from quizapp.packs.formats.writing import prepare

DATA = Path(__file__).parents[2] / "data" / "formats"

SAMPLES = {
    "sample.gift": ("gift", 11, 3),
    "moodle.xml": ("moodle-xml", 10, 2),
    "qti12.xml": ("qti", 5, 1),
    "qti21.xml": ("qti", 1, 0),
    "sample.aiken.txt": ("aiken", 2, 2),
    "trivia.txt": ("opentrivia", 2, 1),
    "opentdb.json": ("opentrivia", 2, 0),
    "jupyterquiz.json": ("jupyterquiz", 4, 1),
    "hashcards.md": ("hashcards", 3, 1),
    "checkbox.md": ("checkbox", 2, 1),
    "questions.md": ("markdown-qa", 3, 1),
}


def imported(name: str) -> Imported:
    return by_name(SAMPLES[name][0]).read((DATA / name).read_bytes(), name)


def fields(name: str, place: int) -> dict[str, Any]:
    return dict(imported(name).items[place].fields)


def losses(name: str, place: int) -> list[str]:
    return [str(loss) for loss in imported(name).items[place].losses]


def text(source: str, form: str) -> Imported:
    return by_name(form).read(source.encode(), "x")


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_recognized_counted_and_fit_for_a_pack(name: str, tmp_path: Path) -> None:
    form, items, refused = SAMPLES[name]
    data = (DATA / name).read_bytes()
    assert guess(name, data).name == form
    found = imported(name)
    assert (len(found.items), len(found.refused)) == (items, refused)
    prepared = prepare(found, tmp_path / "pack", name)
    assert len(prepared.taken) == items
    assert prepared.counted == items + refused


def test_gift_choices_keep_feedback_weights_and_marks() -> None:
    first = fields("sample.gift", 0)
    assert first["prompt"] == "What does **SGD** move?"
    assert (first["id"], first["topic"], first["difficulty"], first["tags"]) == (
        "first-steps",
        "Training basics",
        2,
        ["sgd"],
    )
    assert [option.get("correct", False) for option in first["options"]] == [True, False, False]
    assert first["options"][0]["why"] == "Yes, against the gradient."
    assert first["explanation"] == "Each step goes *downhill*."
    assert losses("sample.gift", 0) == ["“The loss” earned 50 % and is simply wrong here."]
    assert [option.get("correct", False) for option in fields("sample.gift", 1)["options"]] == [
        True,
        True,
        False,
    ]
    assert losses("sample.gift", 1) == []


def test_gift_numbers_have_tolerances_ranges_and_feedback() -> None:
    several = fields("sample.gift", 3)
    assert several["prompt"] == "How many weights has a 3 = 3 layer?"
    assert several["answer"] == "9"
    assert [near["range"] for near in several["near"]] == [["8", "10"], ["12", "12"]]
    between = fields("sample.gift", 4)
    assert (between["answer"], between["tolerance"]) == ("3.1415", "0.0005")
    assert fields("sample.gift", 5)["near"] == [{"range": ["-inf", "inf"], "why": "Out of range."}]


def test_gift_gaps_statements_pairs_and_essays() -> None:
    assert fields("sample.gift", 2)["text"] == "The learning rate is {{small|little}} at first."
    statement = fields("sample.gift", 6)
    assert (statement["answer"], statement["why"]) == (True, "It is.")
    assert statement["explanation"] == "Well done.\n\nmax(0, x)"
    assert fields("sample.gift", 7)["pairs"] == [["Adam", "moments"], ["SGD", "none"]]
    assert losses("sample.gift", 7) == ["“nothing”, which has no partner, is left out."]
    assert fields("sample.gift", 9)["model_answer"] == "It composes features."


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("Say {=over*fit*}", "accepts whatever fits"),
        ("Say {=%50%half}", "no answer that is fully right"),
        ("How many {#=1 =5}", "one number or range"),
        ("Some {~%50%a ~%50%b ~%50%c}", "Some of its right options are enough"),
        ("Twice {=a ~a ~b}", "twice, right and wrong"),
        ("Cat {=cat -> animal =cat -> pet =dog -> pet}", "two partners"),
        ("// a\nIt is {T}\n// b\nWho? {=Ada}", "begins on line 4"),
        ("A {=b} and\n{=c} d.", "begins on line 2"),
        ("Why? {}\nWho? {=Ada}", "begins on line 2"),
    ],
)
def test_what_a_pack_would_judge_otherwise_is_refused(source: str, why: str) -> None:
    found = text(source, "gift")
    assert not found.items
    assert why in str(found.refused[0].reason)


def test_braces_of_formulas_and_programs_are_no_answers() -> None:
    found = text("[markdown]Is $x_{T} a{=}b$ or `d = {}` it? {=no}", "gift")
    assert found.items[0].fields["prompt"] == "Is $x_{T} a{=}b$ or `d = {}` it?"


def test_a_wildcard_behind_a_backslash_is_a_star() -> None:
    assert text(r"Unpack {=\*rest}", "gift").items[0].fields["accept"] == ["*rest"]


def test_one_of_several_right_answers_is_enough_in_gift() -> None:
    only = text("Two ways {=left =right ~wrong}", "gift").items[0]
    assert [o["text"] for o in only.fields["options"]] == ["left", "wrong"]
    assert "“right” is right as well" in str(only.losses[0])


def test_things_that_share_a_partner_are_shown_together() -> None:
    shared = text("Pair {=cat -> animal =dog -> animal =oak -> tree}", "gift").items[0]
    assert shared.fields["pairs"] == [["cat / dog", "animal"], ["oak", "tree"]]


def test_gift_questions_may_hold_blank_lines_and_follow_each_other() -> None:
    found = text("::a::One {\n=x\n\n~y\n}\n::b::Two {T}\n\nThree {=z ~w}", "gift")
    assert [item.fields["kind"] for item in found.items] == ["choice", "true-false", "choice"]


def test_moodle_xml_says_what_it_lost() -> None:
    found = imported("moodle.xml")
    assert "a.png" in found.media
    first = fields("moodle.xml", 0)
    assert first["prompt"] == "Which is **convex**? [picture: a curve]"
    assert (first["difficulty"], first["tags"], first["shuffle"]) == (4, ["losses"], False)
    assert losses("moodle.xml", 3) == ["Upper and lower case counted; here they do not."]
    number = fields("moodle.xml", 4)
    assert (number["answer"], number["tolerance"], number["unit"]) == ("3.5", "0.5", "ms")
    assert fields("moodle.xml", 6)["steps"] == ["forward", "backward", "step"]
    assert fields("moodle.xml", 7)["key_points"] == ["It composes.", "It shares.", "It scales."]


def test_moodle_gaps_take_words_numbers_and_lists() -> None:
    gaps = fields("moodle.xml", 8)
    assert gaps["prompt"] == "Fill in."
    assert gaps["text"] == "A {{layer}} has {{2}} weights and is {{deep}} (wide / deep)."
    assert fields("moodle.xml", 9)["text"] == "The {{loss}} goes {{down}}."


def test_xml_bombs_entities_and_endless_depth_are_refused() -> None:
    bomb = '<!DOCTYPE quiz [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
    foreign = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'
    for source in (bomb, foreign):
        with pytest.raises(PackError, match="entities of its own"):
            text(source, "moodle-xml")
    with pytest.raises(PackError, match="nested deeper"):
        text("<quiz>" * 500, "moodle-xml")
    with pytest.raises(PackError, match="broken at line 2"):
        text("<quiz>\n<question></quiz>", "moodle-xml")


def test_qti_reads_scoring_and_feedback() -> None:
    one = fields("qti12.xml", 0)
    assert one["options"] == [
        {"text": "identity", "correct": True},
        {"text": "tanh", "why": "It bends."},
    ]
    assert one["explanation"] == "f(x) = x"
    assert [o.get("correct", False) for o in fields("qti12.xml", 1)["options"]] == [
        True,
        True,
        False,
    ]
    assert fields("qti12.xml", 2)["tolerance"] == "0.5"
    assert fields("qti12.xml", 3)["pairs"] == [["Adam", "moments"], ["SGD", "none"]]
    assert fields("qti12.xml", 4)["text"] == "The {{loss}} falls {{fast}}."
    item = fields("qti21.xml", 0)
    assert item["steps"] == ["forward", "backward", "step"]
    assert item["prompt"] == "Put **training** in order."


def test_qti_comes_in_packages(tmp_path: Path) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.write(DATA / "qti12.xml", "a/a.xml")
        archive.write(DATA / "qti21.xml", "b/item.xml")
        archive.writestr("b/broken.xml", "<assessmentItem>")
        archive.writestr("b/picture.png", b"x")
    data = packed.getvalue()
    assert guess("course.zip", data).name == "qti"
    found = by_name("qti").read(data, "course.zip")
    assert (len(found.items), len(found.refused)) == (6, 2)
    assert found.media == ("b/picture.png",)
    assert found.title == "Nets"


def test_aiken_and_trivia_mark_the_right_option() -> None:
    first = fields("sample.aiken.txt", 0)
    assert [o["text"] for o in first["options"]] == ["SGD", "Adam", "None of them"]
    assert first["options"][1]["correct"] is True
    assert fields("sample.aiken.txt", 1)["kind"] == "true-false"
    assert fields("trivia.txt", 0)["options"][1] == {"text": "Penguin", "correct": True}
    database = fields("opentdb.json", 0)
    assert database["prompt"] == 'What does "CPU" stand for?'
    assert (database["topic"], database["difficulty"]) == ("Science: Computers", 4)


@pytest.mark.parametrize(
    ("question", "right", "kind"),
    [
        ("V2hhdCBpcyBpdD8=", "WWVz", "bXVsdGlwbGU="),
        ("What%20is%20it%3F", "Yes", "multiple"),
        ("What+is+it%3F", "Yes", "multiple"),
    ],
)
def test_open_trivia_comes_in_several_encodings(question: str, right: str, kind: str) -> None:
    wrong = "Tm8=" if kind.endswith("=") else "No"
    source = (
        f'[{{"type": "{kind}", "question": "{question}", "correct_answer": "{right}",'
        f' "incorrect_answers": ["{wrong}"]}}]'
    )
    fields = text(source, "opentrivia").items[0].fields
    assert fields["prompt"] == "What is it?"
    assert [o["text"] for o in fields["options"]] == ["Yes", "No"]


def test_jupyterquiz_reads_precision_ranges_and_code() -> None:
    number = fields("jupyterquiz.json", 1)
    assert (number["answer"], number["tolerance"]) == ("3.14", "0.005")
    assert number["near"][0] == {"range": ["-100", "0"], "why": "Positive!"}
    assert number["explanation"] == "It goes on."
    code = fields("jupyterquiz.json", 2)
    assert code["prompt"] == "Which prints 3?\n\n```\na = 1\n```"
    assert code["options"][0]["text"] == "`print(a + 2)`"
    assert fields("jupyterquiz.json", 0)["options"][2]["why"] == "No **friend**."


def test_markdown_formats_find_questions_answers_and_sections() -> None:
    gap = fields("hashcards.md", 2)
    assert gap["text"] == "The {{loss}} falls, while [0, 1] is a {{range}}."
    assert fields("hashcards.md", 0)["accept"] == ["Adam"]
    boxes = fields("checkbox.md", 0)
    assert boxes["topic"] == "Losses"
    assert boxes["options"][2]["text"] == "```python\nloss(x)\n```"
    assert boxes["explanation"] == "Squares bend upwards."
    assert boxes["references"] == [{"title": "example.org", "url": "https://example.org/mse"}]
    first, nested, chosen = (fields("questions.md", place) for place in range(3))
    assert first["key_points"][1] == "It is a scalar."
    assert "Back to top" not in first["model_answer"]
    assert nested["prompt"] == "Explain dropout"
    assert nested["model_answer"].startswith("#### When?")
    assert [o.get("correct", False) for o in chosen["options"]] == [False, True]
    assert chosen["explanation"] == "It prints its argument."


@pytest.mark.parametrize(
    ("source", "prompts"),
    [
        ("# T\n\n**What is A? 👶**\n\nOne.\n\n**Is B?**\n\nTwo.\n", ["What is A? 👶", "Is B?"]),
        ("<details>\n<summary>What is A?</summary><br><b>\nOne.\n</b></details>\n", ["What is A?"]),
        ("1. What is A?\n\n   One.\n\n2. What is B?\n\n   Two.\n", ["What is A?", "What is B?"]),
        ("Q: What is A?\nA: One.\n\nQ: What is B?\nA: Two.\n", ["What is A?", "What is B?"]),
    ],
)
def test_documents_ask_in_many_ways(source: str, prompts: list[str]) -> None:
    found = text(source, "markdown-qa")
    assert [item.fields["prompt"] for item in found.items] == prompts
    assert found.items[0].fields["model_answer"] == "One."


def test_documents_may_ask_in_several_ways_at_once() -> None:
    found = text(
        "# T\n**What is A?**\n\nOne.\n\n**What is B?**\n\nTwo.\n\n## What is C?\n\nThree.\n\n"
        "1. What is D?\n\n   A) it\n   B) that\n\n   Answer: B\n\n"
        "## What is Python?\n**What is E?**\n\nFour.\n",
        "markdown-qa",
    )
    assert [item.fields["prompt"] for item in found.items] == [
        *("What is A?", "What is B?", "What is C?", "What is D?", "What is E?"),
    ]
    assert found.items[3].fields["options"][1] == {"text": "that", "correct": True}
    assert found.items[4].fields["topic"] == "What is Python?"


def test_a_question_within_an_answer_is_told() -> None:
    found = text("## What is A?\n\nOne.\n\n**What is B?**\n\nTwo.\n", "markdown-qa")
    (item,) = found.items
    (loss,) = map(str, item.losses)
    assert loss.startswith("Line 5 of its answer asks too: “What is B?”.")


def test_one_question_with_boxes_is_one_and_a_list_of_tasks_is_none() -> None:
    for source in ("Which?\n\n- [x] a\n- [ ] b\n", "## 1. Which\n- [x] a\n- [ ] b\n"):
        assert guess("x.md", source.encode()).name == "checkbox"
        assert [o["text"] for o in text(source, "checkbox").items[0].fields["options"]] == [
            "a",
            "b",
        ]
    tasks = b"## What is A?\nOne.\n\n## What is B?\nTwo.\n\n- [x] this\n- [ ] that\n"
    assert guess("x.md", tasks).name == "markdown-qa"

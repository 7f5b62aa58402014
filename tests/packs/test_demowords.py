"""A demo's sentences in another language."""

from pathlib import Path

from quizapp.packs.demowords import demo_words_problems, read_demo_words

GOOD = """\
title: 조각
story: 이야기
knobs:
  pieces: 조각의 수
texts:
  "{n} pieces": "조각 {n}개"
"""


def words(path: Path) -> dict[str, str]:
    return read_demo_words(path, title="Pieces", story="A story", helps={"pieces": "How many"})


def test_every_text_is_found_by_its_english(tmp_path: Path) -> None:
    path = tmp_path / "relu.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert words(path) == {
        "Pieces": "조각",
        "A story": "이야기",
        "How many": "조각의 수",
        "{n} pieces": "조각 {n}개",
    }
    assert list(demo_words_problems(path)) == []


def test_a_translation_that_does_not_fit_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "relu.yaml"
    path.write_text(
        'titel: x\ntitle: [x]\nknobs: [a]\ntexts:\n  Error: 오차\n  "{n} pieces": "{m}개"\n'
        '  "{a}": "{a:.2f}"\n  b: [c]\n  d:\n  "{e}": "{e"\n',
        encoding="utf-8",
    )
    assert words(path) == {"Error": "오차"}
    assert [problem.line for problem in demo_words_problems(path)] == [1, 2, 3, 6, 7, 8, 9, 10]


def test_no_file_and_a_broken_file_have_no_words(tmp_path: Path) -> None:
    assert words(tmp_path / "none.yaml") == {}
    path = tmp_path / "relu.yaml"
    path.write_text("- Error\n", encoding="utf-8")
    assert words(path) == {}
    (problem,) = demo_words_problems(path)
    assert "must be a mapping" in str(problem.message)

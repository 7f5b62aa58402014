"""Texts compared as a reader would: case, width, hyphens and quotation marks do not matter.

Equality after folding is the only thing that makes an answer right. A near miss is only ever
a question to the learner, and knows nothing of what the words mean.
"""

import re
import unicodedata

_MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),  # invisible
    }
)
_SPACES = re.compile(r"\s+")
_JOINED = re.compile(r"(?<=[^\W_])[ ]?[-_]+[ ]?(?=[^\W_])")
_QUOTED = re.compile(r"""(["'])(.+)\1""", re.DOTALL)
_EMPHASIS = re.compile(r"(\*{1,3})(?=[^\s*])(.+)(?<=[^\s*])\1", re.DOTALL)
_STOP = re.compile(r"(?<=[\w)\]])[.?。]+$")
_PAUSE = re.compile(r"([\w\s'-]*\w)[,;:、]+")
_BETWEEN_DIGITS = re.compile(r"(?<![0-9]) | (?![0-9])")
_IN_CODE = re.compile(r"(?<!\w) | (?!\w)")

_NEAR_LETTERS = 5
_LONGEST_QUOTED = 500
"""Marks are peeled off pair by pair, which a text of thousands of them must not drag out."""


def fold(text: str) -> str:
    """The text in lower case, half width and single spaces, without marks around it.

    Hyphens and underscores between words become spaces: `Mini-batch` is `mini batch`. A text
    of nothing but marks stays as it is. Folding twice is folding once.
    """
    while (folded := _folded(text)) != text:
        text = folded
    return text


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = text.translate(_MARKS)
    text = _SPACES.sub(" ", text.replace("`", "")).strip() or text.strip()
    text = _STOP.sub("", _JOINED.sub(" ", text))
    if pause := _PAUSE.fullmatch(text):  # not in code, where `*a,` is not `*a`
        return pause[1]
    if len(text) > _LONGEST_QUOTED:
        return text
    inner = _QUOTED.fullmatch(text) or _EMPHASIS.fullmatch(text)
    return inner[2].strip() or text if inner else text


def same(left: str, right: str) -> bool:
    """Whether two texts are the same words; spaces count only between digits."""
    return _key(left) == _key(right)


def _key(text: str) -> str:
    return _BETWEEN_DIGITS.sub("", fold(text))


def same_code(left: str, right: str) -> bool:
    """Whether two pieces of code are the same but for width, quotes' shape and free spaces."""
    return _code(left) == _code(right)


def _code(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_MARKS)
    text = _SPACES.sub(" ", text).strip()
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text.strip("`").strip() or text
    return _IN_CODE.sub("", text)


def near(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with one slip of the finger in a word of five letters or more.

    A slip is one letter too many, missing or wrong, or two swapped. One at the start of a word
    is none: it makes `asymmetric` of `symmetric`. Hangul is compared letter by letter.
    """
    left, right = fold(typed), fold(meant)
    left_words, right_words = left.split(), right.split()
    if len(left_words) != len(right_words):
        return _slip(_key(typed), _key(meant))
    different = [pair for pair in zip(left_words, right_words, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _slip(*different[0])


def _slip(typed: str, meant: str) -> bool:
    left, right = unicodedata.normalize("NFD", typed), unicodedata.normalize("NFD", meant)
    if abs(len(left) - len(right)) > 1 or sum(map(_is_letter, right)) < _NEAR_LETTERS:
        return False
    start = _shared(left, right)
    left, right = left[start:], right[start:]
    end = min(_shared(left[::-1], right[::-1]), len(left), len(right))
    left, right = left[: len(left) - end], right[: len(right) - end]
    if start == 0 or not all(map(_is_letter, left + right)):
        return False
    swapped = len(left) == 2 and left == right[::-1]
    return swapped or max(len(left), len(right)) == 1


def _shared(left: str, right: str) -> int:
    """How many letters two texts start with in common."""
    length = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        length += 1
    return length


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"

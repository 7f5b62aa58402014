"""Texts compared as a reader would: case, width, hyphens and quotation marks do not matter.

Equality after folding is the only thing that makes an answer right. A near miss is only ever
a question to the learner, and knows nothing of what the words mean.
"""

import re
import unicodedata

from quizapp.core.units import Unit, find_unit

_MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‛′", "'"),
        **dict.fromkeys("“”„‟″「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    }
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u02b0-\u02b8\u1d2c-\u1d6a\u1d9b-\u1dbf\u2070-\u207f]+")
"""Superscripts: Unicode's compatibility forms would make 102 of 10²."""
_CASED = re.compile("[^\u0391-\u03a9]+")
"""All but Greek capitals: Σ is a sum or a covariance, σ a deviation or a sigmoid."""
_SPACES = re.compile(r"\s+")
_LETTER = r"[^\W\d_]"
_JOINED = re.compile(
    rf"(?<={_LETTER}{{2}})-(?={_LETTER})"
    rf"|(?<=[^\W_])(?<!^a)(?<!^an)(?<! a)(?<! an)-(?={_LETTER}{{2}})"
    r"|(?<=[^\W_])_+(?=[^\W_])"
)
"""A hyphen between words; that of `n-1`, `1e-3` and `a-symmetric` is none."""
_QUOTED = re.compile(r"""(["'])(.+)\1""", re.DOTALL)
_EMPHASIS = re.compile(r"(\*{1,3})(?=[^\s*])(.+)(?<=[^\s*])\1", re.DOTALL)
_STOP = re.compile(r"(?<=[\w)\]])[.?。]+$")
_PAUSE = re.compile(r"([\w\s'-]*\w)[,;:、]+")
_FREE_SPACE = re.compile(r"(?<!\ba)(?<!\ban)(?<!\b안)(?<!\b못)(?:(?<![0-9]) | (?![0-9]))")
"""Not one between digits, nor one that tells `a symmetric` from `asymmetric`, `안 정적` from
`안정적`."""
_IN_CODE = re.compile(r"(?<!\w) | (?!\w)")
_MEASURED = re.compile(
    r"(?:\A|.*[0-9])\s*([A-Za-z]{2,}(?:/[A-Za-z]+)?|(?<=[0-9\s])[A-Za-z])", re.DOTALL
)
"""A unit alone, or behind a number."""
_FRAME = re.compile(
    r"(?:(?:it|this|that)(?: is|'s)?(?: called)? |(?:they|these)(?: are)? )?"
    r"(?:(?:an?|the) (?=\w{3}))?"
)
_COPULA = re.compile(r"(?<=\w) ?(?:입니다|이에요|예요|이다|이야)$")

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
    text = _RAISED.sub(_power, text)
    text = _CASED.sub(lambda found: found[0].casefold(), unicodedata.normalize("NFKC", text))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS)
    text = _SPACES.sub(" ", text.replace("`", "")).strip() or text.strip()
    text = _STOP.sub("", _JOINED.sub(" ", text))
    if pause := _PAUSE.fullmatch(text):  # not in code, where `*a,` is not `*a`
        return pause[1]
    if len(text) > _LONGEST_QUOTED:
        return text
    quoted = _QUOTED.fullmatch(text)
    if quoted and any(map(str.isalpha, quoted[2])):  # "1" is a text, and 1 a number
        return quoted[2].strip() or text
    strong = _EMPHASIS.fullmatch(text)
    return strong[2].strip() or text if strong else text


def _power(found: re.Match[str]) -> str:
    return "^" + unicodedata.normalize("NFKC", found[0])


def same(left: str, right: str) -> bool:
    """Whether two texts are the same words; spaces count only between digits.

    The case of a unit counts where it makes another unit: 16 Gb is not 16 GB.
    """
    if _key(left) != _key(right):
        return False
    one, other = _unit(left), _unit(right)
    return one is None or other is None or one == other


def says(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant`, alone or in a frame that adds nothing: `It's a list.`"""
    return same(typed, meant) or same(_bare(typed), meant)


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFKC", _RAISED.sub(_power, text)).translate(_MARKS)
    text = _STOP.sub("", _SPACES.sub(" ", text).strip())
    frame = _FRAME.match(text.lower())
    return _COPULA.sub("", text[frame.end() :] if frame else text)


def _key(text: str) -> str:
    return _FREE_SPACE.sub("", fold(text))


def _unit(text: str) -> Unit | None:
    found = _MEASURED.fullmatch(unicodedata.normalize("NFKC", text).strip(" .`'\"*"))
    return find_unit(found[1]) if found else None


def same_code(left: str, right: str) -> bool:
    """Whether two pieces of code are the same but for width, quotes' shape and free spaces."""
    return _code(left) == _code(right)


def _code(text: str) -> str:
    text = unicodedata.normalize("NFKC", _RAISED.sub(_power, text)).translate(_MARKS)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text.strip("`").strip() or text
    return _IN_CODE.sub("", text)


def near(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with one slip of the finger in a word of five letters or more.

    A slip is one letter too many, missing or wrong, or two swapped. One at the start of a word
    is none: it makes `asymmetric` of `symmetric`. Hangul is compared letter by letter. Near as
    well is what only a number's mark (`R2`, `ResNet50`) or a unit's case tells apart.
    """
    if same(typed, meant):
        return False
    left, right = fold(typed), fold(meant)
    if _unmarked(left) == _unmarked(right):
        return True
    left_words, right_words = left.split(), right.split()
    if len(left_words) != len(right_words):
        return _slip(_key(typed), _key(meant))
    different = [pair for pair in zip(left_words, right_words, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _slip(*different[0])


_NUMBER_MARK = re.compile(rf"(?<={_LETTER}{{2}})[- ](?=[0-9])|(?<={_LETTER})\^(?=[0-9])")


def _unmarked(folded: str) -> str:
    return _FREE_SPACE.sub("", _NUMBER_MARK.sub("", folded))


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

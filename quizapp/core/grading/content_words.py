"""The words of a sentence that carry its meaning, in English and in Korean, roughly stemmed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from quizapp.core.folding import fold

_WORD = re.compile(r"[^\W_]+(?:'t)?")

_EMPTY = """
a an the this that these those it its they them their he she we you your i is are was were be
been being am do does did done has have had having can could may might must shall should will
would of in on at by for from to into onto with as than then so and or but if when while because
since which who whom whose what where how why there here also just very only too such each every
any some all both either own other about through during get gets let lets make makes use uses
used using via per
그 이 저 것 수 등 및 또 또는 그리고 하지만 그래서 때 때문 때문에 있다 된다 한다 매우 모든 각
"""
_DENYING = """
not no never none neither nor cannot without hardly rarely seldom barely nowhere nothing nobody
dont doesnt didnt isnt arent wasnt werent wont cant couldnt shouldnt wouldnt hasnt havent
fail fails failed failing unable wrong wrongly false untrue incorrect incorrectly mistaken myth
contrary opposite instead rather unlike lack lacks lacking
안 못 말고 대신
"""
_OPPOSITE = """
positive negative, increase decrease, large small, larger smaller, high low, higher lower,
more less, more fewer, fast slow, faster slower, before after, first last, maximum minimum,
maximize minimize, overfitting underfitting, convex concave, row column, training inference,
training evaluation, running batch, vanish explode, shrink grow, mutable immutable,
linear nonlinear, same different, always sometimes, true false, big small, left right,
most least, many few, rise fall, rises falls, up down, add remove, enable disable, on off,
shared separate, local global, precision recall, mean variance, input output, forward backward,
양수 음수, 증가 감소, 최대 최소, 과적합 과소적합, 선형 비선형, 학습 추론, 가변 불변,
커진다 작아진다, 크다 작다, 높다 낮다, 많다 적다, 빠르다 느리다, 늘어난다 줄어든다, 입력 출력,
평균 분산, 정밀도 재현율, 순방향 역방향, 지역 전역
"""
_SUFFIX = """
izations ization izing ities ity ings ing ions ion ives ive ments ment ized izes ize ies ied ed es
ly s
"""
_ENDING = """
입니다 합니다 됩니다 습니다 에서는 으로는 에서 에게 으로 부터 까지 처럼 보다 이다 한다 된다 하는
되는 하고 되고 하면 되면 해서 하여 되어 했다 은 는 이 가 을 를 의 에 로 와 과 도 만 다
"""

_EMPTY_WORDS = frozenset(_EMPTY.split())
_DENYING_WORDS = frozenset(_DENYING.split())
_DENYING_KOREAN = re.compile(
    r"않|못|없|아니|아닌|아님|틀린|틀리|틀렸|거짓|반대|^안(?=[된되돼한하해])"
)
_SUFFIXES = tuple(_SUFFIX.split())
_ENDINGS = tuple(_ENDING.split())


@dataclass(frozen=True, slots=True)
class Words:
    """The stems of the words that carry meaning, and whether the sentence denies something."""

    stems: frozenset[str]
    denies: bool


def content_words(text: str) -> Words:
    """What a sentence is about; single letters are left out, digits are not."""
    words = _WORD.findall(fold(text))
    denies = any(
        word in _DENYING_WORDS or word.endswith("'t") or _DENYING_KOREAN.search(word)
        for word in words
    )
    return Words(frozenset(_stems(words)), denies)


def contradict(missing: Iterable[str], present: frozenset[str]) -> bool:
    """Whether the opposite of a missing stem is present."""
    return any(_OPPOSITES.get(stem, frozenset()) & present for stem in missing)


def _stems(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word in _EMPTY_WORDS or word in _DENYING_WORDS:
            continue
        stem = _stem(word)
        if (len(stem) > 1 or stem.isdigit()) and stem not in _EMPTY_WORDS:
            yield stem


def _english(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            if suffix != "s" or word[-2] not in "saiu":  # loss, bias, basis, focus
                word = word.removesuffix(suffix)
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]  # dropp(ed)
    return word.rstrip("ey") if len(word) > 3 else word


def _korean(word: str) -> str:
    """Without its particles, taken off one by one as long as two syllables are left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return _korean(word.removesuffix(ending))
    return word


def _stem(word: str) -> str:
    return _english(word) if word.isascii() else _korean(word)


def _both_ways() -> Mapping[str, frozenset[str]]:
    opposites: dict[str, frozenset[str]] = {}
    for pair in _OPPOSITE.split(","):
        left, right = map(_stem, pair.split())
        for one, other in ((left, right), (right, left)):
            opposites[one] = opposites.get(one, frozenset()) | {other}
    return opposites


_OPPOSITES = _both_ways()

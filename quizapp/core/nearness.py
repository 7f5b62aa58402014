"""Words of a library that a mistyped word may mean.

Words are compared letter by letter, Hangul in its single letters (NFD), by Damerau and
Levenshtein's distance in its restricted form, and only as far as what was typed goes:
`gradint` is one slip from `gradients`, `활성홤` one from `활성화함수`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

SHORTEST = 4
"""Letters; a shorter word is near to everything."""
LONG = 8
"""From so many letters on two slips are forgiven, else one."""
MOST = 8
"""Words that one mistyped word may stand for."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Full-width letters and signs, as some input methods make them."""
_WORD = re.compile(r"[^\W_]+(?:[-_'][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[\s_-]+")
_MASK_BITS = 61
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""Hangul's initial consonants as they are typed alone, in the order of the syllables."""
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_A_LEAD = 0xAC00, 0xD7A3, 588


def folded(text: str) -> str:
    """The text in lower case, half width and single spaces, Hangul in whole syllables."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_WIDE).lower().split())


def words_of(text: str) -> Iterator[str]:
    """The words of a text as the lexicon keeps them; hyphenated ones also in parts."""
    for found in _WORD.findall(folded(text)):
        if not found.isdigit():
            yield found
            parts = _PART.findall(found)
            if len(parts) > 1:
                yield from (part for part in parts if not part.isdigit())


class Lexicon:
    """All words of a library, prepared for finding near ones."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [(word, letters, _mask(letters)) for word, letters in _spelled(words)]

    def near(self, typed: str) -> tuple[str, ...]:
        """The words that begin nearly as `typed`, the nearest distance alone, best first."""
        wanted = _letters(typed)
        if len(wanted) < SHORTEST:
            return ()
        limit = 2 if len(wanted) >= LONG else 1
        mask, shortest = _mask(wanted), len(wanted) - limit
        found: list[tuple[int, bool, int, str]] = []
        for word, letters, have in self._words:
            if (
                len(letters) >= shortest
                and (mask & ~have).bit_count() <= limit
                and _begins_alike(wanted, letters)
            ):
                distance = prefix_distance(wanted, letters, limit)
                if distance <= limit:
                    limit = min(limit, max(distance, 1))
                    elsewhere = letters[0] != wanted[0]
                    found.append((distance, elsewhere, abs(len(letters) - len(wanted)), word))
        found.sort()
        return _shortest(word for distance, *_, word in found if distance == found[0][0])

    def by_consonants(self, typed: str) -> tuple[str, ...]:
        """Korean words by the initial consonants of their syllables: `ㅇㅈㅍ` for `역전파`."""
        if len(typed) < 2 or any(letter not in _LEADS for letter in typed):
            return ()
        fitting = (word for word, _, _ in self._words if leads(word[: len(typed)]) == typed)
        return _shortest(sorted(fitting, key=lambda word: (len(word), word)))


def leads(text: str) -> str:
    """The initial consonants of Hangul syllables; other characters stay."""
    return "".join(
        _LEADS[(ord(each) - _FIRST_SYLLABLE) // _SYLLABLES_A_LEAD]
        if _FIRST_SYLLABLE <= ord(each) <= _LAST_SYLLABLE
        else each
        for each in text
    )


def joined_otherwise(typed: str) -> tuple[str, ...]:
    """The same word with another sign between its parts, or none: of `mini-batch`, `minibatch`."""
    variants = [typed.replace(" ", "-"), _JOINT.sub(" ", typed), _JOINT.sub("", typed)]
    return tuple(each for each in dict.fromkeys(variants) if each != typed)


def split_somewhere(typed: str) -> tuple[str, ...]:
    """The word with a space or a hyphen at every place; nothing if it has one."""
    if not typed.isalpha():
        return ()
    least = 1 if any(map(_is_hangul, typed)) else 2
    places = range(least, len(typed) - least + 1)
    return tuple(f"{typed[:at]}{sign}{typed[at:]}" for at in places for sign in " -")


def prefix_distance(typed: str, word: str, limit: int) -> int:
    """Slips between `typed` and the beginning of `word` that is nearest; over `limit`, `limit + 1`.

    A slip is a letter too many, missing or wrong, or two neighbors swapped.
    """
    word = word[: len(typed) + limit]
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(*last, limit + 1)


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """The first of the words, without those that begin with another of them."""
    kept: list[str] = []
    for word in words:
        if len(kept) < MOST and not any(word.startswith(each) for each in kept):
            kept.append(word)
    return tuple(kept)


def _spelled(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        letters = _letters(word)
        if len(letters) >= 2:
            yield word, letters


def _letters(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFD", word)


def _mask(letters: str) -> int:
    mask = 0
    for letter in letters:
        mask |= 1 << (ord(letter) % _MASK_BITS)
    return mask


def _begins_alike(typed: str, word: str) -> bool:
    """One slip among the first two letters leaves one of these."""
    return typed[0] == word[0] or typed[1] == word[1] or typed[0] == word[1] or typed[1] == word[0]


def _is_hangul(letter: str) -> bool:
    return _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE

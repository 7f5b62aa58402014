"""What was probably meant, where a response is only a slip away from an answer.

A slip makes no word. Whoever types `macro` for `micro` or `Adam` for `AdamW` has named another
thing, and asking whether the right one was meant would give it away.
"""

from collections.abc import Iterable

from quizapp.core.folding import fold, near

_OWN_WORDS = """
macro micro adam adamw resnet resnext reverse reversed minima minimal minimax maxima maximal
inter intra inner covariate covariant invariant invariance equivariant equivariance variate
variant variants variance logic logit sort sorted latter later prior posterior posteriori
adaptive adoptive encoder encoded decoder encode decode encoding coding recursive recurrent
convert convolve converge diverge divergence convergence moment momentum ascent descent sensor
tensor vector token taken value valve scalar scaler scale stable table weigh weight height delay
decay loose lose loss lasso sparse parse dense sense mean median mode model modal node norm
normal former formal forward foreword backward global linear lineal bilinear trilinear
precision recall sigma sigmoid softmax softmin argmax argmin maxout biased unbiased bias
iterator iterate iterable iterated iteration generator generated generation append extend
extended expand insert invert inverse mutable immutable hashable tuple triple string float
import export deque dequeue enqueue queue unpack bagging boosting stacking patch batch match
열공간 영공간 행공간 열벡터 영벡터 행벡터 상한 하한 이상 이하 내적 외적 사전 사후 가중치
정밀도 정확도 재현율 분산 편향 편차 표본 표준 최대 최소 극대 극소 수렴 발산 학습 추론 확률 확산
"""
_WORDS = frozenset(_OWN_WORDS.split())


def nearly(typed: str, answers: Iterable[str]) -> str:
    """The first of the answers that `typed` is a slip away from, or nothing."""
    return next(
        (each for each in answers if near(typed, each) and not _another_word(typed, each)), ""
    )


def _another_word(typed: str, meant: str) -> bool:
    """Whether the word that differs is one of its own."""
    left, right = fold(typed).split(), fold(meant).split()
    if len(left) != len(right):
        return "".join(left) in _WORDS
    return bool((set(left) - set(right)) & _WORDS)

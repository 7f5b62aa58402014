import pytest

from quizapp.core.say import plain, say


@pytest.mark.parametrize(
    ("template", "value", "told"),
    [
        ("‘{typed}’은(는) 어디에도 없어요", "역전파", "‘역전파’는 어디에도 없어요"),
        ("{typed}을(를) 제거했어요", "파이썬", "파이썬을 제거했어요"),
        ("{typed}(으)로 끝났어요", "길", "길로 끝났어요"),
        ("{typed}(으)로 끝났어요", "꿈", "꿈으로 끝났어요"),
        ("{typed}이(가) 없어요", "momentum", "momentum이(가) 없어요"),
        ("{typed}이(가) 없어요", "", "이(가) 없어요"),
        ("{typed} 은(는) 없어요", "은(는)", "은(는) 은(는) 없어요"),
    ],
)
def test_a_korean_particle_fits_the_word_before_it(template: str, value: str, told: str) -> None:
    assert plain(say("{typed}", typed=value), lambda _: template) == told

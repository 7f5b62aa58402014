"""Palette, keys of one's own, themes, motion, language, mouse, tour, options and help."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told

from quizapp.config import Settings, SettingsError
from quizapp.core.cells import cell_width
from quizapp.core.say import say
from quizapp.core.session import Mode
from quizapp.services.laboratory import Experiment
from quizapp.tui.app import QuizApp
from quizapp.tui.commands import PLACES, tables
from quizapp.tui.keymap import Keymap, key_name, sign
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.screens.help import HelpScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.options import OptionsScreen
from quizapp.tui.screens.pack_about import ConfirmingScreen
from quizapp.tui.screens.problems import ProblemsScreen
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.statistics import StatisticsScreen
from quizapp.tui.screens.summary import SummaryScreen
from quizapp.tui.screens.theming import ThemingScreen
from quizapp.tui.screens.tour import CARDS, TourScreen
from quizapp.tui.widgets.figure import FigureView


def with_settings(app: QuizApp, **settings: object) -> QuizApp:
    """The same app with other settings."""
    house = app.house
    house.settings = replace(house.settings, **settings)
    return QuizApp(house, wish=app.wish if app._begin else None)


def keys(**given: str) -> dict[str, tuple[str, ...]]:
    """`quiz_flag="z"` as the settings have it."""
    return {name.replace("_", ".", 1).replace("_", "-"): (key,) for name, key in given.items()}


# Keys of one's own


async def test_a_moved_key_works_and_is_shown_everywhere(start) -> None:
    app = with_settings(start("choice"), keys=keys(quiz_give_up="z", app_palette="f9"))
    async with app.run_test(size=(120, 60)) as pilot:
        assert "z Don't know" in await shown(pilot)
        await pilot.press("x")
        assert "Here is the answer" not in await shown(pilot)
        await pilot.press("question_mark")
        text = await shown(pilot)
        assert re.search(r"z +I don't know: show the answer", text)
        assert "f9" in text
        await pilot.press("escape", "f9")
        assert "Don't know   z" in await until(pilot, "Don't know   z")
        await pilot.press("escape")
        await shown(pilot)
        await pilot.press("z")
        assert "Here is the answer" in await shown(pilot)


async def test_a_key_moved_out_of_the_letters_works_in_a_text_field(start) -> None:
    app = with_settings(start("text"), keys=keys(quiz_flag="f2"))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        assert isinstance(app.screen.focused, Input)
        await pilot.press("f2")
        assert "⚑" in await shown(pilot)
        await pilot.press("asterisk")
        assert app.screen.focused.value == "*"


async def test_moved_keys_answer_and_are_named_in_sentences(start) -> None:
    moved = keys(answer_pick="m", answer_down="n", quiz_give_up="z", quiz_good="g", quiz_accept="v")
    app = with_settings(start("bug"), keys=moved)
    async with app.run_test(size=(80, 60)) as pilot:
        assert "a click or m marks it, enter submits" in await shown(pilot)
        await pilot.press("question_mark")
        assert re.search(r"m +Tick, mark", await shown(pilot))
        await pilot.press("escape", "space", "enter")
        assert "No line is marked yet: m marks" in await shown(pilot)
        await pilot.press("n", "n", "n", "m", "enter")
        text = await shown(pilot)
        assert "✓ Right" in text
        assert "v Easy" in text and "g Good" in text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (keys(quiz_flg="z"), "no command called quiz.flg.\n  Did you mean quiz.flag?"),
        (keys(zzz="z"), "quizapp settings --keys lists them"),
        (keys(quiz_flag="zz"), "no key called zz"),
        (keys(quiz_flag="b"), "b would do two things on one screen: quiz.bury and quiz.flag."),
        (keys(app_palette="p"), "home.plan and app.palette"),
        (keys(app_help="h"), "quiz.hint and app.help"),
        (keys(quiz_flag="enter"), "enter cannot be given"),
        (keys(quiz_flag="tab"), "tab cannot be given"),
        (keys(home_lab="ctrl+m"), "the same as enter"),
        (keys(answer_pick="s"), "s would do two things on one screen: answer.pick and quiz.skip"),
        (keys(answer_submit="3"), "3 cannot be given"),
    ],
)
def test_keys_that_cannot_be_are_told_at_the_start(given, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Keymap(Settings(keys=given))
    assert told in caught.value.told()


def test_two_commands_can_change_places() -> None:
    keymap = Keymap(Settings(keys=keys(quiz_flag="b", quiz_bury="*")))
    quiz = keymap.applied(tables()["quiz"], "quiz")
    assert {each.action: each.key_sign for each in quiz if each.action in ("flag", "bury")} == {
        "flag": "b",
        "bury": "*",
    }


def test_keys_as_people_write_them() -> None:
    written = ["?", "Esc", "Ctrl+X", "shift+x", "F2", "shift+up", "PgDn", " ", "+", "question_mark"]
    assert [key_name(each) for each in written] == [
        *("question_mark", "escape", "ctrl+x", "X", "f2", "shift+up", "pagedown", "space"),
        *("plus", "question_mark"),
    ]
    assert [key_name(each) for each in ("xx", "ctrl+", "ctrl+ctrl+x", "", "\x00")] == [None] * 5
    assert [sign(key) for key in ("question_mark", "escape", "ctrl+x", "left")] == [
        *("?", "esc", "ctrl+x", "←"),
    ]


def test_no_command_shares_its_name_and_no_key_does_two_things() -> None:
    screens: list[type[BaseScreen]] = [BaseScreen]
    for name, commands in tables().items():
        names = [command.id_in(name) for command in commands]
        assert len(names) == len(set(names)), name
        assert all("(" not in each for each in names), name
    while screens:
        screen = screens.pop()
        screens += screen.__subclasses__()
        listed = {id(commands) for commands in tables().values()}
        assert not screen.KEYS or id(screen.KEYS) in listed, f"{screen} is not in commands.py"


# The palette


async def test_the_palette_finds_in_both_languages_and_goes_anywhere(start) -> None:
    app = start(home=True, lang="ko")
    async with app.run_test(size=(80, 30)) as pilot:
        await shown(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, "데모")
        await pilot.press(*"statist")
        await until(pilot, "통계")
        await pilot.press("enter")
        await until(pilot, "아직")
        assert isinstance(app.screen, StatisticsScreen)
        await pilot.press("ctrl+p")
        await until(pilot, "영어와")
        await pilot.press(*"홈으")
        await until(pilot, "홈으로")
        await pilot.press("enter")
        for _ in range(3):
            await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_the_palette_runs_what_the_screen_can_do_now(start) -> None:
    app = start("choice")
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot)
        await pilot.press("ctrl+p")
        text = await until(pilot, "Don't know")
        assert "Follow-up" not in text
        await pilot.press(*"show answer", "enter")
        assert "Here is the answer" in await until(pilot, "Here is the answer")
        await pilot.press("ctrl+p")
        await until(pilot, "Follow-up")
        await pilot.press(*"xyzzy")
        await until(pilot, "No command has these words.")
        await pilot.press("enter")
        assert isinstance(app.screen, QuizScreen)


async def test_home_by_the_palette_leaves_a_session_that_goes_on(start) -> None:
    app = start("choice", "true-false")
    async with app.run_test(size=(100, 40)) as pilot:
        await shown(pilot)
        await pilot.press("x", "3")
        assert "2/2" in await shown(pilot)
        app.go("statistics")
        await shown(pilot)
        app.go_home()
        assert "Go on where you stopped: 1 of 2" in await shown(pilot)
        await pilot.press("enter")
        assert "2/2" in await shown(pilot)


# Colors and motion


async def test_themes_are_tried_kept_and_given_back(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("t", "down")
        await shown(pilot)
        assert app.theme == "light"
        await pilot.press("escape")
        await shown(pilot)
        assert app.theme == "dark"
        await pilot.press("t", "down", "enter")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)
    app.house.close()
    again = start(home=True)
    assert again.theme == "light"
    assert with_settings(again, theme="high-contrast").theme == "high-contrast"


async def test_the_settings_file_wins_and_that_is_told(start) -> None:
    app = with_settings(start(home=True), theme="dark", lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.use_theme("light")
        await until_told(pilot, 'theme = "dark"')
        await pilot.press("l")
        await until_told(pilot, 'lang = "en"')


@pytest.mark.parametrize("how", ["theme", "NO_COLOR"])
async def test_without_colors_everything_is_gray(start, monkeypatch, how: str) -> None:
    if how == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    app = start("choice")
    app = with_settings(app, theme="monochrome") if how == "theme" else app
    assert app.theme == "monochrome"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await shown(pilot)
        app._gray.enabled = app._gray.enabled or how == "NO_COLOR"
        for line in app.screen._compositor.render_strips():
            for segment in line.apply_filter(app._gray, app.background_colors[1]):
                style = segment.style
                for color in (style.color, style.bgcolor) if style else ():
                    if color is not None and not color.is_default:
                        assert len(set(color.get_truecolor())) == 1


async def test_reduced_motion_stops_what_moves(start) -> None:
    app = with_settings(start("text"), reduced_motion=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        assert app.animation_level == "none"
        assert app.screen.focused.cursor_blink is False
        await pilot.press("ctrl+p")
        await until(pilot, "Search commands")
        assert app.screen.query_one(Input).cursor_blink is False


async def test_with_reduced_motion_a_figure_is_drawn_once_with_the_characters_chosen(start) -> None:
    app = with_settings(start(home=True), reduced_motion=True, charset="ascii")
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        await app.push_screen(DemoScreen(_experiment(app), start=True))
        figure = app.screen.query_one(FigureView)
        drawn = []
        figure.show = lambda *figures: drawn.append(figures[0])
        text = await until(pilot, "claims hold")
        await shown(pilot)
        assert len([each for each in drawn if each is not None]) == 1
        assert figure.charset == "ascii"
        assert "⣀" not in text


# Tour, options, home


async def test_the_tour_comes_once_and_leaves_at_once(start) -> None:
    app = with_settings(start(home=True), tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Welcome" in await shown(pilot)
        await pilot.press("l")
        assert "환영" in await shown(pilot)
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("question_mark", "t")
        await shown(pilot)
        assert isinstance(app.screen, TourScreen)
        for _ in CARDS:
            await pilot.press("enter")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)
    again = QuizApp(app.house)
    async with again.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        assert isinstance(again.screen, HomeScreen)


async def test_a_session_from_the_command_line_is_not_kept_waiting(start) -> None:
    app = with_settings(start("choice"), tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_options_make_a_session_of_what_is_ticked(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        await pilot.press("o")
        text = await shown(pilot)
        assert "Every kind" in text
        assert "All 12 questions fit" in text
        listed = app.screen.query_one(OptionList)
        await pilot.press("down", "space")  # cram
        listed.highlighted = listed.get_option_index("kind:numeric")
        await pilot.press("space", "left")
        text = await shown(pilot)
        assert "(•) Cram" in text
        assert "[x] Give a number" in text
        assert "A session of 5 questions" in text
        await pilot.click("#ticks", offset=(4, listed.get_option_index("kind:text")))
        assert "[x] Give a word" in await shown(pilot)
        await pilot.press("l")
        assert "[x] 수로 답하기" in await shown(pilot)
        listed.highlighted = listed.get_option_index("difficulty:2")
        await pilot.press("space")
        wish = app.screen.wish
        assert (wish.kinds, wish.mode, wish.length) == (("numeric", "text"), Mode.CRAM, 5)
        assert wish.difficulties == (2,)
        await pilot.press("space")
        await pilot.press("enter")
        await shown(pilot)
        assert isinstance(app.screen, QuizScreen)
        await pilot.press("escape", "escape")  # out of the text field, then home
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_home_tells_of_the_interview(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        assert "p sets your interview's date" in await shown(pilot)
        today = app.house.clock().astimezone().date()
        app.house.record.set_setting("interview", str(today))
        app.screen._fill()
        assert "Interview today" in await shown(pilot)
        assert "0% recalled then if you stop" in await until(pilot, "recalled then")


# Mouse, help and the way back


async def test_the_key_bar_and_the_rows_of_home_are_clickable(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        text = await shown(pilot)
        *_, bar = text.splitlines()
        column = cell_width(bar[: bar.index("? Help")])
        await pilot.click(offset=(column, app.size.height - 1))
        await shown(pilot)
        assert isinstance(app.screen, HelpScreen)
        await pilot.click(offset=(1, 1))  # beside the window
        await shown(pilot)
        await pilot.click("#packs", offset=(5, 0))
        await shown(pilot)
        assert isinstance(app.screen, QuizScreen)


SCREENS = {
    "home": lambda app: None,
    **{place: lambda app, place=place: app.go(place) for place in PLACES},
    "options": lambda app: app.push_screen(OptionsScreen((), 10)),
    "theming": lambda app: app.push_screen(ThemingScreen()),
    "tour": lambda app: app.show_tour(),
    "problems": lambda app: app.push_screen(ProblemsScreen(())),
    "confirming": lambda app: app.push_screen(ConfirmingScreen(say("Home"))),
    "asking": lambda app: app.push_screen(AskingScreen(say("Home"), "", say("Tour"), bool)),
    "demo": lambda app: app.push_screen(DemoScreen(_experiment(app))),
    "quiz": lambda app: app.start_session(),
    "summary": lambda app: app.push_screen(SummaryScreen(_nothing())),
}
"""How each screen is opened from home; a new screen belongs here too."""


def _experiment(app: QuizApp) -> Experiment:
    spec = app.house.laboratory.catalog.get("relu-approximation", "every-kind")
    return Experiment(spec, spec.values({}))


def _nothing():
    from quizapp.services.views import Summary

    return Summary((), 60.0, None)


async def test_every_screen_helps_speaks_both_languages_and_leads_back(start) -> None:
    app = start(home=True)

    async def cold() -> None:
        """No process is started for a look at the lab."""

    app.house.laboratory.warm = cold
    async with app.run_test(size=(80, 30)) as pilot:
        await shown(pilot)
        for name, opened in SCREENS.items():
            opened(app)
            before = await shown(pilot)
            screen = app.screen
            app.switch_language()
            assert await shown(pilot) != before, name
            await pilot.press("f1")
            assert "화면에서" in await shown(pilot), name
            assert isinstance(app.screen, HelpScreen), name
            app.switch_language()
            assert re.search("On (this|every) screen", await shown(pilot)), name
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is screen, name
            for _ in range(4):
                if not isinstance(app.screen, HomeScreen):
                    await pilot.press("escape")
                    await pilot.pause()
            assert isinstance(app.screen, HomeScreen), name

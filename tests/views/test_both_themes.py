"""Every screen in light and in dark, measured in its picture: each word and sign stands out from a ground of the theme.

No pictures are kept: what is asked is what a tired eye asks, not that no pixel ever moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.views import theme
from app.views.pickup import PickupView
from app.views.workbench import Bench, Look
from tests.presenters.verifying import Hatch
from tests.views import shots_pickup, shots_sheets, shots_supervisor, shots_verify, shots_window
from tests.views.looks import dress, look
from tests.views.seen import contrast, hard_to_read
from tests.views.shots_window import Desk, a_desk
from tests.views.window_text import out_of_reach

WINDOW = [*shots_window.SHOTS, *shots_supervisor.SHOTS, *shots_sheets.SHOTS]
THEMES = ("light", "dark")


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def _worn_first() -> list[str]:
    """Both themes, beginning with the one that the program wears: to change it styles everything anew."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dark = application.styleSheet() == theme.stylesheet("dark", 1.0)
    return sorted(THEMES, key=lambda each: (each == "dark") is not dark)


def _grounds(name: str) -> list[str]:
    """What may lie under words: the surfaces, the tinted grounds, and what is filled."""
    tokens = theme.THEMES[name]
    names = ("canvas", "surface", "sunken", "go_bg", "warn_bg", "stop_bg", "go", "go_hover", "text")
    return [tokens[each] for each in names]


def _dressed() -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, look())


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Callable[[bool], Desk]]:
    made: list[Desk] = []

    def open_one(tray: bool) -> Desk:
        _dressed()
        made.append(a_desk(tray=tray))
        qtbot.addWidget(made[0].view)
        with qtbot.waitActive(made[0].view):
            made[0].view.show()
        return made[0]

    yield open_one
    for each in made:
        each.window.layouts.leave()
        each.close()


@pytest.mark.parametrize("shot", WINDOW, ids=lambda shot: shot.name)
def test_a_screen_of_the_window_can_be_read(desk: Callable[[bool], Desk], shot: shots_window.Shot) -> None:
    opened = desk(shot.tray)
    shot.set_up(opened)
    for name in THEMES:
        opened.view.choose("theme", name)
        _settle()
        assert hard_to_read(opened.view, _grounds(name)) == [], name


@pytest.mark.parametrize("shot", shots_pickup.SHOTS, ids=lambda shot: shot.name)
def test_a_state_of_the_pickup_can_be_read(qtbot: QtBot, shot: shots_pickup.Shot) -> None:
    counter = shots_pickup.a_counter()
    shot.set_up(counter)
    for name in _worn_first():
        _measure(qtbot, name, lambda at: PickupView(counter.pickup, at), shots_pickup.SIZE)
    counter.pickup.done._timer.stop()


@pytest.mark.parametrize("shot", shots_verify.SHOTS, ids=lambda shot: shot.name)
def test_an_answer_of_the_verification_can_be_read(qtbot: QtBot, shot: shots_verify.Shot) -> None:
    hatch = Hatch()
    shot.set_up(hatch)
    for name in _worn_first():
        _measure(qtbot, name, lambda at: shots_verify.page(hatch, at))


def _measure(qtbot: QtBot, name: str, make: Callable[[Look], QWidget], size: tuple[int, int] | None = None) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, look(name))
    view = make(look(name))
    qtbot.addWidget(view)
    if size is not None:
        view.resize(*size)
    with qtbot.waitActive(view):
        view.show()
    _settle()
    assert hard_to_read(view, _grounds(name)) == [], name
    view.hide()


# ------------------------------------------------------------------ the measure itself
@pytest.mark.parametrize(
    ("ink", "ground", "found"),
    [
        (theme.DARK["text"], theme.DARK["canvas"], 0),
        (theme.LIGHT["text"], theme.DARK["canvas"], 1),  # the other theme's ink
        (theme.LIGHT["text"], "#FFFFFF", 1),  # it can be read, on a ground that is none of the dark theme's
        (theme.DARK["edge"], theme.DARK["sunken"], 1),
    ],
)
def test_the_measure_finds_the_other_theme_s_ink_and_ground(qtbot: QtBot, ink: str, ground: str, found: int) -> None:
    box = QWidget()
    label = QLabel("各單位皆已結清 Ready", box)
    label.setStyleSheet(f"color: {ink}; background: {ground}; font-size: 16px;")
    label.setGeometry(0, 0, 260, 40)
    box.resize(260, 40)
    qtbot.addWidget(box)
    box.show()
    assert len(hard_to_read(box, _grounds("dark"))) == found


def test_the_ratio_is_wcag_s() -> None:
    assert contrast(0x000000, 0xFFFFFF) == pytest.approx(21.0)
    assert contrast(0x777777, 0xFFFFFF) == pytest.approx(4.48, abs=0.01)


def test_a_button_that_has_to_be_scrolled_to_is_out_of_reach(qtbot: QtBot) -> None:
    bench = Bench(look())
    button = bench.button("Go on", "F9", "primary")
    area = bench.scroll(bench.holder(bench.col(bench.label("\n" * 40), button)))
    area.resize(300, 200)
    qtbot.addWidget(area)
    area.show()
    assert out_of_reach(area) == ["Go on F9"]
    area.ensureWidgetVisible(button)
    assert out_of_reach(area) == []

"""The smallest window that there is: no word of a page that was enlarged since is cut off in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from app.views.main_window import SMALLEST
from tests.views import shots_supervisor as supervisor
from tests.views import shots_window as shots
from tests.views.opened import Open, settle
from tests.views.shots_window import Desk

PAGES = [
    (supervisor.a_queue_supervised, 1.0),
    (supervisor.carried_out, 2.0),
    (supervisor.paused, 2.0),
    (shots.help_, 1.0),
    (shots.preview_evidence, 2.0),
]


def is_cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() + 1 < label.heightForWidth(label.width())
    return label.width() + 1 < label.sizeHint().width() or label.height() + 1 < label.sizeHint().height()


@pytest.mark.parametrize(("page", "scale"), PAGES)
def test_no_word_is_cut_off(open_desk: Open, page: Callable[[Desk], None], scale: float) -> None:
    desk = open_desk(page, language="en", scale=scale)
    desk.view.resize(*SMALLEST)
    settle(desk)
    settle(desk)
    labels = [each for each in desk.view.findChildren(QLabel) if each.isVisible() and each.text()]
    assert labels
    assert [each.text() for each in labels if is_cut(each)] == []

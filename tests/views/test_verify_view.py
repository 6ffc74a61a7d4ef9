"""Verification on the glass: what is read, what is dropped and pressed, and that everything has room and a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from app.desk.verify_slips import LedgerSlip, Seen
from app.views.verify import VerifyPage
from tests.presenters.made_up import NOON
from tests.presenters.verifying import Hatch
from tests.views.looks import look
from tests.views.shots_verify import SHOTS, Shot, many, one, page, scanned, three
from tests.views.window_text import cramped, dump, nameless, out_of_reach

Compare = Callable[[str, str], None]


@pytest.fixture
def hatch(qapp: QApplication) -> Hatch:
    return Hatch()


def show(qtbot: QtBot, hatch: Hatch, **settings: object) -> VerifyPage:
    view = page(hatch, look(**settings))  # type: ignore[arg-type]
    qtbot.addWidget(view)
    with qtbot.waitActive(view):
        view.show()
    return view


def settle(view: VerifyPage) -> None:
    view.draw()
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_state_reads_as_reviewed_with_room_and_names(
    qtbot: QtBot, hatch: Hatch, golden: Compare, shot: Shot, language: str, scale: float
) -> None:
    view = show(qtbot, hatch, language=language, scale=scale)
    shot.set_up(hatch)
    settle(view)
    if scale == 1.0:
        golden(f"verify/{shot.name}-{language}", dump(view))
    assert cramped(view) == []
    assert nameless(view) == []
    assert out_of_reach(view) == []


@pytest.mark.parametrize("read", ["7K3M-9QXW-0ZRT-5HBN", "https://verify.sample.example/d/7K3M-9QXW-0ZRT-5HBN"])
def test_the_code_of_a_certificate_is_scanned_wherever_the_focus_is(qtbot: QtBot, hatch: Hatch, read: str) -> None:
    view = show(qtbot, hatch)
    view.scans.gap_ms = 60_000
    assert view.primary is not None
    view.primary.setFocus()
    for stroke in read:
        QTest.keyClicks(QApplication.focusWidget() or view, stroke)
    QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Return)
    assert hatch.line.last("verify:by_code").facts == {"read": read}
    assert view.findChild(QFileDialog) is None  # its Enter pressed nothing


def a_drop(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([*(QUrl.fromLocalFile(str(path)) for path in paths), QUrl("https://school.example/a.pdf")])
    return data


def test_what_is_dropped_is_handed_in_and_an_address_is_not(qtbot: QtBot, hatch: Hatch, tmp_path: Path) -> None:
    view = show(qtbot, hatch)
    data = a_drop(tmp_path / "林.pdf", tmp_path / "folder")
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(200, 200), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(view, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(view, QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, data, buttons, keys))
    ((paths, _),) = hatch.examiner.gathering
    assert paths == (str(tmp_path / "林.pdf"), str(tmp_path / "folder"))


def test_an_address_alone_is_not_taken(qtbot: QtBot, hatch: Hatch) -> None:
    view = show(qtbot, hatch)
    data = a_drop()
    enter = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(view, enter)
    assert not enter.isAccepted()


@pytest.mark.qt_log_ignore("propagateSizeHints")
@pytest.mark.parametrize(
    ("button", "mode"),
    [("choose-files", QFileDialog.FileMode.ExistingFiles), ("choose-folder", QFileDialog.FileMode.Directory)],
)
def test_choosing_opens_a_dialog_and_goes_on_when_it_is_answered(
    qtbot: QtBot, hatch: Hatch, tmp_path: Path, button: str, mode: QFileDialog.FileMode
) -> None:
    view = show(qtbot, hatch)
    pressed = view.findChild(QPushButton, button)
    assert pressed is not None
    pressed.click()
    dialog = view.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is mode
    dialog.filesSelected.emit([str(tmp_path)])
    assert hatch.examiner.gathering[0][0] == (str(tmp_path),)
    dialog.close()


def test_a_row_that_is_pressed_shows_its_steps_and_cause(qtbot: QtBot, hatch: Hatch) -> None:
    three(hatch)
    view = show(qtbot, hatch, language="en")
    assert "For staff only" in dump(view)
    row = view.findChild(QPushButton, "verify-row-0")
    assert row is not None
    row.click()
    settle(view)
    assert hatch.screen.chosen == 0
    assert "For staff only" not in dump(view)
    assert view.focusWidget() is not None
    assert view.focusWidget().objectName() in ("", "verify-row-0")


def test_the_arrows_walk_through_a_long_list(qtbot: QtBot, hatch: Hatch) -> None:
    many(hatch)
    view = show(qtbot, hatch)
    table = view.findChild(QTableView, "verify-table")
    assert table is not None
    assert table.model().rowCount() == 24
    chosen = hatch.screen.chosen
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert hatch.screen.chosen == chosen + 1
    settle(view)
    again = view.findChild(QTableView, "verify-table")
    assert again is not None
    assert again.currentIndex().row() == chosen + 1
    assert again.hasFocus()


def test_a_ready_answer_is_copied_without_its_quotation_marks(qtbot: QtBot, hatch: Hatch) -> None:
    view = show(qtbot, hatch)
    copy = view.findChild(QPushButton, "copy-printer")
    assert copy is not None
    copy.click()
    told = QGuiApplication.clipboard().text()
    assert told.startswith("數位證書以 PDF 原檔為準")
    assert "「" not in told and "」" not in told


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_only_below_the_staff_line_is_it_said_that_a_document_was_revoked(
    qtbot: QtBot, hatch: Hatch, language: str
) -> None:
    """Neither the answer nor the steps name it (B50); nor does a scanned code."""
    word = "註銷" if language == "zh_TW" else "revoked"
    one("revoked")(hatch)
    view = show(qtbot, hatch, language=language)
    public, line, staff = dump(view).partition("僅供承辦人" if language == "zh_TW" else "For staff only")
    assert line
    for each in (word, "7K3M-9QXW-0ZRT-5HBN"):  # a file that is not valid has no day of issue either
        assert each in staff
        assert each not in public
    hatch.verify.clear()
    scanned(hatch, state="revoked")
    settle(view)
    assert word not in dump(view)


def test_a_signature_that_held_until_its_certificate_ended_is_not_said_to_fail(hatch: Hatch) -> None:
    from app.presenters.verify import Step
    from app.views import verify_words as words
    from app.wording import in_language

    hatch.hands_in("a.pdf")
    hatch.examiner.takes()
    hatch.line.answer("verify:ask_ledger", LedgerSlip(known=False, issuers=(), at=NOON))
    hatch.examiner.sees(Seen(missing=("in_force",), signed=True, by_us=True, held_then=True))
    note = words.step_note(in_language("en"), hatch.screen.entry, Step.SIGNATURE)
    assert note == "this school's; the signer's certificate has ended since"


def test_the_public_answer_never_tells_the_cause(qtbot: QtBot, hatch: Hatch) -> None:
    """What stands at the left may be read out to anybody (B50)."""
    from app.views import verify_words as words
    from app.wording import in_language

    for kind in ("altered", "revoked", "not_issued_here"):
        hatch.hands_in("a.pdf")
        hatch.answers(kind)
        entry = hatch.screen.entry
        assert entry is not None and entry.verdict is not None
        told = words.public(in_language("en"), entry.verdict)
        assert told.text == "The file is not a valid document of this school."
        assert words.for_staff(in_language("en"), entry.verdict) is not None

"""A scan of evidence, or of a signed receipt, is picked in the system's own dialog, in no event loop of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.presenters.proxy import MAX_SCAN
from app.views.signed_receipt import choose_signed_receipt
from tests.presenters import made_up
from tests.presenters.conftest import Counter
from tests.views.test_pickup_view import counter, settle, show

__all__ = ["counter"]  # the fixture
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")  # of the test's own display


def dialog_for_a_letter(qtbot: QtBot, counter: Counter) -> QFileDialog:
    view = show(qtbot, counter, language="en")
    counter.opens(made_up.a_case(proxy_rules=made_up.STRICT_RULES))
    counter.pickup.begin_proxy()
    settle(view)
    button = next(each for each in view.findChildren(QPushButton) if each.accessibleName() == "Attach the scan")
    button.click()  # returns at once
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible())


def test_the_chosen_file_is_kept_as_a_scan(qtbot: QtBot, counter: Counter, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7 made up")
    dialog = dialog_for_a_letter(qtbot, counter)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.fileSelected.emit(str(file))
    dialog.close()
    facts = counter.line.last("proxy:keep_scan").facts
    assert (facts["piece"], facts["name"], facts["content"]) == ("letter", "letter.pdf", b"%PDF-1.7 made up")


@pytest.mark.parametrize(("size", "code"), [(MAX_SCAN + 100, "scan.too_large"), (None, "scan.unreadable")])
def test_a_file_that_cannot_be_taken_is_told_at_its_piece(
    qtbot: QtBot, counter: Counter, tmp_path: Path, size: int | None, code: str
) -> None:
    file = tmp_path / "letter.pdf"
    if size is not None:
        file.write_bytes(bytes(size))
    dialog = dialog_for_a_letter(qtbot, counter)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    problem = counter.pickup.proxy.screen.problem_at("letter")
    assert problem is not None and problem.code == code
    assert "proxy:keep_scan" not in counter.line.verbs


def dialogs() -> list[QFileDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible()]


def test_ctrl_o_attaches_the_signed_receipt_and_only_where_it_was_signed_on_paper(
    qtbot: QtBot, counter: Counter, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.pdf"
    file.write_bytes(b"%PDF-1.7 made up")
    view = show(qtbot, counter, language="en")
    counter.opens(made_up.a_collected_case())
    settle(view)
    choose_signed_receipt(view.bench.say, counter.pickup)
    assert dialogs() == [], "it was signed on the pad"
    counter.opens(made_up.a_paper_signed_case(), made_up.UID_B)
    settle(view)
    button = next(
        each for each in view.findChildren(QPushButton) if "Attach the signed receipt" in each.accessibleName()
    )
    button.click()  # returns at once
    (dialog,) = dialogs()
    dialog.fileSelected.emit(str(file))
    dialog.close()
    assert counter.line.last("signed_receipt:keep").facts["content"] == b"%PDF-1.7 made up"

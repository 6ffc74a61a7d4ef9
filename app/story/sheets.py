"""The sheets at the counter on the scripted day: the shelf, a sheet of the other campus taken over, a short count."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.presenters.sheets import Doing
from app.presenters.window import Page
from app.story.supervisor import a_supervisor, keep_shown

if TYPE_CHECKING:
    from app.story.hands import Story

ALT = Qt.KeyboardModifier.AltModifier


def shelf(story: Story) -> None:
    """What lies here; a sheet of the other campus is scanned and taken over; the shelf is counted."""
    sheets, elsewhere = story.presenter.sheets, _of_the_other_campus(story)
    began = time.monotonic()
    story.key(Qt.Key.Key_5, ALT)
    story.wait(lambda: sheets.screen.stock is not None, "the shelf")
    stock = sheets.screen.stock
    story.note("shelf", "looked at the shelf", began, lying=stock.total if stock else 0)
    story.expect(bool(stock and stock.lying), "nothing lies at the counter")
    first = stock.lying[0].serial if stock else ""
    _labels(story)
    _take_over(story, elsewhere)
    _count(story, first, elsewhere)


def _labels(story: Story) -> None:
    began = time.monotonic()
    story.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    story.wait(lambda: bool(story.presenter.preview.screen.pages), "the sleeve labels")
    keep_shown(story, "sleeve-labels")
    story.note("labels", "looked at the labels for the sleeves", began)
    story.key(Qt.Key.Key_Escape)


def _of_the_other_campus(story: Story) -> str:
    """The sheet of the graduate who came to the wrong counter."""
    story.tap(story.index_of("other-campus"))
    case = story.pickup.screen.case
    sheet = case.certificate.sheet if case is not None and case.certificate is not None else None
    story.put_away()
    story.expect(sheet is not None, "the other campus has no sheet")
    return sheet.barcode if sheet is not None else ""


def _take_over(story: Story, barcode: str) -> None:
    sheets = story.presenter.sheets
    login, password = a_supervisor()
    began = time.monotonic()
    story.scan(barcode)
    story.wait(lambda: sheets.screen.rows, "the scanned sheet")
    for name, text in (("place", "甲櫃 待領"), ("login", login)):
        field = story.window.findChild(QLineEdit, f"sheets-{name}")
        if field is not None:
            field.setText(text)
        sheets.write(name, text)
    story.note("sheet-scanned", "scanned a sheet of the other campus", began, coming=len(sheets.screen.coming))
    story.expect(sheets.screen.asks_supervisor, "no supervisor was asked")
    began = time.monotonic()
    sheets.take_over(password)
    story.wait(lambda: sheets.screen.moved is not None or sheets.screen.problems, "the sheet taken over")
    moved = sheets.screen.moved
    story.note("sheet-taken-over", "a supervisor had it taken over", began, moved=len(moved.moved) if moved else 0)
    story.expect(moved is not None and len(moved.moved) == 1, "the sheet was not taken over")


def _count(story: Story, *scans: str) -> None:
    """A count that is broken off early: nearly everything is missing, and the list says so."""
    sheets = story.presenter.sheets
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: sheets.screen.doing is Doing.COUNTING, "the count")
    for number, each in enumerate((*scans, "S9999999"), 1):
        story.scan(each)
        story.wait(lambda: len(sheets.screen.found) == number, f"scan {number}")  # noqa: B023 (asked in this turn)
    story.note("counting", "scanned a few sheets of the shelf", began, found=len(sheets.screen.found))
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: sheets.screen.taken is not None, "the outcome of the count")
    taken = sheets.screen.taken
    story.note("counted", "finished the count", began, found=taken.found if taken else -1)
    story.expect(taken is not None and taken.found == len(scans), "the count found other sheets")
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: bool(story.presenter.preview.screen.pages), "the list of the count")
    keep_shown(story, "stock-take")
    story.note("count-list", "looked at the list of the count", began)
    story.key(Qt.Key.Key_Escape)
    story.presenter.go(Page.COUNTER)
    story.settle()

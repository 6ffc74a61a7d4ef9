"""The papers of an open case: the notice of what is outstanding, the letter for a proxy, the receipt once more."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.desk import asks
from app.desk.slips import CaseSlip, Mode, Verdict
from app.presenters.errands import PaperErrand
from app.presenters.form import Form
from app.presenters.pickup_screen import PickupScreen
from app.presenters.ports import Printing
from app.threads.desk_line import Line


def about_of(case: CaseSlip) -> UUID | None:
    """The certificate that the case is about."""
    return case.certificate.id if case.certificate is not None else None


class PickupPapers(Form[PickupScreen]):
    """One paper at a time, about the case on the screen. ``missed``: one did not print, and its screen is gone."""

    missed = Signal(object, object)

    def __init__(self, line: Line, printing: Printing, parent: QObject | None = None) -> None:
        super().__init__(PickupScreen(), parent)
        self._paper = PaperErrand(line, printing, self._paper_moved, self.missed.emit)

    def print_notice(self) -> None:
        """離校待辦事項通知單: every obstacle with its door; for a proxy without the reasons."""
        case = self.screen.case
        if case is not None and case.verdict is Verdict.BLOCKED:
            self._paper.run(
                asks.outstanding_items_notice(case.graduate_id, self.screen.mode is Mode.PROXY, about_of(case))
            )

    def reprint_receipt(self) -> None:
        case = self.screen.case
        if case is not None and case.collected is not None:
            self._paper.run(asks.receipt(case.collected.pickup_id))

    def print_letter(self, prefilled: bool) -> None:
        """The 委託書 for somebody who wants to send a proxy: prefilled for this graduate, or blank."""
        case = self.screen.case
        if case is not None and prefilled:
            self._paper.run(asks.letter_of_authorization(case.graduate_id, about_of(case)))
        else:
            self._paper.run(asks.letter_of_authorization())

    def _paper_moved(self) -> None:
        if self.screen.case is not None:
            self._show(paper=self._paper.slot)

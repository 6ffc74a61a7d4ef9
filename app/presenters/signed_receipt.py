"""The receipt (簽收單) that was signed on paper: its scan is attached to the collected case (RULES I1)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject

from app.desk import asks
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase
from app.presenters.proxy import MAX_SCAN
from app.presenters.turns import Turns


@dataclass(frozen=True, slots=True)
class SignedReceiptScreen:
    """``pickup_id`` is the hand-over that the file and the problems are about."""

    pickup_id: UUID | None = None
    sending: bool = False
    problems: tuple[Problem, ...] = ()


class SignedReceiptPresenter(CaseForm[SignedReceiptScreen]):
    """One file at a time; the case comes back and says that the sheet is no longer awaited."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(SignedReceiptScreen(), turns, take_case, parent)

    def attach(self, pickup_id: UUID, name: str, content: bytes) -> None:
        """A PDF, JPEG or PNG of at most 10 MB."""
        if self.screen.sending:
            return
        self._note(pickup_id=pickup_id)
        if len(content) > MAX_SCAN:
            self._show(problems=(Obstacle("scan.too_large", {"name": name}),))
            return
        self._send(asks.keep_signed_receipt(pickup_id, content))

    def cannot_read(self, pickup_id: UUID, name: str) -> None:
        """The chosen file could not be opened."""
        self._show(pickup_id=pickup_id, problems=(Obstacle("scan.unreadable", {"name": name}),))

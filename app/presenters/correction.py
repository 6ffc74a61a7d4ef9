"""Stop for a correction (A11): the graduate found an error on the sheet, so it is held for the office to mend."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.slips import CaseSlip
from app.errors import Obstacle
from app.presenters.form import CaseForm, Problem, TakeCase
from app.presenters.turns import Turns

#: What can be wrong on a certificate, in the order it is read; ``other`` is the paper itself (stain, misprint).
FIELDS = ("name_zh", "name_en", "birth_date", "degree", "programme", "graduated_on", "number", "other")


@dataclass(frozen=True, slots=True)
class CorrectionScreen:
    case: CaseSlip | None = None
    chosen: tuple[str, ...] = ()
    note: str = field(default="", repr=False)
    sending: bool = False
    problems: tuple[Problem, ...] = ()


class CorrectionPresenter(CaseForm[CorrectionScreen]):
    """Which fields are wrong, and what is right."""

    def __init__(self, turns: Turns, take_case: TakeCase, parent: QObject | None = None) -> None:
        super().__init__(CorrectionScreen(), turns, take_case, parent)

    @property
    def touched(self) -> bool:
        return bool(self.screen.chosen or self.screen.note)

    def begin(self, case: CaseSlip) -> None:
        self.screen = CorrectionScreen(case)
        self.changed.emit(self.screen)

    def mark(self, name: str, wrong: bool) -> None:
        """Tick or untick one field, kept in the order of the certificate."""
        chosen = {*self.screen.chosen, name} if wrong else {*self.screen.chosen} - {name}
        self._show(chosen=tuple(each for each in FIELDS if each in chosen), problems=())

    def write_note(self, note: str) -> None:
        """What it should say; told to nobody but the office."""
        self._note(note=note)

    def submit(self) -> None:
        """Hold the sheet and record the correction. Refuses when no field is named."""
        screen = self.screen
        if screen.case is None or screen.case.certificate is None or screen.sending:
            return
        if not screen.chosen:
            self._show(problems=(Obstacle("correction.fields_missing"),))
            return
        about = screen.case.certificate.id
        ask = asks.stop_for_correction(screen.case.graduate_id, about, screen.chosen, screen.note.strip())
        self._send(ask)

"""The graduate found an error on the sheet (A11): stop, hold the sheet, say what is wrong and which office mends it.

What ends it again is in :mod:`app.desk.corrections`.
"""

from __future__ import annotations

from uuid import UUID

from app.desk.corrections import NOTE_PLACE
from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.slips import CaseSlip
from app.errors import Refusal
from app.models import cases
from app.models.certificate import Correction, Move
from app.models.store import UnitOfWork

FIELDS = ("name_zh", "name_en", "birth_date", "degree", "programme", "graduated_on", "number", "other")


def stop(desk: Desk, *, graduate_id: UUID, certificate_id: UUID, fields: tuple[str, ...], note: str) -> CaseSlip:
    """Hold this certificate. Refuses without at least one field that is wrong, and one that is not in stock."""
    clerk = desk.clerk
    wrong = tuple(field for field in FIELDS if field in fields)
    if not wrong:
        raise Refusal.because("correction.fields_missing")

    def act(work: UnitOfWork) -> None:
        cases.lock_certificate(work.session, certificate_id)
        graduate = cases.case_by_id(work.session, graduate_id, desk.day)
        found = (each for each in graduate.certificates if each.id == certificate_id) if graduate else iter(())
        certificate = next(found, None)
        if graduate is None or certificate is None:
            raise Refusal.because("case.changed")
        certificate.move(Move.HOLD)
        correction = Correction(
            graduate_id=graduate.id,
            certificate_id=certificate.id,
            fields=",".join(wrong),
            note_sealed=b"",
            office=desk.counter.unit,
            opened_at=desk.now,
            opened_by=clerk.id,
        )
        correction.note_sealed = desk.vault.seal(NOTE_PLACE, correction.id, note.strip())
        work.add(correction)
        work.note(
            "correction.opened",
            {"graduate": graduate.id, "certificate": certificate.id, "correction": correction.id},
            personal={"note": note.strip()},
            fields=list(wrong),
            office=correction.office,
        )

    desk.attempt(act)
    return reopen(desk, graduate_id)

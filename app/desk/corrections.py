"""What ends a correction (更正, A11): the open ones and their notes, the sheet set free again, or the sheet reprinted.

:mod:`app.desk.correction` holds a certificate; one of two deeds lets it go, each by a supervisor's own sign-on and
with a reason. *Resumed*: the sheet was right after all, so it is in stock as before. *Reprinted* (重印): the spoiled
sheet is void and leaves its shelf, the certificate waits without one, and the import of printed certificates takes its
new sheet; so goes a misprint that the office found itself. What should stand on it is the office's to mend in the lists
it sends; nothing is typed here.

The clerk's note on what is wrong may name a person: it is opened for somebody who has signed on, and journaled.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.desk.desk import Desk
from app.desk.lookup import reopen
from app.desk.pickup import clean_scan
from app.desk.sheet_slips import CorrectionSlip, MendedSlip
from app.desk.sign_on import check_password, check_supervisor
from app.desk.slips import CaseSlip
from app.errors import Refusal
from app.models import cases, custody
from app.models.base import uuid7
from app.models.certificate import LYING, Move, Sheet, SheetState
from app.models.corrections import Open, still_open
from app.models.custody import CustodyMove
from app.models.staff import Staff
from app.models.store import UnitOfWork
from app.wording import Bilingual

NOTE_PLACE = "correction.note_sealed"
LEAST_REASON = 4


def overview(desk: Desk, *, login: str = "", password: str = "") -> tuple[CorrectionSlip, ...]:
    """The open corrections, the oldest first; with their notes for whoever is signed on, or for ``login``."""
    reader = _reader(desk, login, password)
    if reader is None:
        with desk.read() as session:
            return tuple(_slip(desk, each, "") for each in still_open(session))

    return desk.attempt(lambda work: _with_notes(desk, work, still_open(work.session), reader))


def look_at(desk: Desk, *, named: str) -> CorrectionSlip:
    """The open correction of one certificate with its note, for whoever is signed on."""
    reader = desk.clerk.id

    def act(work: UnitOfWork) -> CorrectionSlip:
        found = _meant(desk, work, named)
        if not found:
            raise Refusal.because("correction.none_open", scanned=named.strip()[:40])
        return _with_notes(desk, work, found[:1], reader)[0]

    return desk.attempt(act)


def _with_notes(desk: Desk, work: UnitOfWork, found: Sequence[Open], reader: UUID) -> tuple[CorrectionSlip, ...]:
    slips, read = [], []
    for each in found:
        note = desk.vault.open_text(NOTE_PLACE, each.correction.id, each.correction.note_sealed)
        slips.append(_slip(desk, each, note))
        if note:
            read.append(str(each.correction.id))
    if read:
        work.note("correction.notes_read", {"staff": reader}, corrections=read)
    return tuple(slips)


def resume(desk: Desk, *, named: str, reason: str, login: str, password: str) -> MendedSlip:
    """Set a held sheet free (恢復): it was right after all. ``named`` is its certificate's number, serial or barcode.

    Refuses ``correction.none_open`` for a certificate that is not held, and anybody but a supervisor.
    """
    return _end(desk, named, reason, login, password, reprinting=False)


def reprint(desk: Desk, *, named: str, reason: str, login: str, password: str) -> MendedSlip:
    """Void the spoiled sheet (重印); the certificate waits for the new one.

    A sheet that lies on a shelf goes too, though nobody has stopped its hand-over: the office found the misprint
    itself. Refuses ``sheet.unknown``, ``sheet.not_in_stock``, and anybody but a supervisor.
    """
    return _end(desk, named, reason, login, password, reprinting=True)


def end(
    desk: Desk, *, graduate_id: UUID, named: str, reprinting: bool, reason: str, login: str, password: str
) -> CaseSlip:
    """The same at a case on a screen, which is read again."""
    _ = desk.clerk
    _end(desk, named, reason, login, password, reprinting=reprinting)
    return reopen(desk, graduate_id)


def _end(desk: Desk, named: str, reason: str, login: str, password: str, *, reprinting: bool) -> MendedSlip:
    why = reason.strip()
    if len(why) < LEAST_REASON:
        raise Refusal.because("correction.reason_missing", least=LEAST_REASON)
    supervisor = check_supervisor(desk, login, password)

    def act(work: UnitOfWork) -> MendedSlip:
        found = _locked(desk, work, named)
        if found is not None:
            certificate, sheet = found.certificate, found.sheet
            certificate.move(Move.RESUME)
            found.correction.closed_at = desk.now
        elif reprinting:
            sheet = _on_the_shelf(desk, work, named)
            certificate = sheet.certificate
        else:
            raise Refusal.because("correction.none_open", scanned=named.strip()[:40])
        done = MendedSlip(
            graduate_id=certificate.graduate_id,
            number=certificate.number,
            serial=sheet.serial if sheet else "",
            place=sheet.place if sheet else "",
            reprinting=reprinting,
        )
        about: dict[str, object] = {
            "graduate": certificate.graduate_id,
            "certificate": certificate.id,
            "supervisor": supervisor.id,
        }
        if found is not None:
            about["correction"] = found.correction.id
        if sheet is not None:
            about["sheet"] = sheet.id
            if reprinting:
                _spoil(desk, work, sheet, supervisor)
        verb = "correction.reprinted" if reprinting else "correction.resumed"
        work.note(verb, about, personal={"reason": why}, serial=done.serial)
        return done

    return desk.attempt(act)


def _spoil(desk: Desk, work: UnitOfWork, sheet: Sheet, supervisor: Staff) -> None:
    """Void, and off its shelf: the custody line says who took it away, and from where."""
    work.add(
        CustodyMove(
            list_id=uuid7(),
            sheet_id=sheet.id,
            from_id=sheet.custodian_id,
            to_id=sheet.custodian_id,
            place_before=sheet.place,
            ordered_by=supervisor.id,
            taken_by=supervisor.id,
            at=desk.now,
        )
    )
    sheet.state, sheet.place = SheetState.VOID, ""


def _locked(desk: Desk, work: UnitOfWork, named: str) -> Open | None:
    """The open correction of the certificate that is meant, once no other deed works on it."""
    for each in _meant(desk, work, named)[:1]:
        cases.lock_certificate(work.session, each.certificate.id)
        return next(iter(still_open(work.session, each.certificate.id)), None)
    return None


def _on_the_shelf(desk: Desk, work: UnitOfWork, named: str) -> Sheet:
    """The one sheet that is meant, once no other deed works on it. Refuses what was handed over or is void."""
    wanted = clean_scan(named)
    found = custody.named(work.session, [wanted], lambda number: _written(desk, number))[wanted] if wanted else []
    if len(found) > 1:
        raise Refusal.because("sheet.several", scanned=wanted[:40], count=len(found))
    custody.lock_certificates(work.session, [each.certificate_id for each in found])
    for sheet in custody.as_they_are(work.session, found):
        if sheet.state not in LYING:
            raise Refusal.because("sheet.not_in_stock", serial=sheet.serial)
        return sheet
    raise Refusal.because("sheet.unknown", scanned=wanted[:40])


def _meant(desk: Desk, work: UnitOfWork, named: str) -> list[Open]:
    """The open correction of the one certificate that ``named`` is a name of, if there is one."""
    wanted = clean_scan(named)
    found = [each for each in still_open(work.session) if wanted and wanted in _names(desk, each)]
    certificates = {each.certificate.id for each in found}
    if len(certificates) > 1:
        raise Refusal.because("sheet.several", scanned=wanted[:40], count=len(certificates))
    return found


def _names(desk: Desk, each: Open) -> set[str]:
    number = each.certificate.number
    sheet = () if each.sheet is None else (each.sheet.serial, each.sheet.barcode)
    return {*_written(desk, number), *map(clean_scan, sheet)}


def _written(desk: Desk, number: str) -> tuple[str, ...]:
    return clean_scan(number), clean_scan(desk.profile.certificates.short(number))


def _reader(desk: Desk, login: str, password: str) -> UUID | None:
    if login:
        return check_password(desk, login, password).id
    return desk.actor.id if desk.actor is not None and not desk.locked else None


def _slip(desk: Desk, each: Open, note: str) -> CorrectionSlip:
    unit = desk.profile.unit_by_code.get(each.correction.office)
    sheet = each.sheet
    return CorrectionSlip(
        number=each.certificate.number,
        short=desk.profile.certificates.short(each.certificate.number),
        serial=sheet.serial if sheet else "",
        place=sheet.place if sheet else "",
        since=each.correction.opened_at,
        fields=each.correction.fields,
        office=unit.name if unit else Bilingual(each.correction.office),
        opened_by=each.opened_by,
        note=note,
    )

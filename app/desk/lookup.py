"""Opening a case: by a tapped card, by a number, by a name, by the sheet in the clerk's hand.

Every look at a person leaves a journal line (who looked at whom, 個資法); everything but the card is a manual look-up
and is marked as one. A card opens the case; it does not identify the person (RULES I2).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.desk import case_slip
from app.desk.desk import Desk, Opened
from app.desk.slips import CaseSlip, FoundSlip, Laid, OpenedBy, SearchSlip
from app.errors import Refusal
from app.models import cases
from app.models import search as names
from app.models.graduate import Graduate
from app.models.store import Session, UnitOfWork
from app.policy.identity_numbers import canonical_student_number
from app.policy.profile import Profile

UID_PLACE = "student_card.uid_sealed"
SHOWN = 200
LONGEST_QUERY = 64


def open_case_by_card(desk: Desk, *, uid: bytes, reader: str, certificate_id: UUID | None = None) -> CaseSlip:
    """The case that this card opens, about the certificate that was chosen.

    Refuses ``card.unregistered`` for a card that the register does not know.
    """
    _ = desk.clerk
    with desk.begin() as work:
        index = desk.vault.index(UID_PLACE, uid)
        graduate = cases.case_by_card(work.session, index, desk.day)
        if graduate is None:
            raise Refusal.because("card.unregistered", reader=reader)
        card = next(each for each in graduate.cards if each.uid_index == index)
        _note(work, graduate, OpenedBy.CARD, Laid.ACCEPTED)
        opened = Opened(graduate.id, OpenedBy.CARD, Laid.ACCEPTED, card.id, certificate_id)
        return case_slip.cut(desk, work.session, graduate, opened)


def open_case(
    desk: Desk,
    *,
    graduate_id: UUID,
    opened_by: OpenedBy,
    laid: Laid = Laid.NONE,
    certificate_id: UUID | None = None,
) -> CaseSlip:
    """The case of one student number, looked up by hand, about the certificate that was chosen.

    ``laid`` is the card that opened no case before (A38).
    """
    _ = desk.clerk
    seen = Laid.NONE if laid is Laid.ACCEPTED else laid  # an accepted card opens its case itself
    with desk.begin() as work:
        graduate = _whole(desk, work, graduate_id)
        _note(work, graduate, opened_by, seen)
        opened = Opened(graduate.id, opened_by, seen, None, certificate_id)
        return case_slip.cut(desk, work.session, graduate, opened)


def reopen(desk: Desk, graduate_id: UUID) -> CaseSlip:
    """The same case after something about it was recorded; that deed's own journal line says who looked."""
    with desk.read() as session:
        graduate = cases.case_by_id(session, graduate_id, desk.day)
        if graduate is None:
            raise Refusal.because("graduate.unknown")
        return case_slip.cut(desk, session, graduate, desk.opened_for(graduate_id))


def search(desk: Desk, *, query: str) -> SearchSlip:
    """Up to 200 graduates whose name or number holds what was typed, or whose sheet was scanned; journaled."""
    _ = desk.clerk
    typed = query.strip()[:LONGEST_QUERY].encode("utf-8", "replace").decode()  # half a character names nobody
    with desk.begin() as work:
        exact = _by_exact(work.session, typed)
        found = [each for each, _ in exact] or names.find(work.session, typed, SHOWN + 1)
        slips = _lines(desk.profile, found[:SHOWN], exact[0][1] if exact else None)
        work.note("search.made", personal={"query": typed}, found=len(slips))
    return SearchSlip(query=typed, found=slips, more=len(found) > SHOWN)


def _by_exact(session: Session, typed: str) -> list[tuple[names.Found, UUID | None]]:
    """A whole student number or a scanned sheet names one graduate and no other; a sheet its certificate as well."""
    try:
        number = canonical_student_number(typed)
    except ValueError:
        return []
    return [(names.Found.of(each), sheet) for each, sheet in cases.exactly(session, number)]


def _whole(desk: Desk, work: UnitOfWork, graduate_id: UUID) -> Graduate:
    graduate = cases.case_by_id(work.session, graduate_id, desk.day)
    if graduate is None:
        raise Refusal.because("graduate.unknown")
    return graduate


def _note(work: UnitOfWork, graduate: Graduate, how: OpenedBy, laid: Laid) -> None:
    work.note(
        "case.opened",
        {"graduate": graduate.id, "person": graduate.person_id},
        personal={"student_number": graduate.student_number},
        how=how.value,
        laid=laid.value,
    )


def _lines(profile: Profile, found: Sequence[names.Found], certificate_id: UUID | None = None) -> tuple[FoundSlip, ...]:
    """``certificate_id``: the one whose sheet was scanned."""
    return tuple(
        FoundSlip(
            graduate_id=each.id,
            student_number=each.student_number,
            name=each.name,
            programme=case_slip.course_of(profile, each),
            cohort=str(each.cohort),
            verdict=None,
            birth_masked=f"****/{each.birth_date.month:02d}/{each.birth_date.day:02d}" if each.birth_date else "",
            certificate_id=certificate_id,
        )
        for each in found
    )

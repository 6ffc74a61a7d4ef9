"""One person, several certificates: the clerk chooses which one the case is about, or the sheet in hand does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from app.desk import correction, lookup, override, papers, pickup
from app.desk.asks import Shown
from app.desk.desk import Desk
from app.desk.slips import OpenedBy, Verdict
from app.errors import Refusal
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import Graduate, Person
from tests.desk.conftest import Made, a_deed, make_graduate, password_of

EARLIER = date(2024, 6, 30)


def another_certificate(desk: Desk, made: Made, number: int = 9001, graduated_on: date = EARLIER) -> Made:
    """A second certificate of the same student number, its sheet in the same drawer."""
    with desk.begin("import") as work:
        first = work.session.get(DegreeCertificate, made.certificate_id)
        assert first is not None
        same = {name: getattr(first, name) for name in ("cohort", "name_zh", "name_en", "degree_zh", "degree_en")}
        certificate = DegreeCertificate(
            number=f"(113)範大學字第 {number:06d} 號",
            graduated_on=graduated_on,
            programme_zh="輔系",
            programme_en="Minor",
            graduate_id=made.graduate_id,
            **same,
        )
        work.add(certificate)
        work.session.flush()
        held = work.session.execute(
            text("SELECT custodian_id FROM sheet WHERE serial = :serial"), {"serial": made.barcode}
        ).scalar_one()
        barcode = f"S{number:07d}"
        custodian = held if isinstance(held, UUID) else UUID(str(held))
        work.add(Sheet(serial=barcode, barcode=barcode, custodian_id=custodian, certificate_id=certificate.id))
        work.note("test.second_certificate", {"certificate": certificate.id})
    return Made(made.graduate_id, certificate.id, made.uid, barcode, made.student_number, made.card_id)


def already_stamped(desk: Desk, made: Made) -> dict[str, object]:
    """The card was stamped at the first hand-over: a supervisor lets that pass by the passport (RULES I9)."""
    override.permit(
        desk,
        graduate_id=made.graduate_id,
        codes=("card.void", "card.exception_needs_supervisor:already-stamped"),
        reason="首張證書領取時已蓋章",
        login="supervisor",
        password=password_of("supervisor"),
        shown=Shown(kind="passport", how="original"),
    )
    return {"identity_kind": "passport", "card_act": "exception", "card_exception": "already-stamped"}


def person_of(desk: Desk, made: Made) -> Person:
    with desk.read() as session:
        graduate = session.get(Graduate, made.graduate_id)
        assert graduate is not None
        person = session.get(Person, graduate.person_id)
        assert person is not None
        return person


def by_card(desk: Desk, made: Made, certificate_id: UUID | None = None):
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test", certificate_id=certificate_id)


def stage_of(desk: Desk, certificate_id: UUID) -> str:
    with desk.read() as session:
        certificate = session.get(DegreeCertificate, certificate_id)
        assert certificate is not None
        return certificate.stage.value


def test_an_earlier_certificate_is_shown_and_can_be_chosen(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    earlier = another_certificate(desk, newer)
    slip = by_card(desk, newer)
    assert slip.certificate is not None and slip.certificate.id == newer.certificate_id
    assert [(each.graduate_id, each.certificate_id, each.short) for each in slip.others] == [
        (newer.graduate_id, earlier.certificate_id, "009001")
    ]
    turned = by_card(desk, newer, earlier.certificate_id)
    assert turned.certificate is not None and turned.certificate.id == earlier.certificate_id
    assert turned.card is not None
    assert [each.certificate_id for each in turned.others] == [newer.certificate_id]


def test_both_certificates_are_handed_over_one_after_the_other(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    earlier = another_certificate(desk, newer)
    pickup.hand_over(desk, deed=a_deed(by_card(desk, newer), newer))
    left = lookup.open_case(desk, graduate_id=newer.graduate_id, opened_by=OpenedBy.NUMBER)
    assert left.certificate is not None and left.certificate.id == earlier.certificate_id, "the one that still waits"
    assert [each.verdict for each in left.others] == [Verdict.COLLECTED]
    done = pickup.hand_over(
        desk,
        deed=a_deed(left, earlier, **already_stamped(desk, newer)),
    )
    assert done.certificate_id == earlier.certificate_id
    assert lookup.open_case(desk, graduate_id=newer.graduate_id, opened_by=OpenedBy.NUMBER).verdict is Verdict.COLLECTED


def test_a_correction_holds_the_certificate_on_the_screen_and_no_other(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    earlier = another_certificate(desk, newer)
    by_card(desk, newer)
    held = correction.stop(
        desk, graduate_id=newer.graduate_id, certificate_id=newer.certificate_id, fields=("name_en",), note="LING"
    )
    assert (stage_of(desk, newer.certificate_id), stage_of(desk, earlier.certificate_id)) == ("held", "in_stock")
    assert held.certificate is not None and held.certificate.id == newer.certificate_id
    assert held.verdict is Verdict.BLOCKED
    with pytest.raises(Refusal) as refusal:
        correction.stop(
            desk, graduate_id=newer.graduate_id, certificate_id=newer.certificate_id, fields=("number",), note=""
        )
    assert refusal.value.codes == ("certificate.held",)


def test_a_correction_of_another_graduate_s_certificate_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    mine, other = make(), make()
    with pytest.raises(Refusal) as refusal:
        correction.stop(
            desk, graduate_id=mine.graduate_id, certificate_id=other.certificate_id, fields=("number",), note=""
        )
    assert refusal.value.codes == ("case.changed",)
    assert stage_of(desk, other.certificate_id) == "in_stock"


def test_a_scanned_sheet_says_which_certificate_of_the_person_it_is(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    earlier = another_certificate(desk, newer)
    second = make_graduate(desk, 77, person=person_of(desk, newer))

    def chosen(scanned: str, about: UUID | None = newer.certificate_id) -> tuple[UUID, UUID]:
        checked = pickup.check_sheet(
            desk, graduate_id=newer.graduate_id, scanned=scanned, typed=True, certificate_id=about
        )
        return checked.graduate_id, checked.certificate_id

    assert chosen(newer.barcode) == (newer.graduate_id, newer.certificate_id)
    assert chosen(earlier.barcode) == (newer.graduate_id, earlier.certificate_id)
    assert chosen(second.barcode) == (second.graduate_id, second.certificate_id)
    assert chosen("(114)範大學字第000077號") == (second.graduate_id, second.certificate_id)


def test_a_short_number_that_two_certificates_share_means_the_chosen_one(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    short = int(newer.barcode[1:])
    with desk.begin("import") as work:
        first = work.session.get(DegreeCertificate, newer.certificate_id)
        assert first is not None
        older = DegreeCertificate(
            number=first.number.replace("(114)", "(112)"),
            cohort=first.cohort,
            graduated_on=EARLIER,
            name_zh=first.name_zh,
            degree_zh=first.degree_zh,
            programme_zh="輔系",
            graduate_id=newer.graduate_id,
        )
        work.add(older)
        work.session.flush()
        custodian = desk.station.id
        work.add(Sheet(serial="S112", barcode="S112", custodian_id=custodian, certificate_id=older.id))
        work.note("test.second_certificate", {"certificate": older.id})
    for about in (newer.certificate_id, older.id):
        checked = pickup.check_sheet(
            desk, graduate_id=newer.graduate_id, scanned=f"{short:06d}", typed=True, certificate_id=about
        )
        assert checked.certificate_id == about


def test_a_sheet_under_the_person_s_other_number_is_not_handed_over_as_this_one(
    desk: Desk, make: Callable[..., Made]
) -> None:
    first = make()
    second = make_graduate(desk, 77, person=person_of(desk, first))
    deed = a_deed(by_card(desk, first), first, sheet_scan=second.barcode)
    with pytest.raises(Refusal) as refusal:
        pickup.hand_over(desk, deed=deed)
    assert refusal.value.codes == ("sheet.other_certificate",)


def test_a_scanned_sheet_in_the_search_names_its_certificate(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    earlier = another_certificate(desk, newer)
    found = lookup.search(desk, query=earlier.barcode).found
    assert [(each.graduate_id, each.certificate_id) for each in found] == [(newer.graduate_id, earlier.certificate_id)]
    by_number = lookup.search(desk, query=newer.student_number).found
    assert [each.certificate_id for each in by_number] == [None]


def test_the_papers_are_about_the_chosen_certificate(desk: Desk, make: Callable[..., Made]) -> None:
    newer = make()
    earlier = another_certificate(desk, newer)
    correction.stop(
        desk, graduate_id=newer.graduate_id, certificate_id=earlier.certificate_id, fields=("name_en",), note=""
    )
    held = papers.outstanding_items_notice(desk, graduate_id=newer.graduate_id, certificate_id=earlier.certificate_id)
    other = papers.outstanding_items_notice(desk, graduate_id=newer.graduate_id, certificate_id=newer.certificate_id)
    assert held.pdf != other.pdf
    with desk.read() as session:
        lines = session.scalars(
            text("SELECT text FROM journal_line WHERE text LIKE '%notice.made%' ORDER BY seq")
        ).all()
    assert ["certificate.held" in line for line in lines] == [True, False]

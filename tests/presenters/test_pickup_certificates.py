"""Several certificates of one person: chosen by key, or by the sheet that is scanned."""

from __future__ import annotations

from dataclasses import replace

from app.desk.slips import CaseSlip, CertificateSlip, OpenedBy, OtherCertificateSlip, SheetCheckedSlip
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, BY_HAND, Counter
from tests.presenters.made_up import READER, UID_A

CHECK = "pickup:check_sheet"
EARLIER: CertificateSlip = replace(
    made_up.CERTIFICATE, id=made_up.number(23), number="(113)範大學字第 000198 號", short="000198"
)
MINOR = OtherCertificateSlip(
    made_up.number(11), EARLIER.id, "41047025S", "000198", made_up.a_case().programme, made_up.a_case().degree, None
)


def newer() -> CaseSlip:
    return made_up.a_case(others=(MINOR,))


def earlier() -> CaseSlip:
    return made_up.a_case(certificate=EARLIER)


def its_sheet() -> SheetCheckedSlip:
    return replace(made_up.a_checked_sheet(), certificate_id=EARLIER.id, serial="A0198")


def test_another_certificate_of_the_same_number_keeps_the_card(counter: Counter) -> None:
    counter.opens(newer())
    counter.pickup.choose_certificate(0)
    asked = counter.line.answer(BY_CARD, earlier()).facts
    assert (asked["uid"], asked["certificate_id"]) == (UID_A, EARLIER.id)
    assert counter.screen.case is not None and counter.screen.case.certificate == EARLIER


def test_asking_again_stays_with_the_chosen_certificate(counter: Counter) -> None:
    counter.opens(newer())
    counter.pickup.choose_certificate(0)
    counter.line.answer(BY_CARD, earlier())
    counter.pickup.ask_again()
    assert counter.line.answer(BY_CARD, earlier()).facts["certificate_id"] == EARLIER.id
    counter.pickup.card_tapped(UID_A, READER)
    assert counter.line.last(BY_CARD).facts["certificate_id"] == EARLIER.id


def test_the_scanned_sheet_turns_the_case_to_its_certificate(counter: Counter) -> None:
    counter.opens(newer())
    counter.pickup.scanned("SU-A0198")
    counter.line.answer(CHECK, its_sheet())
    assert counter.screen.stage is Stage.LOOKING
    assert counter.line.answer(BY_CARD, earlier()).facts["certificate_id"] == EARLIER.id
    asked = counter.line.answer(CHECK, its_sheet()).facts
    assert (asked["scanned"], asked["certificate_id"]) == ("SU-A0198", EARLIER.id)
    progress = counter.pickup.steps.screen.progress
    assert progress is not None and progress.serial == "A0198"
    assert progress.step is not Step.SHEET


def test_the_scan_is_not_replayed_at_a_case_that_is_blocked(counter: Counter) -> None:
    counter.opens(newer())
    counter.pickup.scanned("SU-A0198")
    counter.line.answer(CHECK, its_sheet())
    counter.line.answer(BY_CARD, made_up.a_blocked_case(certificate=EARLIER))
    assert counter.line.count(CHECK) == 1
    assert counter.screen.stage is Stage.CASE


def test_the_sheet_of_the_person_s_other_number_turns_to_that_number(counter: Counter) -> None:
    counter.opens(made_up.a_case(others=(made_up.ANOTHER_NUMBER,)))
    counter.pickup.scanned("SU-A0519")
    other = made_up.ANOTHER_NUMBER
    assert other.certificate_id is not None
    counter.line.answer(
        CHECK,
        replace(made_up.a_checked_sheet(), graduate_id=other.graduate_id, certificate_id=other.certificate_id),
    )
    asked = counter.line.last(BY_HAND).facts
    assert (asked["graduate_id"], asked["certificate_id"]) == (other.graduate_id, other.certificate_id)


def test_behind_a_proxy_s_evidence_the_sheet_is_refused_and_the_case_stays(counter: Counter) -> None:
    counter.opens(newer())
    counter.pickup.begin_proxy()
    for piece in ("letter", "proxy_id", "card"):
        counter.pickup.proxy.see(piece, True)
    counter.pickup.proxy.write("name", "陳代領")
    counter.pickup.proxy.choose("id_kind", "passport")
    counter.pickup.next()
    counter.line.answer("proxy:check_evidence")
    counter.pickup.scanned("SU-A0198")
    counter.line.answer(CHECK, its_sheet())
    assert counter.screen.stage is Stage.CASE
    assert [each.code for each in counter.pickup.steps.screen.problems] == ["sheet.other_certificate"]


def test_a_card_beside_a_case_opened_by_hand_joins_the_chosen_certificate(counter: Counter) -> None:
    counter.pickup.open(made_up.number(11), OpenedBy.SHEET, certificate_id=EARLIER.id)
    counter.line.answer(BY_HAND, made_up.a_case(certificate=EARLIER, opened_by=OpenedBy.SHEET))
    counter.pickup.scanned("SU-A0198")
    counter.line.answer(CHECK, its_sheet())
    counter.pickup.card_tapped(UID_A, READER)
    assert counter.line.answer(BY_CARD, earlier()).facts["certificate_id"] == EARLIER.id
    assert counter.screen.case is not None and counter.screen.case.opened_by is OpenedBy.CARD
    assert counter.pickup.steps.screen.begun

"""What is not the plain case: proxies, lost cards, corrections, releases, a telephoned unit, a chip to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.desk import card, clearance, correction, lookup, override, papers, pickup, proxy
from app.desk.asks import ProxyEvidence
from app.desk.desk import Desk
from app.desk.key_store import DEMO_SECTOR_KEY
from app.desk.slips import Mode, OpenedBy, StepState, Verdict
from app.errors import Refusal
from app.models.graduate import Approval
from tests.desk.conftest import Made, a_deed, password_of

SUPERVISOR = {"login": "supervisor", "password": password_of("supervisor")}


def open_by_card(desk: Desk, made: Made):
    return lookup.open_case_by_card(desk, uid=made.uid, reader="test")


def codes(act) -> tuple[str, ...]:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.codes


def evidence(desk: Desk, made: Made, which: int = 0, **changes: object) -> ProxyEvidence:
    rules = desk.profile.proxy
    chosen = rules.evidence_sets[which]
    kept = [piece.code for piece in rules.pieces if piece.kept and piece.code in chosen.pieces]
    scans = [
        proxy.keep_scan(desk, graduate_id=made.graduate_id, piece=piece, name="scan.png", content=signature())
        for piece in kept
        if rules.asks_scans
    ]
    facts = {
        "evidence_set": chosen.code,
        "pieces": chosen.pieces,
        "name": "陳代領",
        "id_kind": rules.id_kinds[0].code,
        "id_number": "A123456789" if rules.asks_id_number else "",
        "scan_ids": tuple(scan.id for scan in scans),
        "relation": rules.relations[0].code if rules.asks_relation else "",
    }
    return ProxyEvidence(**(facts | changes))  # type: ignore[arg-type]


def test_a_proxy_with_everything_collects_and_little_is_kept(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(open_by_card(desk, made), made, mode=Mode.PROXY, proxy=evidence(desk, made))
    done = pickup.hand_over(desk, deed=deed)
    assert done.mode is Mode.PROXY
    with desk.read() as session:
        row = session.execute(text("SELECT * FROM proxy_pickup")).one()._mapping
        jobs = session.scalar(text("SELECT count(*) FROM job WHERE kind = 'digital_certificate'"))
        sealed = [bytes(each) for each in session.scalars(text("SELECT content_sealed FROM evidence_scan"))]
    assert "陳代領".encode() not in bytes(row["name_sealed"])
    assert row["id_number_sealed"] is None or desk.profile.proxy.asks_id_number
    assert jobs == 1
    assert sealed
    assert all(b"PNG" not in each for each in sealed)


def test_each_kept_piece_is_scanned_and_no_scan_serves_two_hand_overs(desk: Desk, make: Callable[..., Made]) -> None:
    made, other = make(), make(name="王小明")
    slip = open_by_card(desk, made)
    shown = evidence(desk, made)
    assert shown.scan_ids
    bare = a_deed(slip, made, mode=Mode.PROXY, proxy=replace(shown, scan_ids=()))
    assert codes(lambda: pickup.hand_over(desk, deed=bare)) == ("proxy.scan_missing",)
    theirs = a_deed(slip, made, mode=Mode.PROXY, proxy=replace(shown, scan_ids=evidence(desk, other).scan_ids))
    assert codes(lambda: pickup.hand_over(desk, deed=theirs)) == ("scan.unknown",)
    report = evidence(desk, made, 1)  # its set keeps one piece more: the letter's scan alone is not enough
    card.report_loss(desk, graduate_id=made.graduate_id, evidence="完成畫面", reissue_requested=False)
    by_hand = lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)
    excused = {"mode": Mode.PROXY, "card_act": "exception", "card_exception": "lost"}
    half = a_deed(by_hand, made, proxy=replace(report, scan_ids=report.scan_ids[:1]), **excused)
    assert codes(lambda: pickup.hand_over(desk, deed=half)) == ("proxy.scan_missing",)
    assert not pickup.hand_over(desk, deed=a_deed(by_hand, made, proxy=report, **excused)).repeated


@pytest.mark.parametrize("piece", ["proxy_id", "card", "passport of the dog"])
def test_nothing_is_scanned_that_the_school_does_not_keep(desk: Desk, make: Callable[..., Made], piece: str) -> None:
    made = make()
    scan = {"graduate_id": made.graduate_id, "piece": piece, "name": "scan.png", "content": signature()}
    assert codes(lambda: proxy.keep_scan(desk, **scan)) == ("scan.not_asked",)


@pytest.mark.parametrize("piece", [0, 1, 2])
def test_a_proxy_without_one_piece_is_refused(desk: Desk, make: Callable[..., Made], piece: int) -> None:
    made = make()
    whole = evidence(desk, made)
    lacking = replace(whole, pieces=tuple(each for place, each in enumerate(whole.pieces) if place != piece))
    deed = a_deed(open_by_card(desk, made), made, mode=Mode.PROXY, proxy=lacking)
    assert codes(lambda: pickup.hand_over(desk, deed=deed))
    with desk.read() as session:
        assert session.scalar(text("SELECT count(*) FROM pickup")) == 0


def test_a_proxy_deed_without_evidence_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    deed = a_deed(open_by_card(desk, made), made, mode=Mode.PROXY)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("authorization.missing",)


def test_a_lost_card_with_its_report_lets_a_proxy_collect_by_the_second_set(
    desk: Desk, make: Callable[..., Made]
) -> None:
    made = make()
    lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)
    slip = card.report_loss(desk, graduate_id=made.graduate_id, evidence="掛失完成畫面 #123", reissue_requested=False)
    assert slip.verdict is Verdict.READY
    exception = next(each for each in desk.profile.card.exceptions if each.needs_loss_report)
    deed = a_deed(
        slip, made, mode=Mode.PROXY, proxy=evidence(desk, made, 1), card_act="exception", card_exception=exception.code
    )
    done = pickup.hand_over(desk, deed=deed)
    assert done.card_act is None
    with desk.read() as session:
        assert session.scalar(text("SELECT state FROM card_act")) == "excused"


def test_a_card_said_to_be_lost_was_reported_lost_first(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    slip = open_by_card(desk, made)
    exception = next(each for each in desk.profile.card.exceptions if each.needs_loss_report)
    deed = a_deed(slip, made, card_act="exception", card_exception=exception.code)
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.loss_not_reported",)


def test_a_proxy_s_loss_report_is_a_recorded_one(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    slip = open_by_card(desk, made)
    deed = a_deed(slip, made, mode=Mode.PROXY, proxy=evidence(desk, made, 1), card_act="stamp")
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("card.loss_not_reported",)


def test_a_card_reported_lost_is_no_evidence_in_a_proxy_s_hand(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    open_by_card(desk, made)
    slip = card.report_loss(desk, graduate_id=made.graduate_id, evidence="畫面", reissue_requested=False)
    found = open_by_card(desk, made)
    deed = a_deed(slip, made, mode=Mode.PROXY, proxy=evidence(desk, made, 0), card_id=found.card.id)
    assert "card.reported_lost" in codes(lambda: pickup.hand_over(desk, deed=deed))
    by_hand = lookup.open_case(desk, graduate_id=made.graduate_id, opened_by=OpenedBy.NUMBER)
    claimed = a_deed(
        by_hand, made, mode=Mode.PROXY, proxy=evidence(desk, made, 0), card_act="exception", card_exception="lost"
    )
    assert codes(lambda: pickup.hand_over(desk, deed=claimed)) == ("card.reported_lost",)


def test_a_proxys_face_is_compared_with_the_document_that_was_shown(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    shown = evidence(desk, made)
    deed = a_deed(open_by_card(desk, made), made, mode=Mode.PROXY, proxy=shown, identity_kind="passport")
    assert codes(lambda: pickup.hand_over(desk, deed=deed)) == ("identity.not_compared",)
    photo = replace(deed, identity_kind="photo")
    assert codes(lambda: pickup.hand_over(desk, deed=photo)) == ("identity.not_compared",)
    assert not pickup.hand_over(desk, deed=replace(deed, identity_kind=shown.id_kind)).repeated


def test_an_expired_card_in_a_proxys_hand_is_let_pass_by_a_supervisor_only(
    desk: Desk, make: Callable[..., Made]
) -> None:
    made = make()
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE student_card SET state = 'expired'"))
    slip = open_by_card(desk, made)
    deed = a_deed(
        slip, made, mode=Mode.PROXY, proxy=evidence(desk, made), card_act="exception", card_exception="expired"
    )
    assert "card.expired" in codes(lambda: pickup.hand_over(desk, deed=deed))


def test_a_loss_that_nobody_recorded_is_told_before_the_steps_begin(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    shown = evidence(desk, made, 1)
    check = {"graduate_id": made.graduate_id, "evidence": shown}
    assert codes(lambda: proxy.check_evidence(desk, **check)) == ("card.loss_not_reported",)
    card.report_loss(desk, graduate_id=made.graduate_id, evidence="完成畫面", reissue_requested=False)
    proxy.check_evidence(desk, **check)


def test_a_loss_with_a_reissue_asked_for_blocks_until_released(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    open_by_card(desk, made)
    slip = card.report_loss(desk, graduate_id=made.graduate_id, evidence="畫面", reissue_requested=True)
    assert "card.reissue_requested" in [each.obstacle.code for each in slip.obstacles]


def test_a_loss_without_evidence_is_refused(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    assert codes(
        lambda: card.report_loss(desk, graduate_id=made.graduate_id, evidence=" ", reissue_requested=False)
    ) == ("loss.evidence_missing",)


def stopped(desk: Desk, made: Made, fields: tuple[str, ...]):
    return correction.stop(
        desk,
        graduate_id=made.graduate_id,
        certificate_id=made.certificate_id,
        fields=fields,
        note="LIN → LING",
    )


def test_an_error_on_the_sheet_holds_it_for_an_office(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    slip = open_by_card(desk, made)
    held = stopped(desk, made, ("name_en",))
    assert held.verdict is Verdict.BLOCKED
    assert "certificate.held" in [each.obstacle.code for each in held.obstacles]
    assert codes(lambda: pickup.hand_over(desk, deed=a_deed(slip, made)))
    assert codes(lambda: stopped(desk, made, ())) == ("correction.fields_missing",)


def test_a_supervisor_lets_one_obstacle_pass_for_one_day(desk: Desk, make: Callable[..., Made], clock) -> None:
    code = next(code for code in desk.profile.release_by_code if code == "clearance.outstanding")
    made = make(open_items=("library",))
    blocked = open_by_card(desk, made)
    assert blocked.verdict is Verdict.BLOCKED
    released = override.release(
        desk, graduate_id=made.graduate_id, codes=(f"{code}:library",), reason="持還書證明", **SUPERVISOR
    )
    assert released.verdict is Verdict.READY
    assert released.card is not None, "the card that was tapped is still the card of the case"
    clock.advance(days=4)
    assert open_by_card(desk, made).verdict is Verdict.BLOCKED
    clock.advance(days=-4)
    assert pickup.hand_over(desk, deed=a_deed(released, made))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"codes": ("certificate.already_collected",)}, "override.not_allowed"),
        ({"reason": " "}, "override.reason_missing"),
        ({"login": "clerk2", "password": password_of("clerk2")}, "override.supervisor_only"),
        ({"password": "wrong"}, "sign_on.failed"),
    ],
)
def test_a_release_needs_a_supervisor_a_reason_and_the_profile(
    desk: Desk, make: Callable[..., Made], change: dict[str, object], code: str
) -> None:
    made = make(open_items=("library",))
    facts = {"codes": ("clearance.outstanding:library",), "reason": "持還書證明", **SUPERVISOR, **change}
    assert codes(lambda: override.release(desk, graduate_id=made.graduate_id, **facts)) == (code,)
    with desk.read() as session:
        assert session.scalar(text("SELECT count(*) FROM override")) == 0


def test_a_units_answer_on_the_telephone_clears_its_item(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(open_items=("library",))
    answered = {"item": "library", "state": "done", "role": "流通櫃檯", "note": "已還"}
    slip = clearance.answer_by_phone(desk, graduate_id=made.graduate_id, **answered)
    assert slip.verdict is Verdict.READY
    refused = answered | {"state": "failed", "note": " "}  # C08: what did not pass needs its reason
    assert codes(lambda: clearance.answer_by_phone(desk, graduate_id=made.graduate_id, **refused)) == (
        "clearance.reason_missing",
    )
    answered["role"] = ""
    assert codes(lambda: clearance.answer_by_phone(desk, graduate_id=made.graduate_id, **answered)) == (
        "clearance.role_missing",
    )


def test_a_chip_is_written_in_three_asks_and_an_unknown_write_stays_open(desk: Desk, make: Callable[..., Made]) -> None:
    made = make()
    done = pickup.hand_over(desk, deed=a_deed(open_by_card(desk, made), made, card_act="chip"))
    assert done.card_act_id is not None
    assert codes(lambda: card.intend(desk, act_id=done.card_act_id, uid=b"\x04\xff\xff\xff")) == ("card.different",)
    unbegun = {"act_id": done.card_act_id, "outcome": "done", "detail": ""}
    assert codes(lambda: card.record(desk, **unbegun)) == ("card.write_not_begun",)
    order = card.intend(desk, act_id=done.card_act_id, uid=made.uid)
    assert (order.uid, order.key, order.sequence) == (made.uid, DEMO_SECTOR_KEY, 1)
    card.record(desk, act_id=done.card_act_id, outcome="unknown", detail="card.gone")
    assert [step.state for step in open_by_card(desk, made).open_steps] == [StepState.UNKNOWN]
    again = card.intend(desk, act_id=done.card_act_id, uid=made.uid)
    assert again.sequence == 2
    card.record(desk, act_id=done.card_act_id, outcome="done", detail="")
    assert open_by_card(desk, made).open_steps == ()
    assert codes(lambda: card.intend(desk, act_id=done.card_act_id, uid=made.uid)) == ("card.act_done",)


def test_papers_are_made_from_the_records(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(approval=Approval.WITHDRAWN, open_items=("library",))
    notice = papers.outstanding_items_notice(desk, graduate_id=made.graduate_id)
    held_back = papers.outstanding_items_notice(desk, graduate_id=made.graduate_id, for_proxy=True)
    letter = papers.letter_of_authorization(desk, graduate_id=made.graduate_id)
    blank = papers.letter_of_authorization(desk)
    labels = papers.sleeve_labels(desk, cohort="113-2")
    for paper in (notice, held_back, letter, blank, labels):
        assert paper.pdf.startswith(b"%PDF-")
    assert notice.reference != held_back.reference
    assert text_of(notice.pdf).count("逾期圖書") == 1
    assert "逾期圖書" not in text_of(held_back.pdf)
    assert "林峯煊" in text_of(letter.pdf)
    assert "林峯煊" not in text_of(blank.pdf)
    told = "".join(text_of(blank.pdf).split())
    assert all("".join(piece.name.zh.split()) in told for piece in desk.profile.proxy.pieces), "the school's own words"
    assert "保存期間為一年" in told and desk.profile.retention.evidence_years == 1


def test_the_papers_tell_of_the_school_s_own_services_and_the_units_hours(
    desk: Desk, make: Callable[..., Made]
) -> None:
    """A04 to A07 on the notice, which a proxy cannot use; A36 on the receipt, with what the certificate costs (E18)."""
    blocked, ready = make(open_items=("fees",)), make()
    notice = text_of(papers.outstanding_items_notice(desk, graduate_id=blocked.graduate_id).pdf)
    held_back = text_of(papers.outstanding_items_notice(desk, graduate_id=blocked.graduate_id, for_proxy=True).pdf)
    done = pickup.hand_over(desk, deed=a_deed(open_by_card(desk, ready), ready, signature_png=signature()))
    receipt = text_of(papers.receipt(desk, pickup_id=done.pickup_id).pdf)
    portal, documents, hours = "請以校務系統帳號密碼登入", "畢業後可線上申請電子文件", "9:00–15:30"
    assert portal in notice and portal not in held_back + receipt
    assert documents in receipt and documents not in notice
    assert hours in notice and hours in held_back
    assert "數位學位證書（免費）" in receipt
    obstacle = next(each for each in open_by_card(desk, blocked).obstacles if each.extension == "1260")
    assert obstacle.hours == desk.profile.unit_by_code["general-affairs"].office_hours


def test_what_the_profile_says_of_feed_and_card_is_on_the_case(desk: Desk, make: Callable[..., Made]) -> None:
    slip = open_by_card(desk, make())
    assert slip.ask_by_phone is (desk.profile.feed.kind == "files")
    assert slip.loss.name.zh and slip.loss.route.zh and slip.loss.name != slip.loss.route


def test_a_receipt_can_be_made_again_and_says_the_same(desk: Desk, make: Callable[..., Made]) -> None:
    made = make(name="林𠈌煊")
    png = signature()
    done = pickup.hand_over(desk, deed=a_deed(open_by_card(desk, made), made, signature_png=png))
    first = papers.receipt(desk, pickup_id=done.pickup_id)
    again = papers.receipt(desk, pickup_id=done.pickup_id)
    assert first.pdf == again.pdf
    assert done.receipt_number in text_of(first.pdf)
    assert "林𠈌煊" in text_of(first.pdf)
    papers.paper_printed(desk, reference=done.receipt_number, kind="receipt", printed=False, detail="printer.missing")
    with desk.read() as session:
        assert session.scalar(text("SELECT count(*) FROM pickup")) == 1
        assert session.scalar(text("SELECT printed FROM paper_run")) in (False, 0)


def text_of(pdf: bytes) -> str:
    import io

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def signature() -> bytes:
    import io

    from PIL import Image

    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    for x in range(20, 280):
        image.putpixel((x, 50 + (x % 20) - 10), (0, 0, 0, 255))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()

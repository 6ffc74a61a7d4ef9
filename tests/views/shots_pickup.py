"""Pictures of every state of a pickup: ``python -m tests.views.shots_pickup OUT [PATTERN]`` (``02-*``, ``*-dark``)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.dates import FixedClock
from app.desk.slips import CardAct, CardOrder, ItemState, OpenedBy, Verdict
from app.errors import Obstacle, Refusal, Trouble
from app.presenters.pickup import Pane, PickupPresenter
from app.views.pickup import PickupView
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.conftest import BY_CARD, Counter
from tests.presenters.held import HeldCard, HeldLine, HeldPrinter
from tests.views.looks import dress, look

SIZE = (1188, 700)  # what the rail, header and status bar leave of 1280 by 800


@dataclass(frozen=True)
class Shot:
    name: str
    set_up: Callable[[Counter], None]


def a_photo() -> bytes:
    """A drawn face: nobody's."""
    image = QImage(224, 280, QImage.Format.Format_RGB32)
    image.fill(QColor("#C9D6E2"))
    painter = QPainter(image)
    painter.setBrush(QColor("#E9CDB5"))
    painter.drawEllipse(QPointF(112, 120), 58, 72)
    painter.setBrush(QColor("#33424F"))
    painter.drawRect(32, 214, 160, 66)
    painter.drawPie(54, 40, 116, 120, 0, 180 * 16)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(content.data())


def ready(counter: Counter) -> None:
    counter.opens(made_up.a_case(photo=a_photo(), others=(made_up.ANOTHER_NUMBER,)))


def other_sheet(counter: Counter) -> None:
    counter.opens()
    counter.pickup.scanned("SU-A0999")
    counter.line.answer(
        "pickup:check_sheet", refusal=Refusal.because("sheet.other_graduate", place="乙櫃 1 抽屜 3 格", serial="A0999")
    )


def advisories(counter: Counter) -> None:
    counter.opens()
    counter.scans()


def face(counter: Counter) -> None:
    counter.opens(made_up.a_case(photo=a_photo()))
    counter.scans()
    counter.pickup.next()


def proof(counter: Counter) -> None:
    face(counter)
    counter.pickup.next()


def signature(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_signature()


def on_paper(counter: Counter) -> None:
    signature(counter)
    counter.pickup.steps.sign_on_paper()


def card(counter: Counter) -> None:
    counter.opens(made_up.a_case(card_acts=(CardAct.STAMP, CardAct.CHIP)))
    counter.steps_to_signature()
    counter.signs()


def exception(counter: Counter) -> None:
    card(counter)
    counter.pickup.steps.except_card()
    counter.pickup.next()


def exception_needs(counter: Counter) -> None:
    card(counter)
    counter.pickup.steps.except_card()
    counter.pickup.steps.choose_exception("never-issued")


def exception_document(counter: Counter) -> None:
    free = replace(made_up.NEVER_ISSUED, obstacles=())
    counter.opens(made_up.a_case(photo=a_photo(), advisories=(), card_exceptions=made_up.exceptions(free)))
    counter.scans()
    counter.pickup.next()
    counter.pickup.next()
    counter.signs()
    counter.pickup.steps.except_card()
    counter.pickup.steps.choose_exception("never-issued")


def exception_unreported(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER))
    counter.steps_to_signature()
    counter.signs()
    counter.pickup.steps.choose_exception("lost")


def release_exception(counter: Counter) -> None:
    exception_needs(counter)
    counter.pickup.next()


def review(counter: Counter) -> None:
    unit = made_up.UNITS["grades"][0]
    own = replace(
        made_up.a_unit("grades", ItemState.AT_PICKUP),
        unit=unit,
        item=Bilingual("註冊組領證當日審核", "Registrar's review on the day of pickup"),
        word=Bilingual("領證時審核", "Decided at pickup"),
    )
    rest = tuple(made_up.a_unit(code) for code in made_up.UNITS if code != "grades")
    counter.opens(made_up.a_case(units=(*rest, own), advisories=()))
    counter.scans()


def card_beside(counter: Counter) -> None:
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NUMBER))
    counter.scans()
    counter.pickup.card_beside(Trouble("card.old", way=made_up.WAY))


def done_beside(counter: Counter) -> None:
    done(counter)
    counter.printer.ends(True)
    counter.pickup.card_beside(Trouble("card.unknown"))


def together(counter: Counter) -> None:
    counter.opens(made_up.a_case(notices=(Obstacle("hours.outside", {"opens_on": "114/07/03", "opens_at": "08:30"}),)))
    counter.steps_to_commit()


def unknown(counter: Counter) -> None:
    counter.opens()
    counter.steps_to_commit()
    counter.pickup.next()
    for _ in range(2):
        counter.line.answer("pickup:hand_over", trouble=Trouble("database.away", retryable=True))


def changed(counter: Counter) -> None:
    counter.opens(made_up.a_case(advisories=()))
    counter.scans()
    counter.pickup.steps.choose_identity("passport")
    counter.pickup.next()
    counter.pickup.next()
    counter.signs()
    counter.pickup.next()
    counter.pickup.next()
    counter.line.answer("pickup:hand_over", refusal=Refusal(made_up.LIBRARY.obstacle))
    case = made_up.a_blocked_case(obstacles=(made_up.LIBRARY,), name="林峯煊", name_en="LIN, FENG-HSUAN")
    units = tuple(
        replace(u, state=ItemState.DONE, word=made_up.DONE_WORD) if u.code == "fees" else u for u in case.units
    )
    counter.line.answer(BY_CARD, replace(case, units=units))


def waiting_card(counter: Counter) -> None:
    advisories(counter)
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)


def blocked(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case(stale=True))


def printed(counter: Counter) -> None:
    blocked(counter)
    counter.pickup.next()
    counter.line.answer("papers:outstanding_items_notice", made_up.a_paper())
    counter.printer.ends(True)


def blocked_proxy(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.begin_proxy()


def collected(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case(open_steps=(made_up.a_chip_step(),)))


def unscanned(counter: Counter) -> None:
    counter.opens(made_up.a_paper_signed_case())


def unscanned_refused(counter: Counter) -> None:
    unscanned(counter)
    counter.pickup.attach_signed_receipt(made_up.number(51), "scan.docx", b"PK made up")
    counter.line.answer("signed_receipt:keep", refusal=Refusal.because("scan.wrong_kind"))


def mailbox(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.open_pane(Pane.MAILBOX)
    counter.line.answer("mailbox:at_case", made_up.WHOSE)


def mailbox_code(counter: Counter) -> None:
    mailbox(counter)
    counter.pickup.mailbox.write_address("corrected@post.example")
    counter.pickup.mailbox.go_on()
    counter.line.answer("mailbox:ask_code", made_up.a_check())


def mailbox_done(counter: Counter) -> None:
    mailbox_code(counter)
    counter.pickup.mailbox.write_code("7gjqX9")
    counter.pickup.mailbox.go_on()
    counter.line.answer("mailbox:confirm_code", made_up.a_check(sent=True, verified=True))


def evidence(counter: Counter) -> None:
    counter.opens(made_up.a_collected_case())
    counter.pickup.open_pane(Pane.EVIDENCE)
    counter.line.answer("evidence:look", made_up.EVIDENCE)
    counter.pickup.evidence.mark("phone:1", True)
    counter.pickup.evidence.submit("")


def evidence_opened(counter: Counter) -> None:
    evidence(counter)
    form = counter.pickup.evidence
    form.mark("scan:3", True)
    form.write("reason", "畢業生對簽收有疑義")
    form.write("login", "sup")
    form.submit("made up")
    counter.line.answer("evidence:reveal", made_up.REVEALED)


def void(counter: Counter, login: str = "sup") -> None:
    counter.pickup.voiding.know_supervisor(login)
    counter.opens(made_up.a_collected_case())
    counter.pickup.ask_supervisor()
    counter.line.answer("voiding:look_ahead", made_up.AHEAD)


def void_by_clerk(counter: Counter) -> None:
    void(counter, login="")
    counter.pickup.voiding.submit("")


def void_returned(counter: Counter) -> None:
    void(counter)
    counter.pickup.voiding.choose_kind("left_without")
    counter.pickup.voiding.choose_sheet("returned")
    counter.pickup.scanned("SU-A0312")


def voided(counter: Counter, **changes: Any) -> None:
    void_returned(counter)
    counter.pickup.voiding.write("reason", "同學臨時離開，未取走證書")
    counter.pickup.voiding.submit("made up")
    counter.line.answer("voiding:void", made_up.a_voided(**changes))


def voided_lost(counter: Counter) -> None:
    voided(counter, kind="wrong_person", sheet="lost", digital="revoked", closure="sent")
    counter.pickup.reprint()
    counter.line.answer("papers:receipt", made_up.a_paper())
    counter.printer.ends(True)


def proxy(counter: Counter) -> None:
    counter.opens(made_up.a_case(proxy_rules=made_up.STRICT_RULES))
    counter.pickup.begin_proxy()
    counter.pickup.proxy.see("letter", True)
    counter.pickup.proxy.write("name", "林文山")
    counter.pickup.proxy.choose("id_kind", "national-id")


def proxy_gaps(counter: Counter) -> None:
    counter.opens(made_up.a_case())
    counter.pickup.begin_proxy()
    counter.pickup.next()


def proxy_steps(counter: Counter) -> None:
    counter.opens()
    counter.pickup.begin_proxy()
    for piece in ("letter", "proxy_id"):
        counter.pickup.proxy.see(piece, True)
    counter.pickup.proxy.write("name", "林文山")
    counter.pickup.proxy.choose("id_kind", "national-id")
    counter.pickup.next()
    counter.line.answer("proxy:check_evidence")


def late(counter: Counter) -> None:
    lost = replace(made_up.LOSS, reported_at=made_up.NOON, evidence="完成頁")
    counter.opens_by_hand(made_up.a_case(opened_by=OpenedBy.NAME, loss=lost, card=None))
    counter.steps_to_signature()
    counter.signs()


def pane(which: Pane, case: Callable[[Counter], None]) -> Callable[[Counter], None]:
    def set_up(counter: Counter) -> None:
        case(counter)
        counter.pickup.open_pane(which)

    return set_up


def release(counter: Counter) -> None:
    blocked(counter)
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.mark("clearance.outstanding:library", True)
    counter.pickup.release.submit("", "sup", "")


def proxy_again(counter: Counter) -> None:
    counter.pickup.proxy.remember(made_up.A_PROXY)
    counter.opens()
    counter.pickup.begin_proxy()


def release_by_document(counter: Counter) -> None:
    void = made_up.a_void_card_obstacle()
    counter.opens(made_up.a_blocked_case(obstacles=(void,), placed_kinds=("passport",)))
    counter.pickup.open_pane(Pane.RELEASE)
    counter.pickup.release.choose_document("passport")
    counter.pickup.release.submit("", "sup", "")


def withdrawal(counter: Counter) -> None:
    counter.opens(made_up.a_case(permissions=(made_up.A_PERMISSION, made_up.USED_PERMISSION)))
    counter.pickup.open_pane(Pane.WITHDRAWAL)


def held(counter: Counter) -> None:
    counter.opens(made_up.a_held_case())


def mending(counter: Counter) -> None:
    held(counter)
    counter.pickup.ask_supervisor()
    counter.line.answer("corrections:look_at", made_up.A_CORRECTION)


def mending_refused(counter: Counter) -> None:
    mending(counter)
    counter.pickup.mending.choose("reprinted")
    counter.pickup.mending.submit("", "sup", "")


def several_certificates(counter: Counter) -> None:
    minor = replace(made_up.ANOTHER_NUMBER, certificate_id=made_up.number(23), student_number="41047025S")
    collected = replace(minor, certificate_id=made_up.number(24), short="000102", verdict=Verdict.COLLECTED)
    counter.opens(made_up.a_case(others=(replace(minor, short="000198", verdict=None), collected)))


def loss(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("掛失完成頁，編號 20250702-118")
    counter.pickup.loss.mark_reissue(True)


def leave(counter: Counter) -> None:
    signature(counter)
    counter.signs()
    counter.pickup.close()


def done(counter: Counter) -> None:
    counter.opens()
    counter.hands_over()
    counter.line.answer("papers:receipt", made_up.a_paper())


def done_chip(counter: Counter) -> None:
    counter.opens(made_up.a_case(card_acts=(CardAct.STAMP, CardAct.CHIP)))
    counter.hands_over(card_act=CardAct.CHIP)
    counter.line.answer("papers:receipt", made_up.a_paper())
    counter.printer.ends(True)
    order = CardOrder(made_up.number(61), made_up.UID_A, 33, b"", "A", "void", 1, made_up.NOON.date())
    counter.line.answer("card:intend", order)


def done_unknown(counter: Counter) -> None:
    done_chip(counter)
    counter.card.ends("unknown")
    counter.line.answer("card:record")


def done_no_paper(counter: Counter) -> None:
    done(counter)
    counter.printer.ends(False, "printer.away")
    counter.pickup.card_tapped(made_up.UID_B, made_up.READER)


def done_no_date(counter: Counter) -> None:
    counter.opens()
    counter.hands_over(digital_due=None)
    counter.line.answer("papers:receipt", made_up.a_paper())


def refused(counter: Counter) -> None:
    counter.pickup.card_tapped(made_up.UID_A, made_up.READER)
    counter.line.answer(BY_CARD, trouble=Trouble("database.away", retryable=True))


SHOTS = [
    Shot("01-looking", lambda counter: counter.pickup.card_tapped(made_up.UID_A, made_up.READER)),
    Shot("02-ready", ready),
    Shot("03-other-sheet", other_sheet),
    Shot("04-advisories", advisories),
    Shot("05-face", face),
    Shot("06-proof", proof),
    Shot("07-signature", signature),
    Shot("08-on-paper", on_paper),
    Shot("09-card", card),
    Shot("10-exception", exception),
    Shot("10-exception-needs", exception_needs),
    Shot("10-exception-document", exception_document),
    Shot("10-exception-unreported", exception_unreported),
    Shot("11-together", together),
    Shot("12-unknown", unknown),
    Shot("13-changed", changed),
    Shot("14-waiting-card", waiting_card),
    Shot("15-card-beside", card_beside),
    Shot("16-review", review),
    Shot("20-blocked", blocked),
    Shot("21-printed", printed),
    Shot("24-several-certificates", several_certificates),
    Shot("22-blocked-proxy", blocked_proxy),
    Shot("23-collected", collected),
    Shot("23-collected-unscanned", unscanned),
    Shot("23-collected-unscanned-refused", unscanned_refused),
    Shot("30-proxy", proxy),
    Shot("31-proxy-gaps", proxy_gaps),
    Shot("32-proxy-steps", proxy_steps),
    Shot("33-late-collector", late),
    Shot("34-proxy-again", proxy_again),
    Shot("40-correction", pane(Pane.CORRECTION, proof)),
    Shot("40-held", held),
    Shot("40-mending", mending),
    Shot("40-mending-refused", mending_refused),
    Shot("41-release", release),
    Shot("41-release-exception", release_exception),
    Shot("42-phone", pane(Pane.PHONE, blocked)),
    Shot("43-loss", loss),
    Shot("44-leave", leave),
    Shot("45-release-document", release_by_document),
    Shot("46-withdrawal", withdrawal),
    Shot("47-void", void),
    Shot("47-void-by-clerk", void_by_clerk),
    Shot("47-void-returned", void_returned),
    Shot("48-voided", voided),
    Shot("48-voided-lost", voided_lost),
    Shot("49-mailbox", mailbox),
    Shot("49-mailbox-code", mailbox_code),
    Shot("49-mailbox-done", mailbox_done),
    Shot("49-evidence", evidence),
    Shot("49-evidence-opened", evidence_opened),
    Shot("50-done", done),
    Shot("51-done-chip", done_chip),
    Shot("52-done-unknown", done_unknown),
    Shot("53-done-no-paper", done_no_paper),
    Shot("54-done-beside", done_beside),
    Shot("55-done-no-date", done_no_date),
    Shot("60-refused", refused),
]


def a_counter() -> Counter:
    line, card_lane, printer = HeldLine(), HeldCard(), HeldPrinter()
    pickup = PickupPresenter(line, card_lane, printer, FixedClock(made_up.NOON))
    return Counter(line, card_lane, printer, pickup, [])


def looks() -> Iterator[tuple[str, dict[str, object]]]:
    yield "", {}
    yield "-200", {"scale": 2.0}
    yield "-dark", {"theme_name": "dark"}
    yield "-en", {"language": "en"}
    yield "-en-200", {"language": "en", "scale": 2.0}
    yield "-1920", {"width": 1920}


def shoot(shot: Shot, out: Path, suffix: str, settings: dict[str, object]) -> None:
    counter = a_counter()
    at = look(**settings)  # type: ignore[arg-type]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, at)
    view = PickupView(counter.pickup, at, repeat_ms=0)
    width, height = SIZE if at.width == 1280 else (1828, 980)
    view.resize(width, height)
    view.show()
    shot.set_up(counter)
    view.draw()
    for _ in range(3):
        QApplication.processEvents()
    view.grab().save(str(out / f"{shot.name}{suffix}.png"))
    counter.pickup.done._timer.stop()
    view.close()
    view.deleteLater()


def main() -> None:
    out, only = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "*"
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert app is not None
    for shot in SHOTS:
        for suffix, settings in looks():
            if fnmatch(f"{shot.name}{suffix}", only):
                shoot(shot, out, suffix, settings)


if __name__ == "__main__":
    main()

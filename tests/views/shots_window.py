"""Every screen of the window beside the pickup's own: door, waiting, search, queue, preview, refused cards, sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.dates import FixedClock
from app.desk.day_slips import ClosureSlip, SignedDaySlip
from app.desk.demo_cohort import tray
from app.desk.paper_slips import PageSlip
from app.desk.queue_slips import JobSlip, MailboxCheckSlip, MailboxSlip, PauseSlip, QueueSlip, ReceiptSlip
from app.desk.slips import FoundSlip, Mode, SearchSlip
from app.desk.window_slips import CounterSlip, DoorSlip, FirstRunSlip, RecentSlip, SignedOnSlip, StaffSlip
from app.devices.events import CardUnreadable, ReaderArrived, ReaderHeld, ReaderLeft, ServiceLost
from app.errors import Obstacle, Refusal, Trouble
from app.presenters.pickup import PickupPresenter
from app.presenters.queue import Question
from app.presenters.window import Counter, Page, WindowPresenter
from app.views.main_window import Choices, MainWindow
from app.views.tray import tray_strip
from app.views.workbench import Bench
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.held import HeldCard, HeldLine, HeldPrinter
from tests.presenters.held_examiner import HeldExaminer
from tests.presenters.made_up_day import CEREMONY, QUIET, TYPHOON, a_closing, a_reviewed_day

SCHOOL = Bilingual("示範大學", "Sample University")
COUNTER = Bilingual("校本部教務處註冊組", "Main campus, Registrar")
TITLE = Bilingual("學位證書領取櫃檯", "Registry Desk")
CLERK = StaffSlip(made_up.number(1), "clerk1", "陳怡君", "clerk")
SUPERVISOR = StaffSlip(made_up.number(2), "sup", "吳淑芬", "supervisor")
PROGRAMME = Bilingual("資訊工程學系", "Computer Science")
REFUSED = ("card.old", "card.unknown", "card.gone", "card.mute", "card.random_uid")


@dataclass(frozen=True, slots=True)
class MadeUpCard:
    label: Bilingual


@dataclass
class Desk:
    """A whole window whose desk, card lane and printer are in the test's hand."""

    line: HeldLine
    card: HeldCard
    printer: HeldPrinter
    clock: FixedClock
    window: WindowPresenter
    view: MainWindow
    chosen: list[Choices] = field(default_factory=list)

    def close(self) -> None:
        self.window.pickup.done._timer.stop()
        for timer in (self.window._refresh, self.window._held, self.window.search._pause):
            timer.stop()
        self.view.close()

    # ------------------------------------------------------------------ the ways into a state
    def at_the_door(self, *, demo: bool = False, first_run: bool = False) -> None:
        self.window.door.opened(None)
        staff = (CLERK, SUPERVISOR) if demo else ()
        self.line.answer("sign_on:door", DoorSlip(SCHOOL, COUNTER, "w1", first_run, demo, staff))

    def inside(self) -> None:
        self.at_the_door()
        self.window.door.sign_on("clerk1", "made up")
        self.line.answer(
            "sign_on:sign_on",
            SignedOnSlip(CLERK, "w1", COUNTER, 5, made_up.NOON, card_names=made_up.TAKEN, old_card_way=made_up.WAY),
        )
        self.line.answer("counter:overview", a_day())
        self.window.printers_are(("Counter printer",))
        self.window.card_event(ReaderArrived(made_up.READER))

    def queue(self, slip: QueueSlip) -> None:
        self.inside()
        self.window.go(Page.QUEUE)
        self.line.answer("digital:queue", slip)

    def looks_for(self, typed: str, slip: QueueSlip) -> None:
        self.queue(slip)
        self.window.queue.typed(typed)
        self.window.queue.refresh()
        self.line.answer("digital:queue", slip)

    def decides(self, slip: QueueSlip, question: Question) -> None:
        """The supervisor is asked, and has forgotten the password."""
        self.queue(slip)
        self.window.queue.ask_for(question)
        self.window.queue.decide("")

    def correct(self, *, sent: bool = False, simulated_in: str = "") -> None:
        self.queue(a_queue(BOUNCED, DONE))
        self.window.queue.correct()
        if sent:
            self.window.queue.mailbox.write_address("corrected@post.example")
            self.window.queue.mailbox.go_on()
            until = made_up.NOON + timedelta(minutes=5)
            check = MailboxCheckSlip(
                made_up.number(9), "cor****@…", until, sent=True, verified=False, simulated_in=simulated_in
            )
            self.line.answer("mailbox:ask_code", check)

    def receipt(self) -> None:
        slip = replace(a_queue(AT_PLATFORM, DONE), takes_receipts=True)
        self.queue(slip)
        self.window.queue.import_receipt(["receipt.csv"])
        self.line.answer("platform:import_receipt", ReceiptSlip("sample-w1-114-00001", accepted=41, rejected=1))
        self.line.answer("digital:queue", slip)

    def finds(self, query: str, slip: SearchSlip | None = None) -> None:
        self.window.search.typed(query)
        self.window.search.hurry()
        self.line.answer("lookup:search", slip or SearchSlip(query, (), False))


def a_desk(
    language: str = "zh_TW",
    theme_name: str = "light",
    scale: float = 1.0,
    width: int = 1280,
    *,
    tray: bool = False,
    founded: bool = False,
) -> Desk:
    line, card, printer, clock = HeldLine(), HeldCard(), HeldPrinter(), FixedClock(made_up.NOON)
    pickup = PickupPresenter(line, card, printer, clock)
    window = WindowPresenter(line, lambda: Counter(pickup, printer, HeldExaminer()), clock, founded=founded)
    chosen: list[Choices] = []
    side = a_tray if tray else None
    view = MainWindow(window, Choices(language, theme_name, scale), chosen.append, TITLE, side)
    view.resize(width, 800 if width == 1280 else 1080)
    return Desk(line, card, printer, clock, window, view, chosen)


def a_tray(bench: Bench) -> QWidget:
    cards = [MadeUpCard(each.label) for each in tray()]
    return tray_strip(bench, cards, 1, lambda index: None, lambda: None, ("supervisor", "demo-counter"))


def a_day(**changes: Any) -> CounterSlip:
    facts: dict[str, Any] = {
        "counter": COUNTER,
        "today": 0,
        "recent": (),
        "source_time": made_up.NOON,
        "notices": (),
        "hours": "08:30–17:00",
    }
    return CounterSlip(**(facts | changes))


def some_hand_overs() -> tuple[RecentSlip, ...]:
    return (
        RecentSlip(made_up.NOON, "林○煊", Mode.SELF, "000312", False),
        RecentSlip(made_up.NOON, "歐陽○○", Mode.PROXY, "000298", True),
        RecentSlip(made_up.NOON, "黃○", Mode.SELF, "000277", False),
    )


def a_found(n: int = 1) -> FoundSlip:
    return FoundSlip(made_up.number(n), f"4104702{n}S", "林峯煊", PROGRAMME, "113-2", None, "92/05/**")


def a_job(n: int, state: str, tone: str, **changes: Any) -> JobSlip:
    facts: dict[str, Any] = {
        "id": made_up.number(n),
        "kind": "digital_certificate",
        "state": state,
        "step": "render",
        "name_masked": "林○煊",
        "student_number": f"4104702{n}S",
        "short": f"00031{n}",
        "note": "",
        "note_facts": (),
        "due": date(2025, 7, 7),
        "queued_at": made_up.NOON,
        "attempts": 0,
        "has_pdf": False,
        "tone": tone,
        "graduate_id": made_up.number(n),
    }
    return JobSlip(**(facts | changes))


DEAD = a_job(1, "dead", "stop", note="signing.key_missing", attempts=5)
DONE = a_job(4, "done", "go", has_pdf=True)
BOUNCED = a_job(
    5,
    "dead",
    "stop",
    note="delivery.bounced",
    note_facts=(("status", "5.1.1"),),
    has_pdf=True,
    mails=True,
    mailboxes=(
        MailboxSlip("own", "syu****@…", "bounced", "delivery.bounced", 250, "5.1.1", made_up.NOON),
        MailboxSlip("school", "411****@…", "accepted", "", 250, "", made_up.NOON),
    ),
)
AT_PLATFORM = a_job(
    6,
    "dead",
    "stop",
    note="platform.rejected",
    note_facts=(("package", "sample-w1-114-00001"), ("reason", "英文姓名與護照不符")),
)
JOBS = (DEAD, a_job(2, "working", "warn"), a_job(3, "queued", "wait"), DONE)


def a_queue(*jobs: JobSlip) -> QueueSlip:
    return QueueSlip(jobs, waiting=2, attention=1, finished=1, total=4)


UNTOLD = a_job(
    9,
    "dead",
    "stop",
    kind="account_closure",
    due=None,
    note="delivery.refused",
    note_facts=(("place", "own"), ("reply", "550")),
    mails=True,
    mailboxes=(MailboxSlip("own", "syu****@…", "refused", "delivery.refused", 550, "", made_up.NOON),),
)
LATE = a_job(
    7,
    "waiting",
    "warn",
    late=True,
    due=date(2025, 6, 30),
    note="platform.sent",
    note_facts=(("package", "sample-w1-114-00001"),),
)
WITHDRAWN = a_job(8, "waiting", "wait", kind="digital_withdrawal", due=None, note="platform.to_pack")
LONG = QueueSlip((DEAD, LATE, WITHDRAWN, DONE), 1_200, 10, 30, 1_240, overdue=2, found=612)
PAUSED = PauseSlip("版面有誤，待更正", "王主任", made_up.NOON)
NO_JOBS = QueueSlip((), 0, 0, 0, 0)


def a_page() -> PageSlip:
    image = QImage(420, 594, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return PageSlip(bytes(content.data()), 420, 594)


# ------------------------------------------------------------------ the door
def sign_on_fails(desk: Desk, **facts: Any) -> None:
    desk.at_the_door()
    desk.window.door.sign_on("clerk1", "wrong")
    desk.line.answer("sign_on:sign_on", **facts)


def shut(desk: Desk, code: str) -> None:
    desk.window.door.opened(Trouble(code))


def passwords_differ(desk: Desk) -> None:
    desk.at_the_door(first_run=True)
    desk.window.door.found("sup", "吳淑芬", "one password", "another one")


def recovery(desk: Desk) -> None:
    desk.at_the_door(first_run=True)
    desk.window.door.found("sup", "吳淑芬", "one password", "one password")
    slip = FirstRunSlip(SUPERVISOR, "ABCD-EFGH-JKLM-NPQR", made_up.a_paper("recovery_sheet"))
    desk.line.answer("sign_on:make_first_supervisor", slip)


def recovery_printed(desk: Desk, printed: bool) -> None:
    recovery(desk)
    desk.window.print_recovery()
    desk.printer.ends(printed, "" if printed else "printer.away")


def locked(desk: Desk) -> None:
    desk.inside()
    desk.window.door.lock()


# ------------------------------------------------------------------ at the counter
def with_hand_overs(desk: Desk) -> None:
    desk.inside()
    desk.window.refresh()
    desk.line.answer("counter:overview", a_day(today=37, recent=some_hand_overs()))


def old_data(desk: Desk) -> None:
    desk.inside()
    desk.window.refresh()
    desk.line.answer("counter:overview", a_day(source_time=datetime(2025, 6, 30, 1, 0, tzinfo=UTC)))


def no_reader(desk: Desk) -> None:
    desk.inside()
    desk.window.card_event(ServiceLost())


def reader_held(desk: Desk) -> None:
    desk.inside()
    desk.window.card_event(ReaderHeld(made_up.READER, 1))


def card_refused(desk: Desk, code: str) -> None:
    desk.inside()
    desk.window.card_event(CardUnreadable(made_up.READER, 1, 0.0, code))


def a_case(desk: Desk) -> None:
    desk.inside()
    desk.window.pickup.card_tapped(made_up.UID_A, made_up.READER)
    desk.line.answer("lookup:open_case_by_card", made_up.a_case())


def a_case_without_a_reader(desk: Desk) -> None:
    a_case(desk)
    desk.window.card_event(ReaderLeft(made_up.READER))


# ------------------------------------------------------------------ looking somebody up
def search(desk: Desk, mode: Mode = Mode.SELF) -> None:
    desk.inside()
    desk.window.look_up(mode)


def found_many(desk: Desk) -> None:
    search(desk)
    desk.finds("林", SearchSlip("林", (a_found(1), a_found(2), a_found(3)), True))


def found_none(desk: Desk) -> None:
    search(desk)
    desk.finds("無此人")


# ------------------------------------------------------------------ papers and sheets
# ------------------------------------------------------------------ the supervisor's day
def today(desk: Desk, **changes: Any) -> None:
    desk.inside()
    desk.window.go(Page.TODAY)
    desk.line.answer("review:today", a_reviewed_day(**changes))


def signed_day(desk: Desk, *, more: bool = False) -> None:
    today(desk, signed=SignedDaySlip(made_up.NOON, "吳淑芬", more, "一張簽收單明天補簽"))


def signing(desk: Desk) -> None:
    today(desk)
    desk.window.sign_day()


def signing_refused(desk: Desk) -> None:
    signing(desk)
    desk.window.today.write_login("clerk1")
    desk.window.today.sign("made up")
    desk.line.answer("review:sign_day", refusal=Refusal(Obstacle("override.supervisor_only")))


def closing(desk: Desk, *closures: ClosureSlip) -> None:
    today(desk)
    desk.window.close_days()
    desk.line.answer("day:closing", a_closing(*closures))


def closing_wrong(desk: Desk) -> None:
    closing(desk, TYPHOON)
    desk.window.closing.write("first", "明天")
    desk.window.closing.submit("")


def days_closed(desk: Desk) -> None:
    closing(desk)
    form = desk.window.closing
    form.write("reason_zh", "颱風停班")
    form.write("login", "sup")
    form.submit("made up")
    desk.line.answer("day:close_here", a_closing(TYPHOON, done=TYPHOON.id, moved=12))


def opening_again(desk: Desk) -> None:
    closing(desk, TYPHOON, CEREMONY)
    desk.window.closing.choose(TYPHOON.id)


def with_notices(desk: Desk) -> None:
    desk.inside()
    desk.window.refresh()
    closed = {"reason": Bilingual("颱風停班", "Typhoon"), "opens_on": "114/07/04", "opens_at": "08:30"}
    notices = (Obstacle("hours.closed_day", closed), Obstacle("profile.changed", {"at": "09:40"}))
    desk.line.answer("counter:overview", a_day(notices=notices))


def held(desk: Desk) -> None:
    """What this station's lane found, and what every station reads from the jobs."""
    desk.queue(replace(a_queue(*JOBS[1:]), holds=(Obstacle("timestamp.unreachable"),)))
    desk.window.queue_held((Obstacle("bounces.password_missing"), Obstacle("digital.paused")))


def preview(desk: Desk) -> None:
    desk.inside()
    desk.window.preview.open(made_up.a_paper())
    desk.line.answer("papers:page_images", (a_page(), a_page()))


def preview_evidence(desk: Desk) -> None:
    desk.inside()
    desk.window.preview.open(made_up.REVEALED.papers[0][1])
    desk.line.answer("papers:page_images", (a_page(), a_page()))


def not_printed(desk: Desk) -> None:
    preview(desk)
    desk.window.preview.print()
    desk.printer.ends(False, "printer.away")


def printed(desk: Desk) -> None:
    preview(desk)
    desk.window.preview.print()
    desk.printer.ends(True)


def aside_not_printed(desk: Desk) -> None:
    """A paper of no case, such as the recovery sheet: its failure is told over whatever page is shown."""
    desk.inside()
    desk.window.print_aside(made_up.a_paper())
    desk.printer.ends(False, "printer.away")


def owed(desk: Desk) -> None:
    """Receipts that did not print before their screens were left: the first is named, whatever page is shown."""
    desk.inside()
    for kind in ("receipt", "notice"):
        desk.window.preview.open(made_up.a_paper(kind))
        desk.window.preview.print()
        desk.window.preview.close()
        desk.printer.ends(False, "printer.away")


def owed_at_case(desk: Desk) -> None:
    a_case(desk)
    desk.window.unprinted.take(made_up.a_paper(), Trouble("paper.not_printed", retryable=True))


def settings(desk: Desk) -> None:
    desk.inside()
    desk.view._settings()


def help_(desk: Desk) -> None:
    desk.inside()
    desk.view._help()


@dataclass(frozen=True)
class Shot:
    name: str
    set_up: Callable[[Desk], None]
    tray: bool = False


def _wrong(desk: Desk) -> None:
    sign_on_fails(desk, refusal=Refusal(Obstacle("sign_on.failed")))


def _too_often(desk: Desk) -> None:
    sign_on_fails(desk, refusal=Refusal(Obstacle("sign_on.locked_out", {"until": "10:56"})))


SHOTS = [
    Shot("door-opening", lambda desk: None),
    Shot("door-sign-on", Desk.at_the_door),
    Shot("door-wrong", _wrong),
    Shot("door-too-often", _too_often),
    Shot("door-demo", partial(Desk.at_the_door, demo=True)),
    Shot("door-first-run", partial(Desk.at_the_door, first_run=True)),
    Shot("door-differs", passwords_differ),
    Shot("door-recovery", recovery),
    Shot("door-recovery-printed", partial(recovery_printed, printed=True)),
    Shot("door-recovery-not-printed", partial(recovery_printed, printed=False)),
    Shot("door-locked", locked),
    Shot("door-shut-newer", partial(shut, code="database.newer")),
    Shot("door-shut-keys", partial(shut, code="keys.missing")),
    Shot("door-shut-profile", partial(shut, code="profile.invalid")),
    Shot("waiting-empty", Desk.inside),
    Shot("waiting-day", with_hand_overs),
    Shot("waiting-old-data", old_data),
    Shot("waiting-no-service", no_reader),
    Shot("waiting-held", reader_held),
    Shot("waiting-tray", with_hand_overs, tray=True),
    Shot("waiting-notices", with_notices),
    Shot("case", a_case),
    Shot("case-reader-lost", a_case_without_a_reader),
    Shot("search-empty", search),
    Shot("search-proxy", partial(search, mode=Mode.PROXY)),
    Shot("search-many", found_many),
    Shot("search-none", found_none),
    Shot("queue-empty", lambda desk: desk.queue(NO_JOBS)),
    Shot("queue-dead", lambda desk: desk.queue(a_queue(*JOBS))),
    Shot("queue-held", held),
    Shot("queue-sent", lambda desk: desk.queue(a_queue(LATE))),
    Shot("queue-waiting", lambda desk: desk.queue(a_queue(*JOBS[1:3]))),
    Shot("queue-more", lambda desk: desk.looks_for("林", LONG)),
    Shot("queue-not-found", lambda desk: desk.looks_for("無此人", replace(NO_JOBS, total=1_240))),
    Shot("queue-notice", lambda desk: desk.queue(a_queue(UNTOLD, DONE))),
    Shot("queue-told", lambda desk: desk.decides(a_queue(UNTOLD, DONE), Question.TOLD)),
    Shot("queue-mailboxes", lambda desk: desk.queue(a_queue(BOUNCED, DONE))),
    Shot("mailbox-address", lambda desk: desk.correct()),
    Shot("mailbox-code", lambda desk: desk.correct(sent=True)),
    Shot("mailbox-code-demo", lambda desk: desk.correct(sent=True, simulated_in="demo/data/simulated-mail")),
    Shot("queue-receipt", lambda desk: desk.receipt()),
    Shot("queue-done", lambda desk: desk.queue(a_queue(DONE))),
    Shot("queue-paused", lambda desk: desk.queue(replace(a_queue(*JOBS[1:]), pause=PAUSED))),
    Shot("queue-pause", lambda desk: desk.decides(a_queue(*JOBS), Question.PAUSE)),
    Shot("queue-resume", lambda desk: desk.decides(replace(a_queue(*JOBS), pause=PAUSED), Question.RESUME)),
    Shot("queue-give-up", lambda desk: desk.decides(a_queue(*JOBS), Question.CANCEL)),
    Shot("today", today),
    Shot("today-quiet", partial(today, **QUIET)),
    Shot("today-past", partial(today, is_today=False, closed=(Bilingual("颱風停班", "Typhoon"),))),
    Shot("today-signed", signed_day),
    Shot("today-more-since", partial(signed_day, more=True)),
    Shot("today-signing", signing),
    Shot("today-signing-refused", signing_refused),
    Shot("closing-none", closing),
    Shot("closing-wrong", closing_wrong),
    Shot("closing-done", days_closed),
    Shot("closing-open-again", opening_again),
    Shot("preview", preview),
    Shot("preview-evidence", preview_evidence),
    Shot("preview-printed", printed),
    Shot("preview-not-printed", not_printed),
    Shot("trouble-not-printed", aside_not_printed),
    Shot("trouble-owed", owed),
    Shot("trouble-owed-at-case", owed_at_case),
    Shot("settings", settings),
    Shot("help", help_),
    *(Shot(f"refused-{code}", partial(card_refused, code=code)) for code in REFUSED),
]

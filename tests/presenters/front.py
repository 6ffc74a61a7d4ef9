"""The window's presenters without a window: door, counter, search, queue, day; their wires are in the test's hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.dates import FixedClock
from app.desk.queue_slips import JobSlip, QueueSlip
from app.desk.window_slips import CounterSlip, DoorSlip, SignedOnSlip, StaffSlip
from app.presenters.pickup import PickupPresenter
from app.presenters.window import Counter, WindowPresenter, WindowScreen
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.held import HeldCard, HeldLine, HeldPrinter
from tests.presenters.held_examiner import HeldExaminer

SCHOOL = Bilingual("示範大學", "Sample University")
COUNTER = Bilingual("校本部教務處註冊組", "Main campus, Registrar")
CLERK = StaffSlip(made_up.number(1), "clerk1", "示範承辦", "clerk")
SUPERVISOR = StaffSlip(made_up.number(2), "sup", "示範主管", "supervisor")


@dataclass
class Front:
    """A window presenter and everything it asks of."""

    line: HeldLine
    printer: HeldPrinter
    examiner: HeldExaminer
    clock: FixedClock
    window: WindowPresenter
    seen: list[WindowScreen] = field(default_factory=list)

    def at_the_door(self, **changes: Any) -> None:
        self.window.door.opened(None)
        facts = {"first_run": False, "demo": False, "staff": ()} | changes
        self.line.answer("sign_on:door", DoorSlip(SCHOOL, COUNTER, "w1", **facts))

    def inside(self, staff: StaffSlip = CLERK) -> None:
        self.at_the_door()
        self.window.door.sign_on(staff.login, "made up")
        self.line.answer("sign_on:sign_on", SignedOnSlip(staff, "w1", COUNTER, 5, made_up.NOON))
        self.line.answer("counter:overview", a_count())

    def stop(self) -> None:
        self.window.pickup.done._timer.stop()
        for timer in (self.window._refresh, self.window._held, self.window.search._pause):
            timer.stop()


def a_front() -> Front:
    line, printer, examiner, clock = HeldLine(), HeldPrinter(), HeldExaminer(), FixedClock(made_up.NOON)
    pickup = PickupPresenter(line, HeldCard(), printer, clock)
    window = WindowPresenter(line, lambda: Counter(pickup, printer, examiner), clock)
    front = Front(line, printer, examiner, clock, window)
    window.changed.connect(front.seen.append)
    return front


def a_count(today: int = 0, **changes: Any) -> CounterSlip:
    facts: dict[str, Any] = {
        "counter": COUNTER,
        "today": today,
        "recent": (),
        "source_time": made_up.NOON,
        "notices": (),
        "hours": "08:30–17:00",
    }
    return CounterSlip(**(facts | changes))


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
        "due": None,
        "queued_at": made_up.NOON,
        "attempts": 0,
        "has_pdf": False,
        "tone": tone,
        "graduate_id": made_up.number(50 + n),
    }
    return JobSlip(**(facts | changes))


def a_queue(*jobs: JobSlip) -> QueueSlip:
    return QueueSlip(jobs, waiting=1, attention=1, finished=1, total=3)

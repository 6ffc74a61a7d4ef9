"""A supervisor's pages: what is decided about digital certificates, and the certificate's layout."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.desk.decision_slips import AheadSlip, CandidateSlip, DecisionSlip, DecisionsSlip
from app.desk.layout_slips import LayoutFaultSlip, LayoutSlip, LayoutsSlip, LayoutVersionSlip, SampleSlip
from app.desk.paper_slips import PageSlip
from app.desk.window_slips import ColleagueSlip, SignedOnSlip, StaffSlip
from app.documents import layout_preview, pages
from app.documents.certificate_layout import shipped
from app.errors import Obstacle
from app.policy.decisions import REASONS
from app.presenters.colleagues import Act
from app.presenters.window import Page
from app.wording import Bilingual
from tests.documents.samples import LETTERHEAD
from tests.presenters import made_up
from tests.views.shots_window import CLERK, COUNTER, JOBS, PROGRAMME, SUPERVISOR, Desk, Shot, a_day, a_queue

OUTCOMES = (("digital.can_be_decided", 9_812), ("digital.not_issued", 3), ("digital.reissue_under_way", 12))


def supervised(desk: Desk) -> None:
    """A supervisor is signed on."""
    desk.at_the_door()
    desk.window.door.sign_on("sup", "made up")
    desk.line.answer("sign_on:sign_on", SignedOnSlip(SUPERVISOR, "w1", COUNTER, 5, made_up.NOON))
    desk.line.answer("counter:overview", a_day())
    desk.window.printers_are(("Counter printer",))


def a_decision(number: int = 1, **changes: Any) -> DecisionSlip:
    facts: dict[str, Any] = {
        "id": made_up.number(number),
        "act": "reissue",
        "reason": "key_compromised",
        "state": "settled",
        "total": 9_827,
        "settled": 9_827,
        "outcomes": (("digital.decided_reissued", 9_812), *OUTCOMES[1:]),
        "jobs": 9_812,
        "jobs_done": 9_812,
        "jobs_stopped": 0,
        "decided_at": made_up.NOON,
    }
    return DecisionSlip(**(facts | changes))


def an_overview(*decisions: DecisionSlip) -> DecisionsSlip:
    reasons = tuple((act.value, each) for act, each in REASONS.items())
    return DecisionsSlip(decisions, reasons, (("cs-bs", PROGRAMME),), ("113-2", "113-1"))


def a_candidate(number: int, outcome: str = "digital.can_be_decided") -> CandidateSlip:
    return CandidateSlip(f"(114)範大學字第 {number:06d} 號", f"{number:06d}", "林○煊", date(2025, 7, 3), 1, outcome)


def decisions(desk: Desk, *earlier: DecisionSlip) -> None:
    supervised(desk)
    desk.window.go(Page.DECISIONS)
    desk.line.answer("decide:overview", an_overview(*earlier))


def form(desk: Desk) -> None:
    decisions(desk, a_decision(1, state="paused", settled=4_000), a_decision(2, act="revoke", total=1, settled=1))
    desk.window.decisions.pick_act("revoke")
    desk.window.decisions.look_ahead()


def ahead(desk: Desk) -> None:
    decisions(desk)
    presenter = desk.window.decisions
    presenter.pick_reason("key_compromised")
    presenter.write("key", "3f9a22c1")
    presenter.look_ahead()
    looked_ahead(desk)


def looked_ahead(desk: Desk) -> None:
    rows = (*(a_candidate(each) for each in range(312, 316)), a_candidate(399, "digital.not_issued"))
    answered(desk, AheadSlip(9_827, OUTCOMES, rows))


def a_slice(total: int) -> AheadSlip:
    last = f"(114)範大學字第 {total:06d} 號"
    return AheadSlip(total, (("digital.can_be_decided", total),), (), 9_827, last, whole=False)


def answered(desk: Desk, slip: AheadSlip) -> None:
    """The desk's answer to the look ahead that was asked last."""
    mark = desk.line.last("decide:look_ahead").facts["mark"]
    desk.line.answer("decide:look_ahead", replace(slip, mark=mark))


def looking(desk: Desk) -> None:
    """A large set in the middle of being looked at."""
    decisions(desk)
    desk.window.decisions.pick_reason("key_compromised")
    desk.window.decisions.look_ahead()
    answered(desk, a_slice(2_500))


def carried_out(desk: Desk) -> None:
    ahead(desk)
    desk.window.decisions.decide("sup", "made up")
    begun = a_decision(state="open", settled=0, outcomes=(), jobs=0, jobs_done=0)
    desk.line.answer("decide:decide", begun)
    desk.clock.at += timedelta(minutes=2)
    some = a_decision(state="open", settled=2_400, outcomes=(("digital.decided_reissued", 2_400),), jobs=2_400)
    desk.line.answer("decide:settle", some)


def decided(desk: Desk) -> None:
    decisions(desk, a_decision(jobs_done=9_807, jobs_stopped=5))
    desk.window.decisions.open(desk.window.decisions.screen.overview.decisions[0])  # type: ignore[union-attr]
    desk.window.decisions.write_report("report.xlsx", "en")
    desk.line.answer("decision_report:report", 9_827)


def paused(desk: Desk) -> None:
    decisions(desk, a_decision(state="paused", settled=4_000, jobs=4_000, jobs_done=1_200))
    desk.window.decisions.open(desk.window.decisions.screen.overview.decisions[0])  # type: ignore[union-attr]


# ------------------------------------------------------------------ the layout
@lru_cache(maxsize=4)
def a_page(sample: str) -> PageSlip:
    made = layout_preview.preview(shipped("certificate"), "certificate.toml", sample, LETTERHEAD)
    (page,) = pages.page_images(made.pdf, 110, 0, 1)
    return PageSlip(page.png, page.width, page.height)


def layout(desk: Desk, sample: str = "plain", **found: Any) -> None:
    supervised(desk)
    desk.window.go(Page.LAYOUT)
    versions = (
        LayoutVersionSlip("sample-classic", "c0ffee" * 10, "100-1", None, ""),
        LayoutVersionSlip("certificate", "decade" * 10, "113-2", date(2025, 7, 1), "sup"),
    )
    samples = tuple(SampleSlip(each.code, each.about) for each in layout_preview.SAMPLES)
    desk.line.answer("layout:overview", LayoutsSlip(versions, samples))
    desk.window.layouts._again.stop()
    facts: dict[str, Any] = {"mark": "1", "file": "certificate.toml", "page": a_page(sample)}
    desk.line.answer("layout:look", LayoutSlip(**(facts | found)))


def layout_warned(desk: Desk) -> None:
    what = {"what": "{name_en}", "size": "10.5", "smallest": "12"}
    warnings = (
        Obstacle("layout.warning.too_small", what),
        Obstacle("layout.warning.overlaps", {"what": "{degree_en}", "other": "seal {school_zh}印"}),
    )
    layout(desk, "long_name", warnings=warnings)


def layout_at_fault(desk: Desk) -> None:
    layout(desk)
    presenter = desk.window.layouts
    presenter.pick_file("/made/up/our-layout.toml")
    why = Bilingual("沒有欄位 {name_fr}。", "There is no placeholder {name_fr}.")
    facts = {"file": "our-layout.toml", "key": "elements[12].text (line 151)", "why": why}
    fault = LayoutFaultSlip("elements[12].text", Obstacle("layout.invalid", facts))
    desk.line.answer("layout:look", LayoutSlip(mark="2", file="our-layout.toml", faults=(fault,)))


def a_queue_supervised(desk: Desk) -> None:
    supervised(desk)
    desk.window.go(Page.QUEUE)
    desk.line.answer("digital:queue", a_queue(*JOBS))


def a_batch(desk: Desk) -> None:
    """A big batch is being made: how many are left, and until when."""
    desk.queue(replace(a_queue(*JOBS), at_once=9_000))
    desk.clock.at += timedelta(minutes=3)
    desk.window.queue_moved()
    desk.line.answer("digital:queue", replace(a_queue(*JOBS), at_once=6_000))


PEOPLE = (
    ColleagueSlip(CLERK, None, None, made_up.NOON),
    ColleagueSlip(StaffSlip(made_up.number(3), "lin", "林承辦", "clerk"), made_up.NOON + timedelta(minutes=9), None),
    ColleagueSlip(SUPERVISOR, None, None, made_up.NOON),
    ColleagueSlip(StaffSlip(made_up.number(4), "wu", "吳組員", "clerk"), None, made_up.NOON, None),
)


def colleagues(desk: Desk) -> None:
    supervised(desk)
    desk.window.go(Page.COLLEAGUES)
    desk.line.answer("colleagues:roster", PEOPLE)


def locked_colleague(desk: Desk) -> None:
    colleagues(desk)
    desk.window.colleagues.choose(PEOPLE[1].staff.id)


def adding(desk: Desk) -> None:
    colleagues(desk)
    desk.window.colleagues.begin(Act.ADD)
    desk.window.colleagues.submit("", new="one", again="another")


def retired(desk: Desk) -> None:
    locked_colleague(desk)
    desk.window.colleagues.begin(Act.RETIRE)
    desk.window.colleagues.submit("made up")
    desk.line.answer("colleagues:retire", PEOPLE[1].staff)
    desk.line.answer("colleagues:roster", (PEOPLE[0], *PEOPLE[2:], replace(PEOPLE[1], retired_at=made_up.NOON)))


SHOTS = [
    Shot("colleagues", colleagues),
    Shot("colleagues-locked", locked_colleague),
    Shot("colleagues-adding", adding),
    Shot("colleagues-retired", retired),
    Shot("queue-batch", a_batch),
    Shot("queue-supervisor", a_queue_supervised),
    Shot("decisions-empty", decisions),
    Shot("decisions-form", form),
    Shot("decisions-looking", looking),
    Shot("decisions-ahead", ahead),
    Shot("decisions-carried-out", carried_out),
    Shot("decisions-paused", paused),
    Shot("decisions-decided", decided),
    Shot("layout", layout),
    Shot("layout-warned", layout_warned),
    Shot("layout-at-fault", layout_at_fault),
]

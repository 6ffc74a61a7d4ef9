"""What a screen may ask of the desk, as typed values.

An :class:`Ask` names a verb and its facts. The verb's module is imported on the desk lane when the ask is run, so that
nothing heavy is loaded before the first paint; a test compares each function here with the signature of its verb.
``deed`` is true for asks that change something a graduate would notice: a look-up may be overtaken by a newer tap, a
deed may not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.desk.ask import Ask as Ask
from app.desk.day_slips import ClosingSlip, TodaySlip
from app.desk.decision_slips import AheadSlip, Chosen, DecisionSlip, DecisionsSlip
from app.desk.evidence_slips import EvidenceSlip, RevealedSlip
from app.desk.layout_slips import LayoutSlip, LayoutsSlip, LayoutVersionSlip
from app.desk.paper_slips import PageSlip, PaperSlip
from app.desk.queue_slips import MailboxCheckSlip, QueueSlip, ReceiptSlip, WhoseSlip
from app.desk.sheet_slips import CorrectionSlip, MovedSlip, ScannedSlip, StockSlip, StockTakeSlip
from app.desk.slips import CardOrder, CaseSlip, DoneSlip, Laid, Mode, OpenedBy, ScanSlip, SearchSlip, SheetCheckedSlip
from app.desk.verify_slips import CodeSlip, FileSlip, LedgerSlip, Seen, VerdictSlip, WhereSlip
from app.desk.voiding_slips import VoidAheadSlip, VoidedSlip
from app.desk.window_slips import CounterSlip
from app.wording import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyEvidence:
    """What the clerk saw of the proxy (A32, A33). Number, relation and scans only where the profile asks for them."""

    evidence_set: str
    pieces: tuple[str, ...]
    name: str = field(repr=False)
    id_kind: str
    id_number: str = field(default="", repr=False)
    relation: str = ""
    scan_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """By what a person was known when a supervisor lets an obstacle pass (A38, RULES I9).

    ``kind`` is an identity document's code, ``how`` is ``original``, ``copy`` or ``screen``; ``issued_in`` only where
    the profile asks; ``evidence`` says in words what was shown where the profile wants evidence.
    """

    kind: str = ""
    how: str = ""
    issued_in: str = field(default="", repr=False)
    evidence: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The whole deed as the clerk did it, step by step (RULES I1).

    ``deed_id`` is made when the case is opened: sending the same deed twice changes nothing and returns the first
    answer. ``certificate_revision`` is the one on the slip: if the certificate changed since, ``case.changed``.
    """

    deed_id: UUID
    graduate_id: UUID
    certificate_id: UUID
    certificate_revision: int
    sheet_scan: str
    sheet_typed: bool
    advisories_told: tuple[str, ...]
    decided: tuple[str, ...] = ()  # the registrar's own items that the clerk decided at the window (C09)
    identity_kind: str  # "photo" or the code of a named identity document
    proofread: bool
    signature_kind: str  # "pad" or "paper"
    signature_png: bytes | None = field(default=None, repr=False)
    card_act: str  # "stamp", "chip" or "exception"
    card_exception: str = ""
    laid: Laid  # what the reader made of the card that was laid down for this case (A20)
    card_id: UUID | None = None  # the graduate's own registered card, where that was it
    opened_by: OpenedBy = OpenedBy.CARD
    mode: Mode = Mode.SELF
    proxy: ProxyEvidence | None = None
    outside_hours_reason: str = ""


# ------------------------------------------------------------------ the counter
def counter() -> Ask[CounterSlip]:
    return Ask("counter:overview")


def open_case_by_card(uid: bytes, reader: str, certificate_id: UUID | None = None) -> Ask[CaseSlip]:
    """``certificate_id``: which of the graduate's certificates it is about, where the clerk has chosen one."""
    return Ask("lookup:open_case_by_card", {"uid": uid, "reader": reader, "certificate_id": certificate_id})


def open_case(
    graduate_id: UUID, opened_by: OpenedBy, laid: Laid = Laid.NONE, certificate_id: UUID | None = None
) -> Ask[CaseSlip]:
    """``laid``: the card that was laid down before and opened no case (A38); ``certificate_id``: the one chosen."""
    facts = {"graduate_id": graduate_id, "opened_by": opened_by, "laid": laid, "certificate_id": certificate_id}
    return Ask("lookup:open_case", facts)


def search(query: str) -> Ask[SearchSlip]:
    return Ask("lookup:search", {"query": query})


def check_sheet(
    graduate_id: UUID, scanned: str, typed: bool, certificate_id: UUID | None = None
) -> Ask[SheetCheckedSlip]:
    """Whose sheet is this? A number that two of the graduate's certificates share means ``certificate_id``'s."""
    facts = {"graduate_id": graduate_id, "scanned": scanned, "typed": typed, "certificate_id": certificate_id}
    return Ask("pickup:check_sheet", facts)


def hand_over(deed: HandOver) -> Ask[DoneSlip]:
    return Ask("pickup:hand_over", {"deed": deed}, deed=True)


def stop_for_correction(graduate_id: UUID, certificate_id: UUID, fields: tuple[str, ...], note: str) -> Ask[CaseSlip]:
    """The graduate found an error on this sheet (A11): hold it, record what is wrong and for which office."""
    facts = {"graduate_id": graduate_id, "certificate_id": certificate_id, "fields": fields, "note": note}
    return Ask("correction:stop", facts, deed=True)


def look_at_correction(named: str) -> Ask[CorrectionSlip]:
    """What was found on a held sheet, with the clerk's note."""
    return Ask("corrections:look_at", {"named": named})


def end_correction(
    graduate_id: UUID, named: str, reprinting: bool, reason: str, login: str, password: str
) -> Ask[CaseSlip]:
    """A supervisor sets a held sheet free, or voids it for its reprint, by the own sign-on."""
    facts = {"graduate_id": graduate_id, "named": named, "reprinting": reprinting}
    return Ask("corrections:end", {**facts, "reason": reason, "login": login, "password": password}, deed=True)


def answer_by_phone(graduate_id: UUID, item: str, state: str, role: str, note: str) -> Ask[CaseSlip]:
    """A unit was telephoned (RULES I10): its answer, with the role that gave it, becomes the item's newest state."""
    return Ask(
        "clearance:answer_by_phone",
        {"graduate_id": graduate_id, "item": item, "state": state, "role": role, "note": note},
        deed=True,
    )


def release(
    graduate_id: UUID,
    codes: tuple[str, ...],
    reason: str,
    login: str,
    password: str,
    day: date | None = None,
    shown: Shown | None = None,
) -> Ask[CaseSlip]:
    """A supervisor lets named obstacles pass for one person on one day (A29), with the supervisor's own sign-on."""
    return Ask(
        "override:release",
        {
            "graduate_id": graduate_id,
            "codes": codes,
            "reason": reason,
            "login": login,
            "password": password,
            "day": day,
            "shown": shown,
        },
        deed=True,
    )


def withdraw_permissions(
    graduate_id: UUID, permissions: tuple[UUID, ...], reason: str, login: str, password: str
) -> Ask[CaseSlip]:
    """A supervisor takes back what nobody has leaned on yet."""
    facts = {"permissions": permissions, "reason": reason, "login": login, "password": password}
    return Ask("override:withdraw", {"graduate_id": graduate_id, **facts}, deed=True)


def look_ahead_at_void(receipt_number: str) -> Ask[VoidAheadSlip]:
    """What voiding this hand-over would do, written nowhere."""
    return Ask("voiding:look_ahead", {"receipt_number": receipt_number})


def void_hand_over(
    deed_id: UUID,
    receipt_number: str,
    kind: str,
    reason: str,
    sheet: str,
    scanned: str,
    place: str,
    login: str,
    password: str,
) -> Ask[VoidedSlip]:
    """A supervisor voids a hand-over that did not take place as it was recorded, by the own sign-on."""
    facts = {"deed_id": deed_id, "receipt_number": receipt_number, "kind": kind, "reason": reason, "sheet": sheet}
    signed = {"scanned": scanned, "place": place, "login": login, "password": password}
    return Ask("voiding:void", {**facts, **signed}, deed=True)


def look_at_evidence(graduate_id: UUID) -> Ask[EvidenceSlip]:
    """What is kept sealed about this graduate, masked, and until when."""
    return Ask("evidence:look", {"graduate_id": graduate_id})


def reveal_evidence(
    graduate_id: UUID, keys: tuple[str, ...], reason: str, login: str, password: str
) -> Ask[RevealedSlip]:
    """A supervisor opens what is named, with a reason."""
    facts = {"graduate_id": graduate_id, "keys": keys, "reason": reason, "login": login, "password": password}
    return Ask("evidence:reveal", facts, deed=True)


# ------------------------------------------------------------------ proxy, lost card, card acts
def keep_scan(graduate_id: UUID, piece: str, name: str, content: bytes) -> Ask[ScanSlip]:
    return Ask(
        "proxy:keep_scan", {"graduate_id": graduate_id, "piece": piece, "name": name, "content": content}, deed=True
    )


def check_proxy_evidence(graduate_id: UUID, evidence: ProxyEvidence) -> Ask[None]:
    """Is the evidence whole by the profile, can the ID number exist? Refusals name the ``field`` in their facts."""
    return Ask("proxy:check_evidence", {"graduate_id": graduate_id, "evidence": evidence})


def report_loss(graduate_id: UUID, evidence: str, reissue_requested: bool) -> Ask[CaseSlip]:
    return Ask(
        "card:report_loss",
        {"graduate_id": graduate_id, "evidence": evidence, "reissue_requested": reissue_requested},
        deed=True,
    )


def intend_card_act(act_id: UUID, uid: bytes) -> Ask[CardOrder]:
    """First of three asks: journal the intent; then the card lane acts; then :func:`record_card_act`."""
    return Ask("card:intend", {"act_id": act_id, "uid": uid}, deed=True)


def record_card_act(act_id: UUID, outcome: str, detail: str) -> Ask[None]:
    """``outcome`` is ``done``, ``unknown`` or ``failed``."""
    return Ask("card:record", {"act_id": act_id, "outcome": outcome, "detail": detail}, deed=True)


# ------------------------------------------------------------------ papers and the queue
def receipt(pickup_id: UUID) -> Ask[PaperSlip]:
    return Ask("papers:receipt", {"pickup_id": pickup_id})


def keep_signed_receipt(pickup_id: UUID, content: bytes) -> Ask[CaseSlip]:
    """The scan of a receipt that was signed on paper (RULES I1)."""
    return Ask("signed_receipt:keep", {"pickup_id": pickup_id, "content": content}, deed=True)


def outstanding_items_notice(
    graduate_id: UUID, for_proxy: bool = False, certificate_id: UUID | None = None
) -> Ask[PaperSlip]:
    facts = {"graduate_id": graduate_id, "for_proxy": for_proxy, "certificate_id": certificate_id}
    return Ask("papers:outstanding_items_notice", facts)


def letter_of_authorization(graduate_id: UUID | None = None, certificate_id: UUID | None = None) -> Ask[PaperSlip]:
    return Ask("papers:letter_of_authorization", {"graduate_id": graduate_id, "certificate_id": certificate_id})


def sleeve_labels(cohort: str = "", first: int = 0, count: int = 500) -> Ask[PaperSlip]:
    return Ask("papers:sleeve_labels", {"cohort": cohort, "first": first, "count": count})


def paper_printed(reference: str, kind: str, printed: bool, detail: str = "") -> Ask[None]:
    """What became of a print: journaled; a failed print leaves an open step, never an undone deed."""
    return Ask(
        "papers:paper_printed", {"reference": reference, "kind": kind, "printed": printed, "detail": detail}, deed=True
    )


def page_images(pdf: bytes, dpi: int) -> Ask[tuple[PageSlip, ...]]:
    """The pages of a paper as pictures, for the preview."""
    return Ask("papers:page_images", {"pdf": pdf, "dpi": dpi})


def queue(which: str = "all", sought: str = "") -> Ask[QueueSlip]:
    """The digital certificates of one tab, as far as they have what was typed."""
    return Ask("digital:queue", {"which": which, "sought": sought})


def open_digital(job_id: UUID) -> Ask[PaperSlip]:
    return Ask("digital:open_pdf", {"job_id": job_id})


def try_again(job_id: UUID) -> Ask[QueueSlip]:
    return Ask("digital:try_again", {"job_id": job_id}, deed=True)


def mailboxes_at_case(graduate_id: UUID, certificate_id: UUID | None) -> Ask[WhoseSlip]:
    """The mailboxes of the graduate of a case, with what became of the messages to them."""
    return Ask("mailbox:at_case", {"graduate_id": graduate_id, "certificate_id": certificate_id})


def ask_mailbox_code(graduate_id: UUID, address: str) -> Ask[MailboxCheckSlip]:
    """A code is mailed to the mailbox that the graduate gave (E06)."""
    return Ask("mailbox:ask_code", {"graduate_id": graduate_id, "address": address}, deed=True)


def mailbox_code_state(check_id: UUID) -> Ask[MailboxCheckSlip]:
    return Ask("mailbox:code_state", {"check_id": check_id})


def confirm_mailbox(check_id: UUID, code: str) -> Ask[MailboxCheckSlip]:
    """The code was told: the mailbox is corrected, and what it missed is sent again (D25)."""
    return Ask("mailbox:confirm_code", {"check_id": check_id, "code": code}, deed=True)


def import_receipt(file: str) -> Ask[ReceiptSlip]:
    """The receipt of the ministry's platform, read on the desk lane."""
    return Ask("platform:import_receipt", {"file": file}, deed=True)


def pause_queue(reason: str, login: str, password: str) -> Ask[QueueSlip]:
    """A supervisor keeps all stations from issuing, with a reason that every clerk sees."""
    return Ask("queue_control:pause", {"reason": reason, "login": login, "password": password}, deed=True)


def resume_queue(login: str, password: str) -> Ask[QueueSlip]:
    return Ask("queue_control:resume", {"login": login, "password": password}, deed=True)


def told_by_phone(job_id: UUID, reason: str) -> Ask[QueueSlip]:
    """A message that stopped was said on the telephone instead (A03)."""
    return Ask("queue_control:told_by_phone", {"job_id": job_id, "reason": reason}, deed=True)


def cancel_job(job_id: UUID, reason: str, login: str, password: str) -> Ask[QueueSlip]:
    """A supervisor gives up a job that needs a person."""
    facts = {"job_id": job_id, "reason": reason, "login": login, "password": password}
    return Ask("queue_control:cancel", facts, deed=True)


# ------------------------------------------------------------------ decisions and layouts, a supervisor's
def decisions() -> Ask[DecisionsSlip]:
    return Ask("decide:overview")


def look_ahead(act: str, reason: str, chosen: Chosen, mark: str, so_far: AheadSlip | None = None) -> Ask[AheadSlip]:
    """What a decision would do, written nowhere: the next slice."""
    facts = {"act": act, "reason": reason, "chosen": chosen, "mark": mark, "so_far": so_far}
    return Ask("decide:look_ahead", facts)


def decide(
    deed_id: UUID, act: str, reason: str, chosen: Chosen, login: str, password: str, note: str, expected: int
) -> Ask[DecisionSlip]:
    facts = {"deed_id": deed_id, "act": act, "reason": reason, "chosen": chosen, "login": login, "password": password}
    return Ask("decide:decide", {**facts, "note": note, "expected": expected}, deed=True)


def settle(decision_id: UUID) -> Ask[DecisionSlip]:
    """The next chunk of a decision."""
    return Ask("decide:settle", {"decision_id": decision_id}, deed=True)


def pause(decision_id: UUID) -> Ask[DecisionSlip]:
    return Ask("decide:pause", {"decision_id": decision_id}, deed=True)


def go_on(decision_id: UUID) -> Ask[DecisionSlip]:
    return Ask("decide:go_on", {"decision_id": decision_id}, deed=True)


def decision_progress(decision_id: UUID) -> Ask[DecisionSlip]:
    return Ask("decide:progress", {"decision_id": decision_id})


def decision_report(decision_id: UUID, file: str, language: str) -> Ask[int]:
    return Ask("decision_report:report", {"decision_id": decision_id, "file": file, "language": language}, deed=True)


def layouts() -> Ask[LayoutsSlip]:
    return Ask("layout:overview")


def look_at_layout(layout: str, file: str, sample: str, seen: str = "") -> Ask[LayoutSlip]:
    """The layout of a file, else the one in force under that name, drawn with a made-up graduate."""
    return Ask("layout:look", {"layout": layout, "file": file, "sample": sample, "seen": seen})


def put_layout_in_force(layout: str, file: str, login: str, password: str) -> Ask[LayoutVersionSlip]:
    facts = {"layout": layout, "file": file, "login": login, "password": password}
    return Ask("layout:put_in_force", facts, deed=True)


# ------------------------------------------------------------------ the sheets at this counter
def shelf(wanted: str = "", count: int = 200) -> Ask[StockSlip]:
    """What lies at this counter; ``wanted`` is a part of a shelf mark, a serial, a number."""
    return Ask("sheets:at_counter", {"wanted": wanted, "count": count})


def look_at_sheet(scanned: str) -> Ask[ScannedSlip]:
    """What a scan names, and where that sheet should lie."""
    return Ask("sheets:look_at", {"scanned": scanned})


def take_over_sheets(scans: tuple[str, ...], place: str, login: str = "", password: str = "") -> Ask[MovedSlip]:
    """Into this station's custody, all or none; between counters by a supervisor's own sign-on (A27)."""
    facts = {"scans": scans, "place": place, "login": login, "password": password}
    return Ask("sheets:take_over", facts, deed=True)


def count_sheets(scans: tuple[str, ...]) -> Ask[StockTakeSlip]:
    """Compare what was scanned with what should lie at this counter; the outcome is recorded."""
    return Ask("sheets:take_stock", {"scans": scans}, deed=True)


def stock_take_paper(taken: StockTakeSlip) -> Ask[PaperSlip]:
    return Ask("stock_take:paper", {"taken": taken})


# ------------------------------------------------------------------ the supervisor's day
def today(day: date | None = None, whole_school: bool = False) -> Ask[TodaySlip]:
    return Ask("review:today", {"day": day, "whole_school": whole_school})


def sign_day(day: date, whole_school: bool, login: str, password: str, remark: str) -> Ask[TodaySlip]:
    """Close the day (日結) by a supervisor's own sign-on."""
    facts = {"day": day, "whole_school": whole_school, "login": login, "password": password, "remark": remark}
    return Ask("review:sign_day", facts, deed=True)


def day_report(day: date, whole_school: bool) -> Ask[PaperSlip]:
    return Ask("review:report", {"day": day, "whole_school": whole_school})


def closing() -> Ask[ClosingSlip]:
    return Ask("day:closing")


def close_days(
    reason: Bilingual, login: str, password: str, counter: str, first: date, last: date, suspended: bool
) -> Ask[ClosingSlip]:
    """A supervisor closes this counter, or with no ``counter`` the school, for some days (A28)."""
    facts = {"reason": reason, "login": login, "password": password, "counter": counter}
    return Ask("day:close_here", {**facts, "first": first, "last": last, "suspended": suspended}, deed=True)


def open_days(closure_id: UUID, login: str, password: str) -> Ask[ClosingSlip]:
    return Ask("day:open_closure", {"closure_id": closure_id, "login": login, "password": password}, deed=True)


def closure_notice(closure_id: UUID) -> Ask[PaperSlip]:
    return Ask("day:notice", {"closure_id": closure_id})


# ------------------------------------------------------------------ verification
def ask_ledger(sha256: bytes) -> Ask[LedgerSlip]:
    """First of three asks: is the file in the ledger; then the examiner looks; then :func:`conclude_verification`."""
    return Ask("verify:ask_ledger", {"sha256": sha256})


def where_to_verify() -> Ask[WhereSlip]:
    """Where whoever asks is sent to verify a certificate of this school."""
    return Ask("verify:where", {})


def document_by_code(read: str) -> Ask[CodeSlip]:
    """What is known of the document whose code, or whose address with the code, was scanned (B43)."""
    return Ask("verify:by_code", {"read": read})


def conclude_verification(file: FileSlip, seen: Seen | None = None) -> Ask[VerdictSlip]:
    return Ask("verify:conclude", {"file": file, "seen": seen}, deed=True)

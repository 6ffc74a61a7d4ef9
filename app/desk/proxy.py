"""Proxy pickup (代領, A31 to A33): which evidence suffices, and keeping no more of it than the profile asks for.

The proxy's identity document is shown, not copied: its kind and the proxy's name are recorded; number, relation and
scans only where the profile says so. The digital certificate goes to the graduate's own mailbox, never to the proxy's.
"""

from __future__ import annotations

from uuid import UUID

from app.desk import scans
from app.desk.asks import HandOver, ProxyEvidence
from app.desk.desk import Desk
from app.desk.slips import Mode, ScanSlip
from app.errors import Obstacle, Refusal
from app.models import cases
from app.models.graduate import Graduate
from app.models.pickup import EvidenceScan, Pickup, ProxyPickup
from app.models.store import UnitOfWork
from app.policy import rules
from app.policy.evidence import evidence_obstacles, kept_pieces
from app.policy.identity_numbers import canonical_identity_number

CARD, LOSS_REPORT = "card", "loss_report"  # pieces of a proxy's evidence
NAME_PLACE = "proxy_pickup.name_sealed"
NUMBER_PLACE = "proxy_pickup.id_number_sealed"


def keep_scan(desk: Desk, *, graduate_id: UUID, piece: str, name: str, content: bytes) -> ScanSlip:
    """Watermark a scan for this use only and seal it. Refuses ``scan.*``, and scans nobody asked for."""
    _ = desk.clerk
    rules_of = desk.profile.proxy
    if not rules_of.asks_scans or piece not in {each.code for each in rules_of.pieces if each.kept}:
        raise Refusal.because("scan.not_asked")
    marked = scans.mark(desk, content, "代領學位證書")

    def act(work: UnitOfWork) -> EvidenceScan:
        if cases.case_by_id(work.session, graduate_id, desk.day) is None:
            raise Refusal.because("graduate.unknown")
        scan = scans.seal(desk, work, marked, content, graduate_id=graduate_id, piece=piece)
        work.note("evidence.scanned", {"graduate": graduate_id, "scan": scan.id}, piece=piece, media=marked.media)
        return scan

    kept = desk.attempt(act)
    return ScanSlip(
        id=kept.id, piece=piece, name=name, kilobytes=(len(content) + 1023) // 1024, pages=kept.pages, at=kept.at
    )


def check_evidence(desk: Desk, *, graduate_id: UUID, evidence: ProxyEvidence) -> None:
    """Before the steps begin: is the evidence whole, can the number exist? Refuses with everything that is missing."""
    _ = desk.clerk
    missing = list(evidence_obstacles(desk.profile, evidence))
    if LOSS_REPORT in evidence.pieces:
        with desk.read() as session:
            graduate = cases.case_by_id(session, graduate_id, desk.day)
            if graduate is not None and rules.newest_loss(graduate) is None:
                missing.append(Obstacle("card.loss_not_reported"))
    if missing:
        raise Refusal(*missing)


def refuse_lost_card(graduate: Graduate, deed: HandOver) -> None:
    """A loss that stands for the card was reported, and a card that is lost is no evidence in a proxy's hand (A33)."""
    pieces = deed.proxy.pieces if deed.mode is Mode.PROXY and deed.proxy is not None else ()
    loss = rules.newest_loss(graduate)
    if LOSS_REPORT in pieces and loss is None:
        raise Refusal.because("card.loss_not_reported")
    if CARD in pieces and loss is not None and deed.card_id is None:
        raise Refusal.because("card.reported_lost")


def write(desk: Desk, work: UnitOfWork, pickup: Pickup, deed: HandOver) -> None:
    """Write down who came instead, inside the hand-over's own unit of work."""
    evidence = deed.proxy
    if evidence is None:
        raise Refusal.because("authorization.missing")
    if missing := evidence_obstacles(desk.profile, evidence):
        raise Refusal(*missing)
    asked = desk.profile.proxy
    number = canonical_identity_number(evidence.id_number) if asked.asks_id_number else ""
    pickup.proxy = ProxyPickup(
        pickup_id=pickup.id,
        evidence_set=evidence.evidence_set,
        pieces=",".join(evidence.pieces),
        id_kind=evidence.id_kind,
        name_sealed=desk.vault.seal(NAME_PLACE, pickup.id, evidence.name.strip()),
        id_number_sealed=desk.vault.seal(NUMBER_PLACE, pickup.id, number) if number else None,
        relation=evidence.relation if asked.asks_relation else "",
    )
    for scan_id in evidence.scan_ids if asked.asks_scans else ():
        scan = work.session.get(EvidenceScan, scan_id)
        if scan is None or scan.graduate_id != pickup.graduate_id or scan.pickup_id is not None:
            raise Refusal.because("scan.unknown")
        pickup.scans.append(scan)
    if unscanned := kept_pieces(desk.profile, evidence) - {each.piece for each in pickup.scans}:
        raise Refusal(*(Obstacle("proxy.scan_missing", {"field": piece}) for piece in sorted(unscanned)))
    work.note(
        "proxy.recorded",
        {"pickup": pickup.id},
        personal={"name": evidence.name.strip()},
        evidence_set=evidence.evidence_set,
        id_kind=evidence.id_kind,
        pieces=list(evidence.pieces),
    )

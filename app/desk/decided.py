"""One certificate of a decision, settled: the ledger, the journal, and what follows for the graduate, in one commit."""

from __future__ import annotations

from collections.abc import Container
from uuid import UUID

from app.desk.desk import Desk
from app.models import issuing
from app.models.certificate import DigitalState
from app.models.decision import DecisionItem, DigitalDecision
from app.models.job import Job, JobKind
from app.models.pickup import Pickup
from app.models.platform import REVOKED_BEFORE
from app.models.standing import Records
from app.models.store import UnitOfWork
from app.models.withdrawal import withdraw
from app.policy.decisions import Act, Standing, Version, ended_by, refusal

UNKNOWN = Standing(known=False)
REISSUE_PRIORITY = 60  # after the certificates of today's hand-overs
DONE = {
    Act.REVOKE: "digital.decided_revoked",
    Act.SUPERSEDE: "digital.decided_superseded",
    Act.REISSUE: "digital.decided_reissued",
}
ON_PLATFORM = {
    Act.REVOKE: "digital.decided_revoked_tell",
    Act.SUPERSEDE: "digital.decided_superseded_tell",
}
"""Where the ministry's platform has it too: the next package tells it."""
CANCELLED = "digital.decided_cancelled"
ENDED = {Act.REVOKE: DigitalState.REVOKED, Act.SUPERSEDE: DigitalState.SUPERSEDED}


def standing_of(records: Records | None) -> Standing:
    """What the rules ask about a certificate."""
    if records is None:
        return UNKNOWN
    return Standing(
        versions=tuple(Version(each.state.value, each.reason) for each in records.versions),
        handed_over=records.handed_over,
        coming=records.coming,
    )


def settle_one(
    desk: Desk,
    work: UnitOfWork,
    decision: DigitalDecision,
    item: DecisionItem,
    records: Records | None,
    left: Container[UUID],
) -> Job | None:
    """Do it, or write down why the rules forbid it; the job that follows, if any.

    ``left`` are the jobs whose documents have gone to the ministry's platform.
    """
    act = Act(decision.act)
    standing = standing_of(records)
    code = refusal(act, decision.reason, standing)
    item.settled_at = desk.now
    if code or records is None:
        item.outcome = code or "digital.certificate_unknown"
        return None
    if act is Act.REISSUE:
        item.outcome = DONE[act]
        return _queue_again(desk, work, decision, item, records)
    withdrawn = False
    ended = [records.versions[place] for place in ended_by(act, decision.reason, standing.versions)]
    for entry in ended:
        entry.state, entry.reason = ENDED[act], decision.reason
        entry.ended_at, entry.decision_id = desk.now, decision.id
        about: dict[str, object] = {
            "digital_certificate": entry.id,
            "certificate": entry.certificate_id,
            "decision": decision.id,
        }
        work.note(f"digital.{entry.state.value}", about, reason=decision.reason, sha256=entry.sha256.hex())
        if entry.job_id in left:
            handed_over = work.session.get_one(Pickup, entry.pickup_id)
            withdrawn |= withdraw(work, entry.job_id, handed_over, entry.state, decision.reason, desk.now)
    if act is Act.REVOKE:
        _cancel_coming(desk, work, decision, records, left)
    told = ON_PLATFORM if withdrawn else DONE
    item.outcome = told[act] if ended else CANCELLED
    if not ended or records.pickup is None:
        return None
    notice = issuing.notice_job(ended[-1], records.pickup, deed_id=item.id, at=desk.now)
    work.add(notice)
    return notice


def _cancel_coming(
    desk: Desk, work: UnitOfWork, decision: DigitalDecision, records: Records, left: Container[UUID]
) -> None:
    """A version that is still being made or mailed is not issued any more; one that has left is withdrawn (E24)."""
    for job in records.open_jobs:
        if job.id in left and records.pickup is not None:
            withdraw(work, job.id, records.pickup, DigitalState.REVOKED, decision.reason, desk.now)
        issuing.cancel(job, REVOKED_BEFORE, desk.now)
        work.note("job.cancelled", {"job": job.id, "decision": decision.id}, kind=job.kind.value)


def _queue_again(desk: Desk, work: UnitOfWork, decision: DigitalDecision, item: DecisionItem, records: Records) -> Job:
    """A new version by the rules and the layout of today; the old one holds until the new one is in the ledger."""
    pickup = records.pickup
    assert pickup is not None
    job = Job(
        kind=JobKind.DIGITAL_CERTIFICATE,
        deed_id=item.id,
        subject_id=pickup.id,
        graduate_id=pickup.graduate_id,
        profile_id=desk.profile_id,
        station_id=desk.station.id,
        queued_at=desk.now,
        not_before=desk.now,
        due=desk.day,
        priority=REISSUE_PRIORITY,
        channel=desk.profile.digital.route,
        step="check",
        decision_id=decision.id,
    )
    work.add(job)
    about: dict[str, object] = {"job": job.id, "certificate": records.certificate.id, "decision": decision.id}
    work.note("digital.reissue_queued", about, reason=decision.reason)
    return job

"""Deciding about digital certificates: revoke (註銷), supersede (標示已非最新), reissue (換發); one, or a chosen set.

Three steps. :func:`look_ahead` says how many are meant, which, and how each would go, and writes nothing.
:func:`decide` writes the decision, by a supervisor's own sign-on, and the first rows of it, one for each certificate.
:func:`settle` goes on with the next chunk, one unit of work each, of writing them down and then of carrying them out:
ledger and journal change in the same commit, and the graduate's message or the new certificate is queued. No chunk
keeps a hand-over at another window waiting for long. A decision may be paused between two chunks, and its queued work
with it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from time import monotonic
from uuid import UUID

from app.dates import AcademicSemester, local
from app.desk.decided import settle_one, standing_of
from app.desk.decision_slips import AheadSlip, CandidateSlip, Chosen, DecisionSlip, DecisionsSlip
from app.desk.desk import Desk
from app.desk.sign_on import check_supervisor
from app.desk.typed_numbers import whole_numbers
from app.errors import Refusal
from app.models import decision as decisions
from app.models import standing, withdrawal
from app.models.base import uuid7
from app.models.bulk import Rows
from app.models.certificate import number_key
from app.models.decision import NOTE_PLACE, DecisionItem, DecisionState, DigitalDecision
from app.models.job import JobState
from app.models.standing import Candidate, Criteria
from app.models.store import Session, UnitOfWork
from app.policy.decisions import REASONS, Act, refusal
from app.policy.names import mask_name

SHOWN = 200
LEAST_KEY = 8
MOST = 200_000
AT_ONCE = 40  # a card's look-up waits for one chunk at most,
LONGEST = 0.03  # seconds of it, and then its commit
GATHERED = 500  # certificates written down in one commit
LOOKED_AT = 250  # certificates of one slice of looking ahead, which writes nothing
NOTHING_YET = AheadSlip(0, (), (), whole=False)


def look_ahead(
    desk: Desk,
    *,
    act: str,
    reason: str,
    chosen: Chosen,
    so_far: AheadSlip | None = None,
    mark: str = "",
    actor: str | None = None,
) -> AheadSlip:
    """How many certificates are meant, the first of them, and how each would go: the next slice. Writes nothing.

    ``so_far`` is the last answer, which was not ``whole``: who waits for the desk meanwhile waits for one slice.
    """
    _signed_on(desk, actor)
    wanted = _act(act, reason)
    before = so_far or NOTHING_YET
    ahead, first = Counter(dict(before.outcomes)), list(before.first)
    with desk.read() as session:
        chosen = replace(chosen, numbers=before.numbers) if so_far else _as_meant(desk, session, chosen)
        meant = before.meant if so_far else _count(session, wanted, chosen)
        slice_ = list(_candidates(session, wanted, chosen, before, LOOKED_AT))
        known = standing.records_of(session, [each.certificate_id for each in slice_ if each.certificate_id])
        for each in slice_:
            records = known.get(each.certificate_id) if each.certificate_id else None
            code = refusal(wanted, reason, standing_of(records)) or "digital.can_be_decided"
            ahead[code] += 1
            if len(first) < SHOWN:
                first.append(_candidate(desk, each, records, code))
    return AheadSlip(
        total=before.total + len(slice_),
        outcomes=tuple(sorted(ahead.items())),
        first=tuple(first),
        meant=meant,
        after=slice_[-1].number if slice_ else before.after,
        whole=len(slice_) < LOOKED_AT,
        mark=mark,
        numbers=chosen.numbers,
    )


def _candidate(desk: Desk, each: Candidate, records: standing.Records | None, code: str) -> CandidateSlip:
    newest = records.versions[-1] if records and records.versions else None
    return CandidateSlip(
        number=each.number,
        short=desk.profile.certificates.short(each.number),
        name_masked=mask_name(records.certificate.name_zh) if records else "",
        issued_on=local(newest.issued_at).date() if newest else None,
        version=newest.version if newest else 0,
        outcome=code,
    )


def decide(
    desk: Desk,
    *,
    deed_id: UUID,
    act: str,
    reason: str,
    chosen: Chosen,
    login: str,
    password: str,
    note: str = "",
    expected: int | None = None,
) -> DecisionSlip:
    """Write the decision down; nothing is settled yet. Sending the same deed again gives the first answer.

    Refuses ``override.supervisor_only``, ``digital.nobody_chosen``, ``digital.selection_changed`` when the set is not
    as large any more as the one that was shown.
    """
    wanted = _act(act, reason)
    supervisor = check_supervisor(desk, login, password)
    with desk.read() as session:
        chosen = _as_meant(desk, session, chosen)
        meant = _count(session, wanted, chosen)

    def write(work: UnitOfWork) -> DecisionSlip:
        before = decisions.by_deed(work.session, deed_id)
        if before is not None:
            return _slip(work.session, before)
        if expected is not None and expected != meant:
            raise Refusal.because("digital.selection_changed", expected=expected, found=meant)
        row = DigitalDecision(
            deed_id=deed_id,
            act=wanted.value,
            reason=reason,
            selection=chosen.whole(),
            total=meant,
            state=DecisionState.GATHERING,
            decided_at=desk.now,
            decided_by=supervisor.id,
            station_id=desk.station.id,
        )
        if note.strip():
            row.note_sealed = desk.vault.seal(NOTE_PLACE, row.id, note.strip())
        work.add(row)
        work.session.flush()
        about: dict[str, object] = {"decision": row.id, "supervisor": supervisor.id}
        private = {"note": note.strip()} if note.strip() else {}
        facts = {"act": wanted.value, "reason": reason, "total": meant, "selection": json.loads(chosen.told())}
        work.note("digital.decided", about, personal=private, **facts)
        _gather(work, row)
        return _slip(work.session, row)

    return desk.attempt(write)


def _gather(work: UnitOfWork, row: DigitalDecision) -> None:
    """Write down the next of the chosen; behind the last of them the decision is open. Refuses an empty set."""
    chosen, session = Chosen.of(row.selection), work.session
    last, number = decisions.last_gathered(session, row.id)
    so_far = AheadSlip(last, (), (), after=number, whole=False)
    slice_ = list(_candidates(session, Act(row.act), chosen, so_far, GATHERED, row.decided_at))
    rows = [
        {
            "id": uuid7(),
            "decision_id": row.id,
            "position": last + place,
            "number": each.number[:64],
            "certificate_id": each.certificate_id,
            "outcome": "",
        }
        for place, each in enumerate(slice_, 1)
    ]
    Rows(session).pour(DecisionItem, rows)
    if len(rows) < GATHERED:
        row.state, row.total, row.selection = DecisionState.OPEN, last + len(rows), chosen.told()
        if not row.total:
            raise Refusal.because("digital.nobody_chosen")
    work.note("digital.decision_gathered", {"decision": row.id}, gathered=last + len(rows), state=row.state.value)


def settle(desk: Desk, *, decision_id: UUID, limit: int = AT_ONCE, actor: str | None = None) -> DecisionSlip:
    """The next chunk of an open decision, in one commit; a settled one changes nothing. First all are gathered.

    Refuses ``digital.decision_unknown`` and ``digital.decision_paused``.
    """
    _signed_on(desk, actor)

    def act(work: UnitOfWork) -> DecisionSlip:
        row = _locked(work.session, decision_id)
        if row.state is DecisionState.PAUSED:
            raise Refusal.because("digital.decision_paused")
        if row.state is DecisionState.GATHERING:
            _gather(work, row)
            return _slip(work.session, row)
        items = decisions.next_open(work.session, decision_id, limit)
        ids = [each.certificate_id for each in items if each.certificate_id]
        known = standing.records_of(work.session, ids, lock=True)
        jobs = [each.job_id for records in known.values() for each in records.versions]
        jobs += [each.id for records in known.values() for each in records.open_jobs]
        left, until, settled = withdrawal.have_left(work.session, jobs), monotonic() + LONGEST, []
        for item in items:
            records = known.get(item.certificate_id) if item.certificate_id else None
            settled.append((item, settle_one(desk, work, row, item, records, left)))
            if monotonic() > until:
                break
        work.session.flush()  # the jobs are there before the rows that name them
        for item, job in settled:
            item.job_id = job.id if job is not None else None
        if settled:
            went = Counter(each.outcome for each, _ in settled)
            work.note("digital.decision_went_on", {"decision": row.id}, outcomes=dict(sorted(went.items())))
        if len(settled) == len(items) < limit and row.state is DecisionState.OPEN:
            row.state, row.settled_at = DecisionState.SETTLED, desk.now
            work.note("digital.decision_settled", {"decision": row.id}, total=row.total)
        work.session.flush()
        return _slip(work.session, row)

    return desk.store.attempt(desk.stamp(actor), act)


def pause(desk: Desk, *, decision_id: UUID, actor: str | None = None) -> DecisionSlip:
    """No further chunk is settled, and the decision's queued work waits. Refuses ``digital.decision_over``."""
    _signed_on(desk, actor)

    def act(work: UnitOfWork) -> DecisionSlip:
        row = _locked(work.session, decision_id)
        if row.state is not DecisionState.PAUSED:
            waiting = decisions.hold_jobs(work.session, decision_id)
            if row.state is DecisionState.SETTLED and not waiting:
                raise Refusal.because("digital.decision_over")
            row.state = DecisionState.PAUSED
            work.note("digital.decision_paused", {"decision": row.id}, jobs=waiting)
        return _slip(work.session, row)

    return desk.store.attempt(desk.stamp(actor), act)


def go_on(desk: Desk, *, decision_id: UUID, actor: str | None = None) -> DecisionSlip:
    """A paused decision goes on, and its queued work with it; an open one changes nothing."""
    _signed_on(desk, actor)

    def act(work: UnitOfWork) -> DecisionSlip:
        row = _locked(work.session, decision_id)
        if row.state is DecisionState.PAUSED:
            going = decisions.release_jobs(work.session, decision_id)
            gathering = Chosen.is_whole(row.selection)
            open_ = DecisionState.GATHERING if gathering else DecisionState.OPEN
            row.state = open_ if row.settled_at is None else DecisionState.SETTLED
            work.note("digital.decision_resumed", {"decision": row.id}, jobs=going)
        return _slip(work.session, row)

    return desk.store.attempt(desk.stamp(actor), act)


def progress(desk: Desk, *, decision_id: UUID, actor: str | None = None) -> DecisionSlip:
    """How far a decision is. Refuses ``digital.decision_unknown``."""
    _signed_on(desk, actor)
    with desk.read() as session:
        row = session.get(DigitalDecision, decision_id)
        if row is None:
            raise Refusal.because("digital.decision_unknown")
        return _slip(session, row)


def overview(desk: Desk, *, actor: str | None = None) -> DecisionsSlip:
    """The last decisions, those under way first, and what may be chosen by."""
    _signed_on(desk, actor)
    with desk.read() as session:
        found = tuple(_slip(session, row, by) for row, by in decisions.newest(session))
    return DecisionsSlip(
        decisions=found,
        reasons=tuple((act.value, reasons) for act, reasons in REASONS.items()),
        programmes=tuple((each.code, each.name) for each in desk.profile.programmes),
        cohorts=tuple(dict.fromkeys(str(each.semester) for each in desk.profile.cohorts)),
    )


# ------------------------------------------------------------------ parts
def _signed_on(desk: Desk, actor: str | None) -> None:
    if actor is None:
        _ = desk.clerk


def _act(act: str, reason: str) -> Act:
    """The act and its reason, both known. Refuses ``digital.reason_unknown``."""
    wanted = Act(act)
    if reason not in REASONS[wanted]:
        raise Refusal.because("digital.reason_unknown", reason=reason, known=", ".join(REASONS[wanted]))
    return wanted


def _candidates(
    session: Session, act: Act, chosen: Chosen, so_far: AheadSlip, most: int, issued_by: datetime | None = None
) -> Iterator[Candidate]:
    """Those that come behind what was looked at so far, at ``most`` so many."""
    if chosen.numbers:
        return standing.by_numbers(session, _numbers(chosen)[so_far.total :][:most])
    criteria, reissue = replace(_criteria(chosen), issued_by=issued_by), act is Act.REISSUE
    return standing.by_criteria(session, criteria, ended_too=reissue, after=so_far.after, most=most)


def _count(session: Session, act: Act, chosen: Chosen) -> int:
    if chosen.numbers:
        return len(_numbers(chosen))
    return standing.count_by_criteria(session, _criteria(chosen), ended_too=act is Act.REISSUE)


def _as_meant(desk: Desk, session: Session, chosen: Chosen) -> Chosen:
    """The same choice with whole numbers. Refuses ``digital.list_too_long``, and what names several certificates."""
    if len(chosen.numbers) > MOST:
        raise Refusal.because("digital.list_too_long", most=MOST)
    return replace(chosen, numbers=tuple(whole_numbers(desk, session, chosen.numbers)))


def _numbers(chosen: Chosen) -> list[str]:
    """Each certificate once, in whatever spacings it is named."""
    return list({number_key(each): each for each in chosen.numbers}.values())


def _criteria(chosen: Chosen) -> Criteria:
    key = "".join(each for each in chosen.key.lower() if each not in ": ")  # as openssl prints it
    if chosen.key and len(key) < LEAST_KEY:
        raise Refusal.because("digital.key_too_short", least=LEAST_KEY)
    if not any((chosen.programme, chosen.cohort, chosen.issued_from, chosen.issued_to, chosen.key)):
        raise Refusal.because("digital.nobody_chosen")
    return Criteria(
        programme=chosen.programme,
        cohort=_semester(chosen.cohort),
        issued_from=chosen.issued_from,
        issued_to=chosen.issued_to,
        key=key,
    )


def _semester(text: str) -> AcademicSemester | None:
    try:
        return AcademicSemester.parse(text) if text else None
    except ValueError as failure:
        raise Refusal.because("digital.cohort_odd", cohort=text[:20]) from failure


def _locked(session: Session, decision_id: UUID) -> DigitalDecision:
    row = decisions.locked(session, decision_id)
    if row is None:
        raise Refusal.because("digital.decision_unknown")
    return row


def _slip(session: Session, row: DigitalDecision, by: str = "") -> DecisionSlip:
    counted = decisions.outcomes(session, row.id)
    jobs = decisions.job_states(session, row.id)
    return DecisionSlip(
        id=row.id,
        act=row.act,
        reason=row.reason,
        state=DecisionState.OPEN.value if row.state is DecisionState.GATHERING else row.state.value,
        total=row.total,
        settled=sum(number for outcome, number in counted.items() if outcome),
        outcomes=tuple(sorted((outcome, number) for outcome, number in counted.items() if outcome)),
        jobs=sum(jobs.values()),
        jobs_done=jobs.get(JobState.DONE, 0) + jobs.get(JobState.CANCELLED, 0),
        jobs_stopped=jobs.get(JobState.DEAD, 0),
        decided_at=row.decided_at,
        by=by,
    )

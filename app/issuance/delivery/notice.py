"""The step ``tell``: the graduate hears that a digital certificate was revoked or superseded, at each mailbox, once.

The message names the document's code, the day, and the reason in general words; no name and no certificate number
stand in it. A replaced certificate needs no such message where a new one is mailed: that letter says what it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING
from uuid import UUID

from app.dates import local, roc_date_long
from app.errors import Obstacle
from app.issuance.delivery.letter import headed, questions, voices
from app.issuance.delivery.mail import ELSEWHERE, how_far, mark_sending, open_row, send_each
from app.issuance.outcomes import Cancelled, Later, Outcome
from app.models import issuing
from app.models.certificate import DigitalCertificate, DigitalState
from app.models.issuing import Task
from app.models.job import Job
from app.models.store import UnitOfWork
from app.policy.profile import Profile
from app.wording import ZH, Wording

if TYPE_CHECKING:
    from app.issuance.office import Office


@dataclass(frozen=True, slots=True)
class Notice:
    """What one message says: which documents ended, how, why (a code) and when."""

    number: UUID
    address: str = field(repr=False)
    document_codes: tuple[str, ...]
    revoked: bool
    reason: str
    at: datetime


def send_notice(office: Office, task: Task) -> None:
    """Try every mailbox that is open. Trouble ``delivery.*`` when the server cannot be reached."""
    send_each(office, task, lambda work: _next(work, office, task), compose_notice)


def told(work: UnitOfWork, office: Office, task: Task, job: Job, _: None) -> Outcome:
    """How far the job's mailboxes are."""
    if office.post is None:
        return Later(office.now + ELSEWHERE, "delivery.no_post_here")
    if not issuing.ended_versions(work.session, job):
        return Cancelled("digital.nothing_to_tell")
    return how_far(work, office, task, "digital.told")


def _next(work: UnitOfWork, office: Office, task: Task) -> Notice | None:
    work.bookkeeping = True
    ended = issuing.ended_versions(work.session, work.session.get_one(Job, task.job_id))
    row = open_row(work, office, task) if ended else None
    if row is None:
        return None
    return _notice(row.id, mark_sending(work, office, row), ended)


def _notice(number: UUID, address: str, ended: list[DigitalCertificate]) -> Notice:
    newest = ended[-1]
    assert newest.ended_at is not None
    codes = tuple(each.document_code for each in ended)
    return Notice(number, address, codes, newest.state is DigitalState.REVOKED, newest.reason, newest.ended_at)


def compose_notice(notice: Notice, profile: Profile, sender: str, _verify_at: str = "") -> EmailMessage:
    """The whole message; the same notice gives the same bytes."""
    title = [
        say("Your digital degree certificate was revoked")
        if notice.revoked
        else say("Your digital degree certificate is no longer the latest")
        for say in voices()
    ]
    message = headed(notice.number, notice.address, notice.at, profile, sender, title)
    body = "\n\n".join("\n".join(_paragraphs(say, notice, profile)) for say in voices())
    message.set_content(body + "\n", cte="base64")
    return message


def _paragraphs(say: Wording, notice: Notice, profile: Profile) -> Iterator[str]:
    there = local(notice.at).date()
    day = roc_date_long(there) if say.language == ZH else there.isoformat()
    facts = {"school": say.of(profile.school.name), "day": day}
    if notice.revoked:
        yield say("{school} revoked your digital degree certificate on {day}.", **facts)
    else:
        yield say("Your digital degree certificate from {school} is no longer the latest since {day}.", **facts)
    for code in notice.document_codes:
        yield say("Code of the document: {code}", code=code)
    reason = say.explain(Obstacle(f"digital.reason.{notice.reason}")).text
    yield say("Reason: {reason}", reason=reason)
    if notice.revoked:
        yield say("Whoever verifies the file is told that it is not valid. Please do not pass it on.")
    else:
        yield say("Whoever verifies the file is told that it is genuine but no longer the latest.")
    yield from questions(say, profile)

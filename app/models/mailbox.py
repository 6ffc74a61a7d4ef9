"""A mailbox is corrected: what was given at the desk, the code that was mailed to it, and whether it was read back.

A person's mailbox counts as verified while it is the very one that was: the keyed hash of the verified address is kept
beside it, so that whatever changes the mailbox takes the word "verified" off it (E07).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed, Revised
from app.models.delivery import ADDRESS_PLACE, PERSON_PLACES
from app.models.graduate import Graduate, Person
from app.models.job import MESSAGES, Job, JobKind, JobState
from app.models.vault import Vault

CHECK_PLACE = "mailbox_check.address_sealed"
CODE_PLACE = "mailbox_check.code_sealed"


class MailboxCheck(Keyed, Revised, Base, kw_only=True):
    """A mailbox that a graduate gave, until its code is read back (信箱驗證). ``tries`` counts wrong codes."""

    __tablename__ = "mailbox_check"

    graduate_id: Mapped[UUID] = mapped_column(ForeignKey("graduate.id"), index=True)
    address_sealed: Mapped[bytes] = mapped_column(repr=False)
    code_index: Mapped[bytes] = mapped_column(repr=False)
    code_sealed: Mapped[bytes | None] = mapped_column(repr=False)  # until it was mailed
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    good_until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)


def newest_check(session: Session, graduate_id: UUID) -> MailboxCheck | None:
    query = select(MailboxCheck).where(MailboxCheck.graduate_id == graduate_id).order_by(MailboxCheck.asked_at.desc())
    return session.scalars(query.limit(1)).one_or_none()


def code_job(session: Session, check_id: UUID) -> Job | None:
    """The job that mails the code."""
    query = select(Job).where(Job.subject_id == check_id, Job.kind == JobKind.MAILBOX_CODE)
    return session.scalars(query).one_or_none()


def graduate_with_person(session: Session, graduate_id: UUID) -> tuple[Graduate, Person] | None:
    query = select(Graduate, Person).join(Person, Person.id == Graduate.person_id).where(Graduate.id == graduate_id)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def is_verified(person: Person, vault: Vault) -> bool:
    """Whether the mailbox that is known today was read back at the desk."""
    if person.mailbox_sealed is None or person.mailbox_verified_index is None:
        return False
    address = vault.open_text(PERSON_PLACES["own"], person.id, person.mailbox_sealed)
    return vault.index(ADDRESS_PLACE, address.lower()) == person.mailbox_verified_index


def stopped_messages(session: Session, person_id: UUID) -> Sequence[Job]:
    """Every message to this person that waits for somebody: about an ended certificate, or about accounts (A03)."""
    query = (
        select(Job)
        .join(Graduate, Graduate.id == Job.graduate_id)
        .where(Graduate.person_id == person_id, Job.kind.in_(MESSAGES), Job.state == JobState.DEAD)
    )
    return session.scalars(query).all()


def to_send_again(session: Session, person_id: UUID, step: str) -> Sequence[Job]:
    """Every digital certificate of this person whose mailboxes may be looked at once more."""
    query = (
        select(Job)
        .join(Graduate, Graduate.id == Job.graduate_id)
        .where(
            Graduate.person_id == person_id,
            Job.kind == JobKind.DIGITAL_CERTIFICATE,
            Job.step == step,
            Job.state.in_((JobState.DONE, JobState.DEAD)),
        )
    )
    return session.scalars(query).all()

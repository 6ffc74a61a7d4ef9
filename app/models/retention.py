"""What the retention purge empties, and how old it must be: one rule for each kind of personal field.

How this works. Each rule is one guarded UPDATE of whole columns, so that it can be counted first and run again: what is
empty already is not counted. Nothing is deleted but photographs, whose rows hold nothing else. A person's own data go
only when every certificate of the person was handed over and the last hand-over is old enough: the late collector
(RULES I9) is still known. Names, certificates, digests and the journal's lines stay for ever (E28).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, Update, and_, delete, exists, func, not_, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.card import LossReport
from app.models.certificate import Correction, DegreeCertificate, Stage
from app.models.delivery import Delivery, DeliveryState
from app.models.graduate import ClearanceItem, Graduate, Person, Photo
from app.models.imports import ImportChange, ImportRun
from app.models.job import Job
from app.models.journal import JournalFact, JournalLine
from app.models.mailbox import MailboxCheck
from app.models.pickup import SIGNED_RECEIPT, EvidenceScan, Pickup, ProxyPickup, Voiding
from app.models.platform import OPEN as ON_THEIR_WAY
from app.models.platform import Package, PackageItem
from app.models.staff import Override, ReleaseIdentity, Withdrawal
from app.models.store import Store, translated

EMPTY = b""
CHUNK = 500
SETTLED_DELIVERY = (
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
    DeliveryState.REPLACED,
    DeliveryState.DELAYED,
    DeliveryState.BOUNCED,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of field: which rows are due before a moment, and what becomes of them."""

    name: str
    years: str  # the profile's entry that says how long
    record: type[Any]
    due: Callable[[datetime], ColumnElement[bool]]
    values: Mapping[str, Any] | None  # None: the row goes

    def count(self, session: Session, before: datetime) -> int:
        query: Select[int] = select(func.count()).select_from(self.record).where(self.due(before))
        return session.scalar(query) or 0

    def empty(self, session: Session, before: datetime) -> int:
        """Empty what is due; returns how many rows."""
        act: Update | Delete
        if self.values is None:
            act = delete(self.record).where(self.due(before))
        else:
            act = update(self.record).where(self.due(before)).values(dict(self.values))
        done = session.execute(act, execution_options={"synchronize_session": False})
        return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


def _handed_over(pickup_id: InstrumentedAttribute[UUID], before: datetime) -> ColumnElement[bool]:
    return pickup_id.in_(select(Pickup.id).where(Pickup.at < before))


def _settled(person_id: InstrumentedAttribute[UUID], before: datetime) -> ColumnElement[bool]:
    """Every certificate of the person was handed over (or is void), and the last hand-over lies before the moment."""
    own = select(DegreeCertificate.id).join(Graduate, Graduate.id == DegreeCertificate.graduate_id)
    waiting = own.where(Graduate.person_id == person_id, DegreeCertificate.stage.in_((Stage.IN_STOCK, Stage.HELD)))
    pickups = select(Pickup.id).join(Graduate, Graduate.id == Pickup.graduate_id)
    collected = pickups.where(Graduate.person_id == person_id, Pickup.voided_at.is_(None))
    return and_(
        exists(collected.correlate(Person, Photo)),
        not_(exists(collected.where(Pickup.at >= before).correlate(Person, Photo))),
        not_(exists(waiting.correlate(Person, Photo))),
    )


def _settled_number(graduate_id: InstrumentedAttribute[UUID], before: datetime) -> ColumnElement[bool]:
    """The same for one student number."""
    waiting = select(DegreeCertificate.graduate_id).where(DegreeCertificate.stage.in_((Stage.IN_STOCK, Stage.HELD)))
    recent = select(Pickup.graduate_id).where(Pickup.at >= before)
    collected = select(Pickup.graduate_id).where(Pickup.voided_at.is_(None))
    return and_(graduate_id.in_(collected), graduate_id.not_in(recent), graduate_id.not_in(waiting))


RULES: tuple[Rule, ...] = (
    Rule(
        "scans",
        "evidence_years",
        EvidenceScan,
        lambda before: and_(
            EvidenceScan.at < before, EvidenceScan.content_sealed != EMPTY, EvidenceScan.piece != SIGNED_RECEIPT
        ),
        {"content_sealed": EMPTY},
    ),
    Rule(
        "signed_receipts",
        "signatures_years",
        EvidenceScan,
        lambda before: and_(
            EvidenceScan.at < before, EvidenceScan.content_sealed != EMPTY, EvidenceScan.piece == SIGNED_RECEIPT
        ),
        {"content_sealed": EMPTY},
    ),
    Rule(
        "proxies",
        "evidence_years",
        ProxyPickup,
        lambda before: and_(_handed_over(ProxyPickup.pickup_id, before), ProxyPickup.name_sealed != EMPTY),
        {"name_sealed": EMPTY, "id_number_sealed": None, "relation": ""},
    ),
    Rule(
        "losses",
        "evidence_years",
        LossReport,
        lambda before: and_(LossReport.at < before, LossReport.evidence != ""),
        {"evidence": ""},
    ),
    Rule(
        "releases",
        "evidence_years",
        Override,
        lambda before: and_(Override.at < before, Override.reason != ""),
        {"reason": ""},
    ),
    Rule(
        "withdrawals",
        "evidence_years",
        Withdrawal,
        lambda before: and_(Withdrawal.at < before, Withdrawal.reason != ""),
        {"reason": ""},
    ),
    Rule(
        "voidings",
        "evidence_years",
        Voiding,
        lambda before: and_(Voiding.at < before, Voiding.reason != ""),
        {"reason": ""},
    ),
    Rule(
        "documents_seen",
        "evidence_years",
        ReleaseIdentity,
        lambda before: and_(
            ReleaseIdentity.override_id.in_(select(Override.id).where(Override.at < before)),
            or_(ReleaseIdentity.issued_in_sealed.is_not(None), ReleaseIdentity.evidence_sealed.is_not(None)),
        ),
        {"issued_in_sealed": None, "evidence_sealed": None},
    ),
    Rule(
        "corrections",
        "evidence_years",
        Correction,
        lambda before: and_(
            Correction.opened_at < before,
            Correction.note_sealed != EMPTY,
            Correction.certificate_id.not_in(select(DegreeCertificate.id).where(DegreeCertificate.stage == Stage.HELD)),
        ),
        {"note_sealed": EMPTY},
    ),
    Rule(
        "clearance_reasons",
        "evidence_years",
        ClearanceItem,
        lambda before: and_(
            or_(ClearanceItem.reason != "", ClearanceItem.amount.is_not(None)),
            _settled_number(ClearanceItem.graduate_id, before),
        ),
        {"reason": "", "amount": None},
    ),
    Rule(
        "signatures",
        "signatures_years",
        Pickup,
        lambda before: and_(Pickup.at < before, Pickup.signature_sealed.is_not(None)),
        {"signature_sealed": None},
    ),
    Rule(
        "contacts",
        "contacts_years",
        Person,
        lambda before: and_(
            or_(
                Person.mailbox_sealed.is_not(None),
                Person.school_mailbox_sealed.is_not(None),
                Person.phone_sealed.is_not(None),
                Person.address_sealed.is_not(None),
            ),
            _settled(Person.id, before),
        ),
        {"mailbox_sealed": None, "school_mailbox_sealed": None, "phone_sealed": None, "address_sealed": None},
    ),
    Rule(
        "deliveries",
        "contacts_years",
        Delivery,
        lambda before: and_(
            Delivery.address_sealed != EMPTY,
            Delivery.state.in_(SETTLED_DELIVERY),
            Delivery.job_id.in_(select(Job.id).where(_handed_over(Job.subject_id, before))),
        ),
        {"address_sealed": EMPTY},
    ),
    Rule(
        "mailbox_checks",
        "contacts_years",
        MailboxCheck,
        lambda before: and_(MailboxCheck.asked_at < before, MailboxCheck.address_sealed != EMPTY),
        {"address_sealed": EMPTY, "code_sealed": None},
    ),
    Rule(
        "platform_packages",  # names, birth dates and mailboxes; a receipt that comes later needs the digests alone
        "contacts_years",
        Package,
        lambda before: and_(
            Package.made_at < before, Package.content_sealed.is_not(None), Package.state.not_in(ON_THEIR_WAY)
        ),
        {"content_sealed": None},
    ),
    Rule(
        "platform_reasons",
        "evidence_years",
        PackageItem,
        lambda before: and_(
            PackageItem.reason_sealed.is_not(None),
            PackageItem.package_id.in_(select(Package.id).where(Package.made_at < before)),
        ),
        {"reason_sealed": None},
    ),
    Rule(
        "identity_numbers",
        "identity_years",
        Person,
        lambda before: and_(
            or_(Person.national_id_sealed.is_not(None), Person.national_id_index.is_not(None)),
            _settled(Person.id, before),
        ),
        {"national_id_sealed": None, "national_id_index": None},
    ),
    Rule("photographs", "identity_years", Photo, lambda before: _settled(Photo.person_id, before), None),
    Rule(
        "values_before_imports",
        "imports_years",
        ImportChange,
        lambda before: and_(
            ImportChange.before_sealed.is_not(None),
            ImportChange.import_id.in_(select(ImportRun.id).where(ImportRun.at < before)),
        ),
        {"before_sealed": None},
    ),
)


# ------------------------------------------------------------------ the journal's personal facts
def old_facts(session: Session, before: datetime) -> Iterator[UUID]:
    """The lines, made before a moment, whose personal facts still lie beside them."""
    query = (
        select(JournalLine.id, JournalLine.text)
        .join(JournalFact, JournalFact.line_id == JournalLine.id)
        .where(JournalFact.facts.is_not(None))
        .execution_options(yield_per=5000)
    )
    for line_id, text in session.execute(query):
        if datetime.fromisoformat(json.loads(text)["at"]) < before:
            yield line_id


def empty_facts(session: Session, lines: list[UUID]) -> None:
    """Empty them; the lines and their salted digests stay, so that every chain still verifies."""
    for start in range(0, len(lines), CHUNK):
        which = JournalFact.line_id.in_(lines[start : start + CHUNK])
        act = update(JournalFact).where(which).values(facts=None)
        session.execute(act, execution_options={"synchronize_session": False})


def forget_freed_pages(store: Store) -> None:
    """Have the database write itself anew: what was emptied must not lie in its free pages.

    Trouble ``database.busy`` while somebody else writes; what was emptied stays emptied, and the purge may run again.
    """
    dialect = store.engine.dialect
    faults = dialect.loaded_dbapi.Error
    with translated(), closing(store.engine.raw_connection()) as connection:
        try:
            _rewrite(connection.driver_connection, sqlite=store.is_sqlite)
        except faults as exc:  # the bare driver's: dressed as SQLAlchemy would
            raise DBAPIError.instance("VACUUM", None, exc, faults, dialect=dialect) from exc


def _rewrite(driver: Any, *, sqlite: bool) -> None:
    if sqlite:
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return
    driver.autocommit = True
    try:
        driver.execute("VACUUM")
    finally:
        driver.autocommit = False

"""Where issuance works: the store, the station, the clock, the registrar's key and a worker to do the heavy part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from app.dates import Clock, today
from app.errors import Trouble
from app.issuance.delivery.drop import Platform
from app.issuance.delivery.mailroom import Mailroom
from app.issuance.delivery.post import Post
from app.issuance.orders import PLAIN, AnyKey, LastingPlace, Worker
from app.models import founding, issuing
from app.models.journal import Stamp
from app.models.store import Store, UnitOfWork
from app.policy.profile import Profile

T = TypeVar("T")
ACTOR = "issuance"
RENEWAL_LEAD = timedelta(days=365)
"""How long before its last timestamp's certificate ends a file gets another, unless the settings say otherwise."""


@dataclass(slots=True)
class Office:
    """Built on the issuance lane and never leaves it. ``key`` is None where no key is named in the settings.

    A station without a key issues nothing and leaves the certificates to the one that has it. ``shut`` says which of
    key, post, platform and mailroom the settings name and could not be opened.
    """

    store: Store
    station: str
    clock: Clock
    worker: Worker
    key: AnyKey | None = None
    demo: bool = False
    lasting: LastingPlace = PLAIN
    post: Post | None = None
    platform: Platform | None = None
    renewal_lead: timedelta = RENEWAL_LEAD
    mailroom: Mailroom | None = None
    shut: dict[str, Trouble] = field(default_factory=dict, init=False)
    planned_at: datetime | None = field(default=None, init=False)
    collect_at: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)
    _profiles: dict[UUID, Profile] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def open(
        cls,
        store: Store,
        station: str,
        clock: Clock,
        worker: Worker,
        key: AnyKey | None,
        lasting: LastingPlace = PLAIN,
        post: Post | None = None,
        platform: Platform | None = None,
        renewal_lead: timedelta = RENEWAL_LEAD,
        mailroom: Mailroom | None = None,
    ) -> Office:
        """Whether the database is a demo's is asked of the database itself. Trouble ``database.not_founded``."""
        with store.read() as session:
            kind = founding.kind_of(session)
        if kind is None:
            raise Trouble("database.not_founded", retryable=True)
        demo = kind == founding.DEMO
        return cls(store, station, clock, worker, key, demo, lasting, post, platform, renewal_lead, mailroom)

    def follow(self, before: Office) -> None:
        """Opened in the place of another: the pace of its mail and the times of its looks go on."""
        self.planned_at, self.collect_at = before.planned_at, before.collect_at
        if self.post is not None and before.post is not None:
            self.post.go_on_from(before.post)
        if self.mailroom is not None and before.mailroom is not None and "mailroom" in before.shut:
            self.shut["mailroom"] = before.shut["mailroom"]

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def day(self) -> date:
        return today(self.clock)

    def profile(self, profile_id: UUID) -> Profile:
        """The rules as they were in force at the hand-over, on today's date. Trouble ``profile.missing``."""
        if profile_id not in self._profiles:
            with self.store.read() as session:
                found = issuing.profile_text(session, profile_id)
            if found is None:
                raise Trouble("profile.missing")
            self._profiles[profile_id] = Profile.from_text(found[1], found[0])
        return self._profiles[profile_id].on(self.day)

    def commit(self, act: Callable[[UnitOfWork], T], profile_id: UUID | None = None) -> T:
        """One unit of work with its journal lines, whole again when two deeds crossed."""
        profile = self._profiles.get(profile_id) if profile_id else None
        said = profile.version if profile else ""
        return self.store.attempt(Stamp(ACTOR, self.station, self.now, said), act)

    def note_down(self, act: Callable[[UnitOfWork], T]) -> T:
        """A unit of work that only moves leases and leaves no line."""
        with self.store.begin(Stamp(ACTOR, self.station, self.now), bookkeeping=True) as work:
            return act(work)

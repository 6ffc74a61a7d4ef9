"""The Desk: who works where, with what. Every verb's first argument.

It is built on the desk lane from a :class:`Place` and never leaves it. Opening it compares the database's revision with
one SELECT, finds the station, unwraps the keys and reads the profile in force. A database that was never founded opens
too: the door then offers the first run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from app.dates import Clock, SystemClock, today
from app.desk import school_days
from app.desk.key_store import KeyStore, SectorKeys
from app.desk.press import Press, PressHere
from app.desk.slips import Laid, OpenedBy
from app.errors import Refusal, Trouble
from app.models import calendar as known_days
from app.models import cases, founding, keyring
from app.models.journal import Stamp
from app.models.revision import require_current
from app.models.staff import Role, Staff
from app.models.store import Session, Store, UnitOfWork
from app.models.vault import Vault
from app.policy.calendar import OfficialCalendar, SchoolCalendar
from app.policy.profile import Closure, Counter, Profile, load_profile

T = TypeVar("T")
REMEMBERED = 8  # cases at one window: the one on the screen, and the cards that were laid down beside it


@dataclass(frozen=True, slots=True)
class Place:
    """Where this program stands, from the settings: database, station, and how to found an empty database.

    ``demo`` places found a database marked demo at birth; such a database never takes a real key.
    """

    database_url: str
    station: str
    counter: str
    profile_file: Path
    key_store: KeyStore
    sector_keys: SectorKeys
    clock: Clock = field(default_factory=SystemClock)
    demo: bool = False
    press: Press = field(default_factory=PressHere)


@dataclass(frozen=True, slots=True)
class StationFacts:
    id: UUID
    code: str
    name: str
    counter: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is signed on."""

    id: UUID
    login: str
    name: str
    role: Role

    @classmethod
    def of(cls, staff: Staff) -> Actor:
        return cls(staff.id, staff.login, staff.name, staff.role)


@dataclass(frozen=True, slots=True)
class Opened:
    """The case on the screen: whose, how it was opened, which card was laid down for it, which certificate is meant."""

    graduate_id: UUID
    by: OpenedBy
    laid: Laid = Laid.NONE
    card_id: UUID | None = None
    certificate_id: UUID | None = None


class Desk:
    """One clerk at one station with one store. ``actor`` is set by signing on, ``locked`` by the idle lock."""

    def __init__(self, place: Place, store: Store) -> None:
        self.place = place
        self.store = store
        self.clock = place.clock
        self.founded = False
        self.demo = place.demo
        self.actor: Actor | None = None
        self.operator = "nobody"  # where nobody signs on: a command is run by an account of the computer
        self.locked = False
        self._opened: dict[UUID, Opened] = {}  # the newest cases, each as it was opened last
        self._station: StationFacts | None = None
        self._profile: Profile | None = None
        self._profile_id: UUID | None = None
        self._calendar: SchoolCalendar | None = None
        self._profile_day: date | None = None
        self._mark: tuple[Any, ...] = ()  # of what is in force: see heed
        self.rules_changed_at: datetime | None = None  # a new version came while somebody works here (A30)

    # ------------------------------------------------------------------ opening and closing
    @classmethod
    def open(cls, place: Place) -> Desk:
        """Open the desk. Trouble: ``database.*``, ``station.unknown``, ``keys.*``, ``profile.missing``."""
        desk = cls(place, Store(place.database_url))
        try:
            require_current(desk.store)
            desk.refresh()
        except BaseException:
            desk.close()
            raise
        return desk

    def refresh(self) -> None:
        """Read again how the database was founded, which station this is, and open the vault."""
        self._profile_day = None
        with self.store.read() as session:
            kind = founding.kind_of(session)
            self.founded = kind is not None
            if not self.founded:
                return
            if (kind == founding.DEMO) != self.place.demo:
                raise Trouble("database.demo_mismatch", kind=kind)
            self._find_station(session)
            self.store.vault = self._open_vault(session)
            self.store.vault.ask_for_newer(self._ask_for_keys)

    def _find_station(self, session: Session) -> None:
        station = cases.station_by_code(session, self.place.station)
        if station is None:
            raise Trouble("station.unknown", station=self.place.station)
        self._station = StationFacts(station.id, station.code, station.name, station.counter)

    def _open_vault(self, session: Session) -> Vault:
        holder = self.place.key_store.load()
        return keyring.open_vault(session, keyring.station_holder(self.place.station), holder)

    def _data_keys(self, session: Session) -> dict[int, bytes]:
        holder = self.place.key_store.load()
        return keyring.data_keys(session, keyring.station_holder(self.place.station), holder)

    def _ask_for_keys(self) -> dict[int, bytes]:
        with self.store.read() as session:
            return self._data_keys(session)

    def close(self) -> None:
        self.store.close()

    # ------------------------------------------------------------------ facts of the moment
    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def day(self) -> date:
        return today(self.clock)

    @property
    def station(self) -> StationFacts:
        if self._station is None:
            raise Trouble("station.unknown", station=self.place.station)
        return self._station

    @property
    def vault(self) -> Vault:
        if self.store.vault is None:
            raise Trouble("vault.shut")
        return self.store.vault

    @property
    def profile(self) -> Profile:
        """The school's rules as they are in force today."""
        self._read_profile()
        if self._profile is None:
            raise Trouble("profile.missing")
        return self._profile.on(self.day)

    @property
    def profile_id(self) -> UUID:
        self._read_profile()
        if self._profile_id is None:
            raise Trouble("profile.missing")
        return self._profile_id

    @property
    def calendar(self) -> SchoolCalendar:
        self._read_profile()
        if self._calendar is None:
            raise Trouble("profile.missing")
        return self._calendar

    @property
    def counter(self) -> Counter:
        """The counter this station stands at; before the first run the settings say which."""
        code = self._station.counter if self._station else self.place.counter
        found = self.profile.counter_by_code.get(code)
        if found is None and self._station is None:
            raise Trouble("settings.counter_unknown", counter=code or "—", known=self.counter_codes)
        if found is None:
            raise Trouble("counter.not_in_rules", counter=code, station=self.station.code, known=self.counter_codes)
        return found

    @property
    def counter_codes(self) -> str:
        """The counters of the school's rules, for a sentence."""
        return ", ".join(self.profile.counter_by_code)

    def reload_profile(self) -> None:
        """Another window may have put a new version in force (A30)."""
        self._profile_day = None

    def _read_profile(self) -> None:
        if self._profile_day == self.day:
            return
        if not self.founded:
            self._take_profile(load_profile(self.place.profile_file))
            self._profile_day = self.day
            return
        with self.store.read() as session:
            self.heed(session, named=True)

    def heed(self, session: Session, *, named: bool = False) -> None:
        """Follow what another window has put in force: a profile, a closure, a calendar (A30). One SELECT when none.

        Refuses ``sign_on.retired`` (``meanwhile``) where whoever is signed on was taken out of service since, unless
        the deed is done in somebody's ``named`` name: a sign-on, the lock, leaving.
        """
        acts = None if named or self.locked else self.actor
        mark, retired = known_days.in_force_mark(session, self.day, acts.id if acts is not None else None)
        if retired:
            raise Refusal.because("sign_on.retired", meanwhile=True)
        if mark != self._mark or self._profile_day is None:
            self._read_in_force(session)
            self._mark = mark
            if self.store.vault is not None and mark[-1] != self.store.vault.number:
                self.store.vault.learn(self._data_keys(session))  # seal with the newer key from now on
        self._profile_day = self.day

    def _read_in_force(self, session: Session) -> None:
        row = founding.profile_in_force(session, self.day)
        if row is None:
            raise Trouble("profile.missing")
        profile = self._profile
        if profile is None or row.id != self._profile_id:
            if self._profile_id is not None:
                self.rules_changed_at = self.now
            profile, self._profile_id = Profile.from_text(row.text, row.name), row.id
        self._take_profile(profile, *school_days.of(session))

    def _take_profile(
        self, profile: Profile, official: OfficialCalendar | None = None, closures: tuple[Closure, ...] = ()
    ) -> None:
        self._profile = profile
        self._calendar = SchoolCalendar(profile, official, closures)

    def opened_for(self, graduate_id: UUID) -> Opened:
        """How this graduate's case was opened last; looked up by number where it is not among the newest."""
        return self._opened.get(graduate_id, Opened(graduate_id, OpenedBy.NUMBER))

    def remember(self, opened: Opened) -> None:
        """A case was opened. A look at another person's card, beside it, makes nobody forget how this one was."""
        self._opened.pop(opened.graduate_id, None)
        self._opened[opened.graduate_id] = opened
        if len(self._opened) > REMEMBERED:
            del self._opened[next(iter(self._opened))]

    # ------------------------------------------------------------------ who acts
    @property
    def clerk(self) -> Actor:
        """Whoever is signed on. Refuses with ``sign_on.needed`` at a locked or empty desk."""
        if self.actor is None or self.locked:
            raise Refusal.because("sign_on.needed")
        return self.actor

    def stamp(self, actor: str | None = None) -> Stamp:
        profile = self._profile.version if self._profile else ""
        who = actor or (self.actor.login if self.actor else self.operator)
        return Stamp(who, self._station.code if self._station else self.place.station, self.now, profile)

    # ------------------------------------------------------------------ units of work
    @contextmanager
    def begin(self, actor: str | None = None, *, bookkeeping: bool = False) -> Iterator[UnitOfWork]:
        with self.store.begin(self.stamp(actor), bookkeeping=bookkeeping) as work:
            self._heed_in(work, actor)
            yield work

    def read(self) -> AbstractContextManager[Session]:
        return self.store.read()

    def attempt(self, act: Callable[[UnitOfWork], T], *, holding_days: bool = False) -> T:
        """One deed, whole: run again when two deeds crossed on the server, three times at most.

        ``holding_days``: the days and the rules that it goes by stay in force until its commit.
        """

        def heeding(work: UnitOfWork) -> T:
            if holding_days:
                known_days.hold(work.session)
            self._heed_in(work)
            return act(work)

        return self.store.attempt(self.stamp(), heeding)

    def _heed_in(self, work: UnitOfWork, actor: str | None = None) -> None:
        """The deed is done, and stamped, by the rules of this moment."""
        if self.founded:
            self.heed(work.session, named=actor is not None)
            work.stamp = self.stamp(actor)

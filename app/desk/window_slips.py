"""Slips of the window around the pickup: the door, who is signed on, the waiting screen's foot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.desk.paper_slips import PaperSlip
from app.desk.slips import NOTHING, Mode
from app.errors import Obstacle
from app.wording import Bilingual


@dataclass(frozen=True, slots=True)
class StaffSlip:
    id: UUID
    login: str
    name: str
    role: str
    station: str = ""


@dataclass(frozen=True, slots=True)
class ColleagueSlip:
    """One of the staff as a supervisor sees them: in service, locked for now, or retired."""

    staff: StaffSlip
    locked_until: datetime | None
    retired_at: datetime | None
    entered_at: datetime | None = None  # the last sign-on


@dataclass(frozen=True, slots=True)
class DoorSlip:
    """What the sign-on screen needs to know: who may sign on, whether this is the first run or a demo."""

    school: Bilingual
    counter: Bilingual
    station: str
    first_run: bool
    demo: bool
    staff: tuple[StaffSlip, ...]  # only in a demo: one-click sign-on


@dataclass(frozen=True, slots=True)
class OwnedSectorSlip:
    """The card sector the school owns and the key that reads it; None where the key is not kept on this computer."""

    sector: int
    key: bytes = field(repr=False)
    key_type: str


@dataclass(frozen=True, slots=True)
class SignedOnSlip:
    staff: StaffSlip
    station: str
    counter: Bilingual
    idle_minutes: int
    at: datetime
    owned_sector: OwnedSectorSlip | None = None
    card_kinds: tuple[str, ...] = ("4k",)  # the kinds of card that the school takes (A20)
    card_names: Bilingual = NOTHING  # the same in the school's words
    old_card_way: Bilingual = NOTHING  # what the holder of another kind is told (A38)


@dataclass(frozen=True, slots=True)
class FirstRunSlip:
    """The first supervisor is made. The recovery code is shown and printed once, never again."""

    staff: StaffSlip
    recovery_code: str = field(repr=False)
    recovery_sheet: PaperSlip = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecentSlip:
    at: datetime
    name_masked: str = field(repr=False)
    mode: Mode
    short: str
    open_step: bool


@dataclass(frozen=True, slots=True)
class CounterSlip:
    """The waiting screen's foot: today's count and the last three hand-overs, masked.

    ``digital_overdue`` digital certificates of the school were promised before today and are not out (A34).
    """

    counter: Bilingual
    today: int
    recent: tuple[RecentSlip, ...]
    source_time: datetime | None
    notices: tuple[Obstacle, ...]
    hours: str
    digital_overdue: int = 0

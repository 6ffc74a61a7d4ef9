"""What each unit says of one graduate, read with the profile's eyes: which items apply, which stand in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models.graduate import ClearanceItem, Graduate, State
from app.policy.profile import Attributes, ItemState, Level, Profile, TodoItem, Unit
from app.wording import Bilingual

OPEN = frozenset({ItemState.PENDING, ItemState.FAILED})


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """One to-do item (離校待辦事項) of one graduate: the profile's item, its unit, and the state that counts.

    ``record`` is what was imported, None when nothing was. ``blocks`` when the certificate cannot leave because of it;
    ``to_tell`` when the clerk tells the graduate about it (A16 to A18).
    """

    item: TodoItem
    unit: Unit
    state: ItemState
    word: Bilingual
    record: ClearanceItem | None

    @property
    def blocks(self) -> bool:
        return self.item.level is not Level.ADVISORY and self.state in OPEN

    @property
    def to_tell(self) -> bool:
        return self.item.level is Level.ADVISORY and self.state in OPEN


def attributes_of(graduate: Graduate) -> Attributes:
    """What the profile's conditions may ask about a graduate; the person must be loaded."""
    return Attributes(
        cohort=graduate.cohort,
        level=graduate.level,
        college=graduate.college,
        department=graduate.department,
        programme=graduate.programme,
        nationality=graduate.person.nationality.value,
        sex=graduate.person.sex,
        is_exchange=graduate.is_exchange,
        is_teacher_ed=graduate.is_teacher_ed,
    )


def units_of(graduate: Graduate, profile: Profile) -> tuple[ItemStanding, ...]:
    """Every item of the profile in force, in the school's order, with the state that counts for this graduate."""
    attributes = attributes_of(graduate)
    reported = {record.code: record for record in graduate.items}
    return tuple(_standing(item, attributes, reported.get(item.code), profile) for item in profile.items)


def _standing(item: TodoItem, attributes: Attributes, record: ClearanceItem | None, profile: Profile) -> ItemStanding:
    state = state_that_counts(item, attributes, record.state if record else None)
    return ItemStanding(item, profile.unit_by_code[item.unit], state, profile.words_of(item).of(state), record)


def state_that_counts(item: TodoItem, attributes: Attributes, reported: State | None) -> ItemState:
    """The item's state after the profile's conditions.

    An item that does not apply is not required, whatever waits in the import (C24); what a unit decided by an act of
    its own, done or failed, stands. An open item of level ``at_pickup`` is decided at the counter (C09) unless it
    failed.
    """
    if not item.applies_to(attributes) and reported not in (State.DONE, State.FAILED):
        return ItemState.NOT_REQUIRED
    state = item.when_missing if reported is None else ItemState(reported.value)
    if item.level is Level.AT_PICKUP and state is ItemState.PENDING:
        return ItemState.AT_PICKUP
    return state


def advisories(graduate: Graduate, profile: Profile) -> tuple[ItemStanding, ...]:
    """What the clerk tells the graduate and ticks as told (A16 to A18); never in the way."""
    return tuple(each for each in units_of(graduate, profile) if each.to_tell)


def source_time(graduate: Graduate) -> datetime | None:
    """How old the data are by their source's time (RULES I10): the oldest report, else the graduate's own line."""
    told = [record.source_time for record in graduate.items if record.source_time is not None]
    return min(told, default=graduate.source_time)


def is_stale(graduate: Graduate, profile: Profile, now: datetime) -> bool:
    """Whether the data are older than the profile allows; data without a time are."""
    told = source_time(graduate)
    return told is None or now - told > timedelta(minutes=profile.feed.stale_after_minutes)

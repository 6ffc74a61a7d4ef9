"""One question at the counter: whose case, by which rules, where and when; and how an obstacle names its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.dates import local, roc_date
from app.errors import Fact, Obstacle
from app.models.graduate import Graduate
from app.policy.calendar import Opening
from app.policy.clearance import attributes_of
from app.policy.profile import Attributes, Cohort, Profile
from app.wording import Bilingual


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Where and when the question is asked: the counter's code, the station, the moment."""

    counter: str
    moment: datetime
    station_id: UUID | None = None

    @property
    def day(self) -> date:
        return local(self.moment).date()


@dataclass(frozen=True, slots=True)
class Case:
    """One question with everything that its parts look at."""

    graduate: Graduate
    attributes: Attributes
    profile: Profile
    here: AtCounter

    @property
    def cohort(self) -> Cohort | None:
        return self.profile.cohort(self.graduate.cohort, self.graduate.level)

    def obstacle(self, code: str, unit: str | None = None, /, **facts: Fact) -> Obstacle:
        """The obstacle with its door: unit, place, telephone, extension, hours of the office that can remove it."""
        office = unit or self.profile.office_of(code, self.attributes)
        door: dict[str, Fact] = {}
        if office is not None:
            known = self.profile.unit_by_code[office]
            door = {"unit": known.name, "phone": known.phone, "extension": known.extension or known.phone}
            door |= {"place": known.place} if known.place else {}
            door |= {"office_hours": known.office_hours} if known.office_hours else {}
        return Obstacle(code, {**door, **facts}, office, self.profile.may_release(code))

    @classmethod
    def at(cls, here: AtCounter, graduate: Graduate, profile: Profile) -> Case:
        """The case by the rules in force on the day of the question; the graduate's person must be loaded."""
        return cls(graduate, attributes_of(graduate), profile.on(here.day), here)


def opens_next(opening: Opening) -> dict[str, Fact]:
    """When a counter opens next, as facts."""
    if opening.opens_next is None:
        return {}
    return {"opens_on": told(opening.opens_next.date()), "opens_at": f"{opening.opens_next:%H:%M}"}


def told(day: date) -> Bilingual:
    """A day as it is said: ``114/06/02`` in Chinese, ``2025-06-02`` in English."""
    return Bilingual(roc_date(day), day.isoformat())

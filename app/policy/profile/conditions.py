"""When a rule applies: a closed vocabulary over what the register knows of a graduate.

How this works. A condition is a TOML table whose keys must all hold; ``all``, ``any`` and ``not`` combine more::

    applies_when = { nationality = ["overseas", "foreign"] }
    applies_when = { any = [ { is_exchange = true }, { all = [ { sex = "M" }, { not = { level = ["doctoral"] } } ] } ] }
    applies_when = { cohort_from = "107-1", cohort_to = "112-2" }

Nothing else can be said: no arithmetic, no text matching, no evaluation of strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from app.dates import AcademicSemester
from app.policy.profile.entries import Code, Part, Semester
from app.policy.profile.faults import wrong

NationalityName = Literal["domestic", "overseas", "foreign", "mainland"]
LevelName = Literal["associate", "bachelor", "master", "doctoral"]
StatusName = Literal["graduating", "graduated", "extended", "suspended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What conditions may ask about one graduate; codes are the profile's."""

    cohort: AcademicSemester
    level: str = "bachelor"
    college: str = ""
    department: str = ""
    programme: str = ""
    nationality: str = "domestic"
    sex: str = ""
    is_exchange: bool = False
    is_teacher_ed: bool = False


class Condition(Part):
    """A condition (條件) over :class:`Attributes`; see the module's page for how it is written."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    not_: Condition | None = Field(default=None, alias="not")
    is_exchange: bool | None = None
    is_teacher_ed: bool | None = None
    nationality: tuple[NationalityName, ...] = ()
    sex: Literal["M", "F"] | None = None
    level: tuple[LevelName, ...] = ()
    college: tuple[Code, ...] = ()
    department: tuple[Code, ...] = ()
    programme: tuple[Code, ...] = ()
    cohort_from: Semester | None = None
    cohort_to: Semester | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if not self.model_fields_set:
            raise wrong("empty_condition")
        for name in self.model_fields_set:
            if getattr(self, name) in ((), None):
                raise wrong("empty", name=name.rstrip("_"))
        if self.cohort_from and self.cohort_to and self.cohort_to < self.cohort_from:
            raise wrong("out_of_order", first="cohort_from", second="cohort_to")
        return self

    def holds(self, graduate: Attributes) -> bool:
        """Whether every part of the condition is true of this graduate."""
        return (
            self._names_hold(graduate)
            and self._cohort_holds(graduate.cohort)
            and all(each.holds(graduate) for each in self.all)
            and (not self.any or any(each.holds(graduate) for each in self.any))
            and not (self.not_ is not None and self.not_.holds(graduate))
        )

    def _names_hold(self, graduate: Attributes) -> bool:
        return (
            self.is_exchange in (None, graduate.is_exchange)
            and self.is_teacher_ed in (None, graduate.is_teacher_ed)
            and self.sex in (None, graduate.sex)
            and (not self.nationality or graduate.nationality in self.nationality)
            and (not self.level or graduate.level in self.level)
            and (not self.college or graduate.college in self.college)
            and (not self.department or graduate.department in self.department)
            and (not self.programme or graduate.programme in self.programme)
        )

    def _cohort_holds(self, cohort: AcademicSemester) -> bool:
        return (self.cohort_from is None or self.cohort_from <= cohort) and (
            self.cohort_to is None or cohort <= self.cohort_to
        )

"""The school itself: its offices, cohorts, courses, and the small rules of the desk."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from app.dates import ROC_OFFSET, AcademicSemester
from app.policy.profile.conditions import Attributes, LevelName
from app.policy.profile.counters import Serves
from app.policy.profile.entries import Code, DatedEntry, Entry, Semester, Text
from app.policy.profile.faults import wrong

USUAL_LAYOUT = "certificate"


class School(Entry):
    """The school (學校). ``code`` is short and names databases and files; ``office`` signs the papers.

    ``fictional``: no such school; ``./desk doctor`` warns where a real office works by its rules.
    """

    code: Code
    name: Text
    office: Text
    fictional: bool = False


class Unit(DatedEntry):
    """A reviewing unit or office (審核單位) with its door; ``office_hours`` stand with it on screen and notice."""

    code: Code
    name: Text
    place: Text | None = None
    phone: str = ""
    extension: str = ""
    office_hours: Text | None = None


class Contact(DatedEntry):
    """Who answers for what: a role, never a person.

    ``serves`` narrows it to some graduates of its unit's (承辦人 by department, A11); left out, it serves them all.
    """

    role: Text
    about: Text
    unit: Code | None = None
    phone: str = ""
    extension: str = ""
    mailbox: str = ""
    serves: tuple[Serves, ...] = ()

    def closeness(self, graduate: Attributes) -> int:
        """How specifically it names the graduate: 0 not at all, 1 as one of all."""
        return max((line.closeness(graduate) for line in self.serves), default=1)


class Cohort(Entry):
    """The graduates of one semester and level (A01): when their clearance and pickup open, until when the fare holds.

    ``lapses_after`` is the last day of clearance; after it an approval of this semester is no longer good (D33).
    ``pickup_ends`` is the last day of the pickup window. Open where a date is not given.
    """

    semester: Semester
    levels: tuple[LevelName, ...]
    name: Text
    clearance_opens: date | None = None
    pickup_opens: date | None = None
    pickup_ends: date | None = None
    lapses_after: date | None = None
    fare_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Cohort:
        if not self.levels:
            raise wrong("empty", name="levels")
        for first, second in (
            ("clearance_opens", "pickup_opens"),
            ("pickup_opens", "pickup_ends"),
            ("clearance_opens", "lapses_after"),
            ("pickup_opens", "fare_until"),
        ):
            earlier, later = getattr(self, first), getattr(self, second)
            if earlier and later and later < earlier:
                raise wrong("out_of_order", first=first, second=second)
        return self


class College(Entry):
    """A college (學院). ``aliases`` are the words that documents and imports use for it."""

    code: Code
    name: Text
    aliases: tuple[str, ...] = ()


class Department(Entry):
    """A department (系所) of a college."""

    code: Code
    name: Text
    college: Code
    aliases: tuple[str, ...] = ()


class Programme(Entry):
    """A course of study (學程, 系之學士班) that ends with a degree."""

    code: Code
    name: Text
    department: Code
    level: LevelName
    degree: Text
    aliases: tuple[str, ...] = ()


class IdentityDocument(Entry):
    """A document with a photograph against which the face is compared (RULES I2)."""

    code: Code
    name: Text
    asks_issuing_place: bool = False


class Office(Entry):
    """Which unit can remove an obstacle. ``counter`` stands for the office that keeps the graduate's own counter."""

    codes: tuple[Code, ...] = Field(min_length=1)
    unit: Code


class Release(Entry):
    """Obstacles that a supervisor may let pass for one person on one day, and what has to be recorded (A29)."""

    codes: tuple[Code, ...] = Field(min_length=1)
    needs: Literal["reason", "reason_and_identity_document", "reason_and_evidence"] = "reason"


class AccountClosure(Entry):
    """After the hand-over the campus system is told to close the graduate's accounts (A03).

    ``mailbox`` is the campus system's own, where it takes such requests by mail; ``tells_graduate``: the graduate's
    mailboxes are told too, in the words of ``notice``.
    """

    on: bool
    system: Text
    notice: Text
    mailbox: str = ""
    tells_graduate: bool = True


class Feed(Entry):
    """Where the states come from. ``files``: asking again means telephoning the unit (RULES I10); the screen says so.

    ``when_stale``: data older than that are told only, or stop the hand-over until the units were asked again or a
    supervisor has released it (C10); the code ``clearance.stale`` then stands among the releases.
    """

    kind: Literal["files", "live"]
    stale_after_minutes: int = Field(ge=1, le=60 * 24 * 31)
    when_stale: Literal["tell", "ask_supervisor"] = "tell"
    done_words: tuple[str, ...] = ()
    pending_words: tuple[str, ...] = ()
    failed_words: tuple[str, ...] = ()
    not_required_words: tuple[str, ...] = ()


class DeskRules(Entry):
    """How the counter behaves: the idle lock, and what happens outside opening hours (A25)."""

    idle_lock_minutes: int = Field(default=5, ge=1, le=240)
    outside_hours: Literal["tell_and_ask_reason", "tell"] = "tell_and_ask_reason"
    closing_soon_minutes: int = Field(default=15, ge=0, le=120)


class LayoutRule(Entry):
    """Which layout the digital certificates of a cohort are drawn by (D23): from this semester on, for these levels.

    ``layout`` is a name: of a version the school put in force, else of a file that comes with the program.
    """

    cohorts_from: Semester
    layout: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
    levels: tuple[LevelName, ...] = ()


def _a_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as failure:
        raise wrong("not_a_pattern", detail=str(failure)) from failure
    return pattern


class CertificateRules(Entry):
    """How certificate numbers (證書字號), sheets and sleeve labels are written.

    ``number_pattern`` has a group ``short`` (the running number within the 字號). ``barcode`` says what the barcode of
    a sleeve label holds; ``barcode_pattern`` is what a good scan looks like. Where ``sheets_bear_barcode`` the printer
    put one on each sheet (RULES I4): an import names it, and none is made up for a label. ``layouts`` draw the digital
    certificate.
    """

    number_pattern: str
    number_example: str
    barcode: Literal["serial", "short", "number"]
    barcode_pattern: str
    sheets_bear_barcode: bool = False
    layouts: tuple[LayoutRule, ...] = ()

    @field_validator("number_pattern", "barcode_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        return _a_pattern(pattern)

    @model_validator(mode="after")
    def _example_fits(self) -> CertificateRules:
        found = re.fullmatch(self.number_pattern, self.number_example)
        if found is None or "short" not in found.groupdict():
            raise wrong("number_example")
        return self

    def short(self, number: str) -> str:
        """The running number within a certificate number; the whole number when it is written in another way."""
        found = re.fullmatch(self.number_pattern, number)
        return found["short"] if found else number

    def written(self, running: int, year: int) -> str:
        """The whole number that a running number has in that ROC year, written as the example is."""
        found = re.fullmatch(self.number_pattern, self.number_example)
        assert found is not None  # as it was checked
        parts = {found.span("short"): f"{running:0{len(found['short'])}d}"}
        if "year" in found.groupdict():
            parts[found.span("year")] = str(year if len(found["year"]) < 4 else year + ROC_OFFSET)
        text = self.number_example
        for (start, end), part in sorted(parts.items(), reverse=True):
            text = text[:start] + part + text[end:]
        return text

    def layout_for(self, cohort: AcademicSemester, level: str) -> str:
        """The layout of a cohort's digital certificates: of the rules that fit, the one that began last."""
        fitting = [
            each for each in self.layouts if each.cohorts_from <= cohort and (not each.levels or level in each.levels)
        ]
        newest = max(fitting, key=lambda each: (each.cohorts_from, bool(each.levels)), default=None)
        return newest.layout if newest else USUAL_LAYOUT


class NameRules(Entry):
    """How English names are written (D24). A name that does not fit is told, never refused."""

    english_pattern: str = r"[^\W\d_][^,\d]*, [^,\d]+"
    english_example: str = "WANG, TA-MING"
    upper_case: bool = True

    @field_validator("english_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        return _a_pattern(pattern)

    @model_validator(mode="after")
    def _example_fits(self) -> NameRules:
        if re.fullmatch(self.english_pattern, self.english_example) is None:
            raise wrong("name_example")
        return self


class LoginRoute(DatedEntry):
    """How a graduate gets into one of the school's own services (A04 to A07, A30, A36): advice in force for a time.

    ``told_on``: printed on the notice of outstanding items, on the receipt of a hand-over, or on both.
    """

    code: Code
    name: Text
    text: Text
    told_on: tuple[Literal["notice", "receipt"], ...] = ("notice",)


class ToSupply(Entry):
    """What the document leaves open and the school has to enter; listed by ``profile check``."""

    key: str
    what: Text

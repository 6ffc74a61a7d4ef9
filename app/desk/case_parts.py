"""Parts of a case slip that a clerk chooses from: other certificates of the person, a supervisor's permissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.wording import Bilingual


class Verdict(StrEnum):
    """The one question a case screen answers first: may this certificate be handed over?"""

    READY = "ready"
    BLOCKED = "blocked"
    COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class PermissionSlip:
    """A supervisor's permission (例外放行) that is in force today or on a day to come; ``used`` once leaned on."""

    id: UUID
    code: str
    item: str
    name: Bilingual
    day: date
    used: bool


@dataclass(frozen=True, slots=True)
class OfficerSlip:
    """Who corrects this graduate's certificate (承辦人, A11): a role with its telephone, never a person."""

    role: Bilingual
    about: Bilingual
    unit: Bilingual
    place: Bilingual
    phone: str
    extension: str


@dataclass(frozen=True, slots=True)
class OtherCertificateSlip:
    """Another certificate of the same person, under this student number or another that may have none yet."""

    graduate_id: UUID
    certificate_id: UUID | None
    student_number: str
    short: str
    programme: Bilingual
    degree: Bilingual
    verdict: Verdict | None  # COLLECTED, or None: its own case tells the rest

"""Slips of what is kept sealed about a graduate: masked until a supervisor opens it, with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.desk.paper_slips import PaperSlip
from app.wording import Bilingual

NOTHING = Bilingual("")
EVIDENCE_PAPER = "evidence"  # the kind of a paper that is looked at and never printed


@dataclass(frozen=True, slots=True)
class HeldSlip:
    """One sealed field or picture. ``until`` is the last day it is kept; None while a certificate waits.

    ``what`` is the school's word for a scan's piece or for the document that bears the number. A picture has ``pages``;
    one that the purge has emptied is ``gone``.
    """

    key: str
    kind: str
    masked: str = field(repr=False)
    until: date | None
    receipt: str = ""
    what: Bilingual = NOTHING
    pages: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceSlip:
    """Everything that is kept about one graduate, by student number."""

    graduate_id: UUID
    student_number: str
    held: tuple[HeldSlip, ...]


@dataclass(frozen=True, slots=True)
class RevealedSlip:
    """What a supervisor opened: texts and pictures by key. It lives on the screen and is written nowhere."""

    texts: tuple[tuple[str, str], ...] = field(repr=False)
    papers: tuple[tuple[str, PaperSlip], ...] = field(repr=False)

"""Slips: the frozen facts that cross from the desk lane to a screen. No record, no session, nothing lazy.

Here are those of the pickup, from the case to the hand-over; every other screen has a file of its own beside this one.
Texts that a school supplies are :class:`Bilingual`; everything the program itself says is a code and is worded when it
is drawn. Identity numbers are masked before they are cut into a slip; a slip never carries a whole one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.dates import AcademicSemester
from app.desk.case_parts import OfficerSlip as OfficerSlip
from app.desk.case_parts import OtherCertificateSlip as OtherCertificateSlip
from app.desk.case_parts import PermissionSlip as PermissionSlip
from app.desk.case_parts import Verdict as Verdict
from app.errors import Obstacle
from app.policy.laid import OLD_CARD as OLD_CARD
from app.policy.laid import Laid as Laid
from app.wording import Bilingual

NOTHING = Bilingual("")


class ItemState(StrEnum):
    """A to-do item's state, the union of what the schools use (A08, C08, E11)."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"
    NOT_REQUIRED = "not_required"
    AT_PICKUP = "at_pickup"  # the registrar decides it at the window, on the day (C09)


class OpenedBy(StrEnum):
    """How the case came to the screen; everything but the card is journaled as a manual look-up."""

    CARD = "card"
    NUMBER = "number"
    NAME = "name"
    SHEET = "sheet"


class Mode(StrEnum):
    SELF = "self"
    PROXY = "proxy"


class CardAct(StrEnum):
    """What is done to the student card at hand-over (A21): a rubber stamp; where the school owns a sector, the chip."""

    STAMP = "stamp"
    CHIP = "chip"


class StepState(StrEnum):
    DUE = "due"
    INTENDED = "intended"
    DONE = "done"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class UnitSlip:
    """One to-do item (離校待辦事項) in the school's own words."""

    code: str
    unit: Bilingual
    item: Bilingual
    state: ItemState
    word: Bilingual
    blocking: bool
    reason: str = field(default="", repr=False)
    advice: Bilingual = NOTHING
    place: Bilingual = NOTHING
    extension: str = ""
    hours: Bilingual = NOTHING
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ObstacleSlip:
    """An obstacle with its door: unit, place, extension, hours. ``released``: a supervisor has let it pass today."""

    obstacle: Obstacle
    unit: Bilingual
    word: Bilingual
    place: Bilingual
    extension: str
    released: bool = False
    hours: Bilingual = NOTHING
    needs: str = "reason"  # what a supervisor records with a release: see the profile's ``releases``


@dataclass(frozen=True, slots=True)
class ExceptionSlip:
    """A coded reason why a hand-over ends without the card act (RULES I9), and what still stands in its way.

    ``about`` is the card's own obstacle that the reason is about; ``by_report`` when it rests on a loss report;
    ``by_document`` when the person is identified by a document and not by the photograph.
    """

    code: str
    name: Bilingual
    obstacles: tuple[ObstacleSlip, ...] = ()
    about: str = ""
    by_report: bool = False
    by_document: bool = False

    @property
    def standing(self) -> tuple[ObstacleSlip, ...]:
        return tuple(each for each in self.obstacles if not each.released)


@dataclass(frozen=True, slots=True)
class SheetSlip:
    """Where the paper lies. ``place`` is the shelf mark; ``custodian`` the window that holds it."""

    id: UUID
    serial: str
    barcode: str
    place: str
    custodian: str
    here: bool


@dataclass(frozen=True, slots=True)
class CertificateSlip:
    """The degree certificate (學位證書) as it is printed. ``short`` is the running number within ``number``."""

    id: UUID
    number: str
    short: str
    stage: str
    revision: int
    sheet: SheetSlip | None
    name_zh: str = field(repr=False)
    name_en: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    degree: Bilingual
    programme: Bilingual
    graduated_on: date


@dataclass(frozen=True, slots=True)
class CardSlip:
    """A registered student card. ``uid`` is masked."""

    id: UUID
    uid: str
    state: str


@dataclass(frozen=True, slots=True)
class OpenStepSlip:
    """Something a hand-over still owes: a card to be written, a paper that did not print."""

    act_id: UUID
    kind: CardAct
    state: StepState
    since: datetime


@dataclass(frozen=True, slots=True)
class LossSlip:
    """The lost-card route in force on the day (A23, A24) and what has been recorded of it."""

    route: Bilingual
    name: Bilingual
    url: str
    reported_at: datetime | None
    evidence: str
    reissue_requested: bool


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """One sufficient set of proxy evidence (A32, A33); codes like ``letter``, ``proxy_id``, ``card``.

    ``kept`` names the pieces of which the school keeps a scan, where it asks for scans at all; the others are only
    seen.
    """

    code: str
    pieces: tuple[tuple[str, Bilingual], ...]
    kept: tuple[str, ...] = ()
    name: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class ProxyRulesSlip:
    """What the profile asks of a proxy; nothing more may be collected."""

    evidence_sets: tuple[EvidenceSet, ...]
    id_kinds: tuple[tuple[str, Bilingual], ...]
    asks_id_number: bool
    asks_relation: bool
    asks_scans: bool
    relations: tuple[tuple[str, Bilingual], ...]
    word: Bilingual


@dataclass(frozen=True, slots=True)
class CollectedSlip:
    """When, where and how the certificate was collected.

    A receipt that was signed on paper is scanned to the case (RULES I1); ``signed_sheet_at`` is when.
    """

    pickup_id: UUID
    at: datetime
    mode: Mode
    counter: str
    clerk: str
    receipt_number: str
    signed_on_paper: bool = False
    signed_sheet_at: datetime | None = None

    @property
    def awaits_signed_sheet(self) -> bool:
        return self.signed_on_paper and self.signed_sheet_at is None


@dataclass(frozen=True, slots=True)
class CaseSlip:
    """One graduate's case, whole: who, whether every unit has cleared, where the sheet lies, what to do next.

    ``card`` is the graduate's own card that was tapped for this case, ``laid`` what the reader made of whatever was.
    """

    graduate_id: UUID
    revision: int
    opened_by: OpenedBy
    name: str = field(repr=False)
    name_en: str = field(repr=False)
    student_number: str
    id_masked: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    photo: bytes | None = field(repr=False)
    college: Bilingual
    department: Bilingual
    programme: Bilingual
    degree: Bilingual
    cohort: AcademicSemester
    verdict: Verdict
    obstacles: tuple[ObstacleSlip, ...]
    advisories: tuple[UnitSlip, ...]
    units: tuple[UnitSlip, ...]
    certificate: CertificateSlip | None
    card: CardSlip | None
    loss: LossSlip
    proxy_rules: ProxyRulesSlip
    id_kinds: tuple[tuple[str, Bilingual], ...]
    placed_kinds: tuple[str, ...]  # of these documents the profile asks where they were issued
    permissions: tuple[PermissionSlip, ...]
    card_acts: tuple[CardAct, ...]
    stamp_text: Bilingual
    card_exceptions: tuple[ExceptionSlip, ...]
    others: tuple[OtherCertificateSlip, ...]
    collected: CollectedSlip | None
    open_steps: tuple[OpenStepSlip, ...]
    source_time: datetime | None
    stale: bool
    ask_by_phone: bool  # the states come by file: asking again means telephoning the unit (RULES I10)
    digital_due: date | None
    mailbox_masked: str = field(repr=False)
    notices: tuple[Obstacle, ...] = ()  # told, not blocking: near closing time, typed number was corrected ...
    name_missing_glyphs: tuple[str, ...] = ()
    laid: Laid = Laid.NONE
    officer: OfficerSlip | None = None  # who corrects this certificate (A11)


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """One line of a search: enough to choose, no more."""

    graduate_id: UUID
    student_number: str
    name: str = field(repr=False)
    programme: Bilingual
    cohort: str
    verdict: Verdict | None
    birth_masked: str = field(default="", repr=False)
    certificate_id: UUID | None = None  # the one whose sheet was scanned


@dataclass(frozen=True, slots=True)
class SearchSlip:
    query: str = field(repr=False)
    found: tuple[FoundSlip, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class SheetCheckedSlip:
    """The scanned sheet is this person's. ``typed`` when the number was typed instead of scanned.

    It may be that of another certificate than the case is about: then the case turns to that certificate.
    """

    graduate_id: UUID
    certificate_id: UUID
    sheet_id: UUID
    serial: str
    typed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class DoneSlip:
    """A hand-over that is committed. The full name is not in it (design: a done screen masks)."""

    pickup_id: UUID
    deed_id: UUID
    certificate_id: UUID
    graduate_id: UUID
    name_masked: str = field(repr=False)
    number: str
    receipt_number: str
    mode: Mode
    at: datetime
    digital_due: date | None
    digital_channel: str
    mailbox_masked: str = field(repr=False)
    card_act_id: UUID | None
    card_act: CardAct | None
    repeated: bool = False  # the same deed was sent again; this is the first answer


@dataclass(frozen=True, slots=True)
class CardOrder:
    """What the card lane is to write: the intent is journaled, the old content known (devices decide the bytes)."""

    act_id: UUID
    uid: bytes = field(repr=False)
    sector: int
    key: bytes = field(repr=False)
    key_type: str
    validity: str  # the state to write: "void"
    sequence: int
    voided_on: date


@dataclass(frozen=True, slots=True)
class ScanSlip:
    """A stored scan of evidence; the file itself stays encrypted."""

    id: UUID
    piece: str
    name: str
    kilobytes: int
    pages: int
    at: datetime

"""What changed in a case while the clerk was at work: told when a commit is refused and the case is opened anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.desk.slips import CaseSlip, CertificateSlip, SheetSlip, UnitSlip
from app.errors import Obstacle
from app.wording import Bilingual

UNSAID = Bilingual("")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``kind``: ``unit``, ``verdict``, ``collected``, ``sheet``, ``certificate`` or ``card``."""

    kind: str
    name: Bilingual = UNSAID
    before: Bilingual = UNSAID
    after: Bilingual = UNSAID


def what_changed(old: CaseSlip, new: CaseSlip) -> tuple[Change, ...]:
    """The differences that a clerk would want to hear, most telling first; empty when the case is the same."""
    found: list[Change] = []
    if new.collected != old.collected and new.collected is not None:
        found.append(Change("collected", after=Bilingual(new.collected.counter)))
    found += _units(old.units + old.advisories, new.units + new.advisories)
    if _printed(old.certificate) != _printed(new.certificate):
        found.append(Change("certificate"))
    if _sheet(old.certificate) != _sheet(new.certificate):
        found.append(_moved(old, new))
    if old.card != new.card or old.loss != new.loss:
        found.append(Change("card"))
    if not found and old.verdict is not new.verdict:
        found.append(Change("verdict"))
    return tuple(found)


def still_holds(old: CaseSlip, new: CaseSlip) -> bool:
    """True when everything the graduate has proofed and signed is still so, and nothing stands in the way."""
    return old.verdict is new.verdict and not what_changed(old, new) and _codes(old) == _codes(new)


def _codes(case: CaseSlip) -> set[tuple[str, str | None]]:
    return {(_obstacle.code, _obstacle.unit) for _obstacle in _standing(case)}


def _standing(case: CaseSlip) -> tuple[Obstacle, ...]:
    return tuple(each.obstacle for each in case.obstacles if not each.released)


def _units(old: tuple[UnitSlip, ...], new: tuple[UnitSlip, ...]) -> list[Change]:
    before = {unit.code: unit for unit in old}
    return [
        Change("unit", unit.unit, before[unit.code].word, unit.word)
        for unit in new
        if unit.code in before and before[unit.code].state is not unit.state
    ]


def _printed(certificate: CertificateSlip | None) -> CertificateSlip | None:
    """The certificate as it is printed: without its revision, stage and the place of the sheet."""
    return replace(certificate, revision=0, stage="", sheet=None) if certificate else None


def _sheet(certificate: CertificateSlip | None) -> SheetSlip | None:
    return certificate.sheet if certificate else None


def _moved(old: CaseSlip, new: CaseSlip) -> Change:
    before, after = _sheet(old.certificate), _sheet(new.certificate)
    return Change(
        "sheet", before=Bilingual(before.place if before else ""), after=Bilingual(after.place if after else "")
    )

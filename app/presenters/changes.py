"""What changed in a case while the clerk was at work: told when a commit is refused and the case is opened anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.desk.slips import CaseSlip, CertificateSlip, ItemState, SheetSlip, UnitSlip
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


def same_ground(old: CaseSlip, new: CaseSlip) -> bool:
    """True when all that the steps so far stand on is as it was: whose certificate, what is printed on it, which sheet,
    the photograph, and nothing new to decide or to tell. What else changed (a unit's word, the card, a loss) undoes no
    signature."""
    return (
        old.graduate_id == new.graduate_id
        and _printed(old.certificate) == _printed(new.certificate)
        and _sheet(old.certificate) == _sheet(new.certificate)
        and (old.photo is None or new.photo is not None)
        and _asked_of(new) <= _asked_of(old)
    )


def _asked_of(case: CaseSlip) -> set[str]:
    """What the clerk has to tell or to decide, by code."""
    told = {each.code for each in case.advisories}
    return told | {each.code for each in case.units if each.state is ItemState.AT_PICKUP}


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

"""Where sheets lie: which station has them in custody, who took them over from whom, and what a list of scans names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Row, Select, func, or_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column

from app.models.base import Base, Keyed
from app.models.certificate import LYING, DegreeCertificate, Sheet, SheetState, Stage
from app.models.staff import Station

CHUNK = 500


class CustodyMove(Keyed, Base, kw_only=True):
    """One sheet went from one station to another (A27). ``list_id`` is common to what went in one go."""

    __tablename__ = "custody_move"

    list_id: Mapped[UUID] = mapped_column(index=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheet.id"), index=True)
    from_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    place_before: Mapped[str] = mapped_column(default="")
    place_after: Mapped[str] = mapped_column(default="")
    ordered_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    taken_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


def named(session: Session, scans: Iterable[str], written: Callable[[str], Iterable[str]]) -> dict[str, list[Sheet]]:
    """The live sheets that each scan names, with certificate and custodian: by barcode, serial, or the number on it.

    ``written`` gives every way in which a certificate number may be typed. A number is looked for among all sheets only
    when no barcode or serial fits.
    """
    wanted = list(dict.fromkeys(scans))
    found: dict[str, list[Sheet]] = {each: [] for each in wanted}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for sheet in session.scalars(_live().where(Sheet.barcode.in_(part) | Sheet.serial.in_(part))).unique():
            for name in {sheet.barcode, sheet.serial} & set(part):
                found[name].append(sheet)
    if missing := {each for each, sheets in found.items() if not sheets}:
        _by_number(session, missing, written, found)
    return found


def _by_number(
    session: Session, missing: set[str], written: Callable[[str], Iterable[str]], found: dict[str, list[Sheet]]
) -> None:
    known = (
        select(Sheet.id, DegreeCertificate.number)
        .join(DegreeCertificate, DegreeCertificate.id == Sheet.certificate_id)
        .where(Sheet.state != SheetState.VOID)
        .execution_options(yield_per=5000)
    )
    names: dict[UUID, set[str]] = {}
    for sheet_id, number in session.execute(known):
        if hit := missing.intersection(written(number)):
            names[sheet_id] = hit
    ids = list(names)
    for start in range(0, len(ids), CHUNK):
        for sheet in session.scalars(_live().where(Sheet.id.in_(ids[start : start + CHUNK]))).unique():
            for name in names[sheet.id]:
                found[name].append(sheet)


def _live() -> Select[Sheet]:
    return (
        select(Sheet)
        .join(Sheet.certificate)
        .where(Sheet.state != SheetState.VOID)
        .options(contains_eager(Sheet.certificate), joinedload(Sheet.custodian))
    )


def lock_certificates(session: Session, certificate_ids: Sequence[UUID]) -> None:
    """On PostgreSQL, wait for the deeds on these certificates, always in one order, so that two lists never cross."""
    ids = sorted(certificate_ids)
    for start in range(0, len(ids), CHUNK):
        rows = select(DegreeCertificate.id).where(DegreeCertificate.id.in_(ids[start : start + CHUNK]))
        session.execute(rows.order_by(DegreeCertificate.id).with_for_update()).all()


def as_they_are(session: Session, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The same sheets, read again now that nobody else works on them."""
    found: list[Sheet] = []
    for start in range(0, len(sheets), CHUNK):
        ids = [each.id for each in sheets[start : start + CHUNK]]
        query = _live().where(Sheet.id.in_(ids)).execution_options(populate_existing=True)
        found.extend(session.scalars(query).unique())
    return found


def stations(session: Session) -> Sequence[Station]:
    """The stations in use, by code."""
    return session.scalars(select(Station).where(Station.retired_at.is_(None)).order_by(Station.code)).all()


def lying_at(session: Session, counter: str, wanted: str = "") -> int:
    """How many sheets lie at a counter; of those only that have what is ``wanted`` in mark, serial, code or number."""
    return session.scalar(select(func.count()).select_from(_at(counter, wanted).subquery())) or 0


def shelf(
    session: Session, counter: str, first: int = 0, count: int | None = None, wanted: str = ""
) -> Sequence[Row[UUID, str, str, str, str, Stage, SheetState]]:
    """What lies at a counter in the order of the shelf: sheet, serial, barcode, place, number, stage, state."""
    return session.execute(_at(counter, wanted).order_by(Sheet.place, Sheet.serial).offset(first).limit(count)).all()


def held_at(session: Session, counter: str) -> int:
    """How many of them are held for a correction (A11)."""
    held = _at(counter).where(DegreeCertificate.stage == Stage.HELD)
    return session.scalar(select(func.count()).select_from(held.subquery())) or 0


def _at(counter: str, wanted: str = "") -> Select[UUID, str, str, str, str, Stage, SheetState]:
    query = (
        select(
            Sheet.id,
            Sheet.serial,
            Sheet.barcode,
            Sheet.place,
            DegreeCertificate.number,
            DegreeCertificate.stage,
            Sheet.state,
        )
        .join(DegreeCertificate, DegreeCertificate.id == Sheet.certificate_id)
        .join(Station, Station.id == Sheet.custodian_id)
        .where(Sheet.state.in_(LYING), Station.counter == counter)
    )
    if not wanted:
        return query
    named = (Sheet.place, Sheet.serial, Sheet.barcode, DegreeCertificate.number)
    return query.where(or_(*(func.upper(each).contains(wanted.upper(), autoescape=True) for each in named)))

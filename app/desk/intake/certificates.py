"""The printed certificates (學位證書清冊) beside the stock: one number for ever, one live sheet, one custodian.

A certificate number that belongs to somebody else is refused, and so is a second live sheet: a misprint is voided at
the desk first (重印, :func:`app.desk.corrections.reprint`), because the spoiled sheet is still a paper that somebody
could hand over. A barcode, a serial or a number that a scan would take for another sheet is refused for the same
reason. Spaces in a number tell nothing apart; what is held stays as the school first wrote it. A certificate that was
handed over changes no more: what the graduate holds is what the register says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.dates import roc_month_long
from app.desk.intake.merging import Plan, Setting, Values
from app.desk.intake.registers import graduates_by_number
from app.desk.intake.shapes import CertificateRow
from app.models.base import uuid7
from app.models.certificate import LYING, DegreeCertificate, Sheet, SheetState, Stage, number_key
from app.models.graduate import Person
from app.wording import Bilingual

_PRINTED = ("graduated_on", "degree_zh", "programme_zh", "name_zh", "name_en", "degree_en", "programme_en")
NEAR = 2  # semesters between the cohort and the month on its certificates; beyond them a year is mistyped
_SETTLED = (Stage.HANDED_OVER, Stage.VOID)


def merge_certificates(setting: Setting, rows: Sequence[CertificateRow]) -> Plan:
    """Lay the printed run beside the stock. Stations are keys already: the vocabulary read them."""
    return _Merging(setting, rows).plan()


class _Merging:
    def __init__(self, setting: Setting, rows: Sequence[CertificateRow]) -> None:
        self.setting, self.rows, self.result = setting, rows, Plan()
        self.known = graduates_by_number(setting, rows, self.result)
        people = setting.rows.held(Person, "id", [each.person_id for each in self.known.values()])
        self.people = {each.id: each for each in people}
        held = setting.rows.numbered(number_key(row.number) for row in rows)
        self.certificates = {number_key(each.number): each for each in held}
        marks = {mark for row in rows for mark in (row.serial, row.barcode, number_key(row.number)) if mark}
        sheets = [
            *setting.rows.held(Sheet, "certificate_id", [each.id for each in held]),
            *setting.rows.held(Sheet, "serial", marks),
            *setting.rows.held(Sheet, "barcode", marks),
        ]
        self.by_serial = {each.serial: each for each in sheets}
        self.live = {each.certificate_id: each for each in sheets if each.state is not SheetState.VOID}
        self.named = self._named(sheets, setting.rows.numbered(marks - self.certificates.keys()))

    def _named(self, sheets: Sequence[Any], certificates: Sequence[Any]) -> dict[str, set[UUID]]:
        """Whose sheet a scan would find: certificates by serial, by the barcode of what lies on a shelf, by number."""
        named: dict[str, set[UUID]] = {number_key(each.number): {each.id} for each in certificates}
        for each in sheets:
            if each.state is not SheetState.VOID:
                named.setdefault(each.serial, set()).add(each.certificate_id)
            if each.state in LYING:
                named.setdefault(each.barcode, set()).add(each.certificate_id)
        return named

    def plan(self) -> Plan:
        for row in self.rows:
            graduate = self.known.get(row.student_number)
            if graduate is None:
                continue
            held = self.certificates.get(number_key(row.number))
            if fault := self._quarrel(row, graduate, held):
                self.result.faults.append(fault)
            elif held is None:
                self._add(row, graduate)
            else:
                self._compare(row, graduate, held)
        return self.result

    def _quarrel(self, row: CertificateRow, graduate: Any, held: Any) -> Any:
        """Why this row cannot be taken, if so."""
        if held is not None and held.graduate_id != graduate.id:
            return self.setting.fault(row, "number", "import.certificate.other_graduate", value=row.number)
        sheet = self.by_serial.get(row.serial)
        if sheet is not None and (held is None or sheet.certificate_id != held.id or sheet.state is SheetState.VOID):
            return self.setting.fault(row, "serial", "import.sheet.used", value=row.serial)
        live = self.live.get(held.id) if held is not None else None
        if live is not None and live.serial != row.serial:
            return self.setting.fault(row, "serial", "import.sheet.another_live", value=live.serial)
        cohort = row.cohort or graduate.cohort
        if abs(cohort.semesters_to(row.graduated_on)) > NEAR:
            month = Bilingual(roc_month_long(row.graduated_on), f"{row.graduated_on:%Y-%m}")
            return self.setting.fault(row, "graduated_on", "import.value.month", value=month, cohort=str(cohort))
        own = {held.id} if held is not None else set()
        marks = {"barcode": row.barcode, "serial": row.serial, "number": number_key(row.number)}
        for name, mark in marks.items():
            if self.named.get(mark, own) - own:
                return self.setting.fault(row, name, "import.sheet.names_another", value=mark)
        if held is not None and held.stage in _SETTLED and self._differs(row, graduate, held):
            return self.setting.fault(row, "number", "import.certificate.settled", value=row.number)
        return None

    def _printed(self, row: CertificateRow, graduate: Any) -> Values:
        """What stands on the sheet; a name that the file does not give is the register's."""
        person = self.people[graduate.person_id]
        values = {name: getattr(row, name) for name in _PRINTED}
        values["name_zh"] = row.name_zh or person.name
        values["name_en"] = row.name_en or person.name_en
        values["cohort"] = row.cohort or graduate.cohort
        return values

    def _differs(self, row: CertificateRow, graduate: Any, held: Any) -> bool:
        return any(getattr(held, name) != value for name, value in self._after(row, graduate).items())

    def _after(self, row: CertificateRow, graduate: Any) -> Values:
        given = self.setting.given
        return {name: value for name, value in self._printed(row, graduate).items() if name in given}

    def _add(self, row: CertificateRow, graduate: Any) -> None:
        certificate_id = uuid7()
        values = self._printed(row, graduate)
        values.update(id=certificate_id, revision=1, number=row.number, graduate_id=graduate.id, stage=Stage.IN_STOCK)
        self.result.insert(DegreeCertificate, values | {"import_id": self.setting.import_id})
        self._add_sheet(row, certificate_id)
        self.result.added += 1

    def _add_sheet(self, row: CertificateRow, certificate_id: UUID) -> None:
        values: Values = {"id": uuid7(), "revision": 1, "certificate_id": certificate_id, "serial": row.serial}
        values.update(barcode=row.barcode, place=row.place, state=SheetState.IN_STOCK)
        values.update(custodian_id=UUID(row.station), import_id=self.setting.import_id)
        self.result.insert(Sheet, values)

    def _compare(self, row: CertificateRow, graduate: Any, held: Any) -> None:
        changed = self.result.change(DegreeCertificate, held, self._after(row, graduate), self.setting.import_id)
        live = self.live.get(held.id)
        if live is None:
            if held.stage not in _SETTLED:
                self._add_sheet(row, held.id)
                changed = True
        elif live.state is SheetState.IN_STOCK:
            after: Values = {"custodian_id": UUID(row.station)}
            if "place" in self.setting.given:
                after["place"] = row.place
            if "barcode" in self.setting.given and row.barcode:
                after["barcode"] = row.barcode
            changed = self.result.change(Sheet, live, after, self.setting.import_id) or changed
        self.result.count(changed)

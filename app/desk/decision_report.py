"""The report of a decision: one line for each certificate and how it went, as CSV or XLSX.

A cell that a spreadsheet would take for a formula is written as the text it is: CSV has no other way than a leading
apostrophe, a workbook has cells of text. No temporary file is written: the rows name people's certificates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from app.dates import local, wall_time
from app.desk.desk import Desk
from app.errors import Obstacle, Refusal, Trouble
from app.models import decision as decisions
from app.models.decision import DigitalDecision, ReportRow
from app.models.job import JobState
from app.policy.names import mask_name
from app.wording import Wording, in_language, reason

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
KINDS = (".csv", ".xlsx")


def write_report(desk: Desk, *, decision_id: UUID, file: Path, say: Wording, actor: str | None = None) -> int:
    """Write the report; how many certificates it has. Refuses ``digital.report_kind``. Trouble ``file.unwritable``."""
    if actor is None:
        _ = desk.clerk
    if file.suffix.lower() not in KINDS:
        raise Refusal.because("digital.report_kind", file=file.name)
    with desk.read() as session:
        if session.get(DigitalDecision, decision_id) is None:
            raise Refusal.because("digital.decision_unknown")
        rows = (_cells(each, say) for each in decisions.report_rows(session, decision_id))
        write = _write_csv if file.suffix.lower() == ".csv" else _write_workbook
        try:
            number = write(file, _heads(say), rows)
        except OSError as fault:
            raise Trouble("file.unwritable", file=str(file), why=reason(fault)) from fault
    with desk.begin(actor) as work:
        work.note("digital.report_written", {"decision": decision_id}, rows=number)
    return number


def report(desk: Desk, *, decision_id: UUID, file: str, language: str) -> int:
    """The same, as a screen asks for it."""
    return write_report(desk, decision_id=decision_id, file=Path(file), say=in_language(language))


def _heads(say: Wording) -> list[str]:
    return [
        say("No."),
        say("Certificate"),
        say("Student number"),
        say("Name"),
        say("Outcome"),
        say("Settled"),
        say("New version's code"),
        say("Queue"),
        say("Remark"),
    ]


def _cells(row: ReportRow, say: Wording) -> list[str]:
    settled = f"{local(row.settled_at).date().isoformat()} {wall_time(row.settled_at)}" if row.settled_at else ""
    return [
        str(row.position),
        row.number,
        row.student_number,
        mask_name(row.name) if row.name else "",
        say.explain(Obstacle(row.outcome)).text if row.outcome else say("not settled yet"),
        settled,
        row.document_code,
        job_word(say, row.job_state),
        say.explain(Obstacle(row.job_note, row.job_facts)).text if row.job_note else "",
    ]


def job_word(say: Wording, state: str) -> str:
    """How far a job is, in a word."""
    words = {
        "": "",
        JobState.QUEUED.value: say("waiting"),
        JobState.WORKING.value: say("being made"),
        JobState.WAITING.value: say("waiting"),
        JobState.DONE.value: say("done"),
        JobState.DEAD.value: say("needs a person"),
        JobState.CANCELLED.value: say("cancelled"),
    }
    return words[state]


def harmless(cell: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _write_csv(file: Path, heads: list[str], rows: Iterator[list[str]]) -> int:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        return sum(1 for row in rows if writer.writerow([harmless(cell) for cell in row]))


def _write_workbook(file: Path, heads: list[str], rows: Iterator[list[str]]) -> int:
    import xlsxwriter

    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    number = 0
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, width in enumerate((6, 30, 14, 12, 44, 17, 24, 12, 44)):
            sheet.set_column(column, column, width)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
    return number

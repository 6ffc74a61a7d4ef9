"""Undoing an import puts back what nobody has touched since."""

from __future__ import annotations

import pytest

from app.desk.desk import Desk
from app.desk.intake.shapes import Kind
from app.desk.intake.undo import undo_import
from app.errors import Refusal
from app.models import search
from app.models.base import uuid7
from app.models.bulk import Rows
from app.models.card import StudentCard
from app.models.graduate import ClearanceItem, Graduate, Person, State
from tests.desk.intake.conftest import TODAY, YESTERDAY, Bring

HEADING = ("學號", "姓名", "學年期")
LIN, CHEN = ("41047001S", "林晴嵐", "113-2"), ("41047002S", "陳千帆", "113-2")


def everything(desk: Desk, record: type) -> list:  # type: ignore[type-arg]
    with desk.read() as session:
        return Rows(session).everything(record)


def found(desk: Desk, name: str) -> int:
    with desk.read() as session:
        return len(search.find(session, name))


def test_added_rows_go_and_changed_rows_come_back(desk: Desk, bring: Bring) -> None:
    bring(Kind.GRADUATES, HEADING, LIN)
    second = bring(Kind.GRADUATES, HEADING, (LIN[0], "林晴蘭", LIN[2]), CHEN, source_time=TODAY)
    assert second.import_id is not None
    report = undo_import(desk, second.import_id, actor="office")
    assert (report.restored, report.removed, report.kept) == (1, 2, 0)
    assert [person.name for person in everything(desk, Person)] == ["林晴嵐"]
    assert [each.source_time for each in everything(desk, Graduate)] == [YESTERDAY]
    assert (found(desk, "林晴嵐"), found(desk, "林晴蘭"), found(desk, "陳千帆")) == (1, 0, 0)


def test_a_row_that_was_touched_since_is_kept(desk: Desk, bring: Bring) -> None:
    bring(Kind.GRADUATES, HEADING, LIN)
    bring(Kind.CLEARANCE, ("學號", "項目", "狀態"), (LIN[0], "library", "未通過"), (LIN[0], "gown", "未通過"))
    wrong = bring(
        Kind.CLEARANCE, ("學號", "項目", "狀態"), (LIN[0], "library", "✔"), (LIN[0], "gown", "✔"), source_time=TODAY
    )
    gown = next(each for each in everything(desk, ClearanceItem) if each.code == "gown")
    with desk.begin("clerk") as work:
        Rows(work.session).amend(ClearanceItem, [(gown.id, {"answered_by": "cashier"})])
        work.note("clearance.answered")
    assert wrong.import_id is not None
    report = undo_import(desk, wrong.import_id, actor="office")
    assert (report.restored, report.kept) == (1, 1)
    assert {each.code: each.state for each in everything(desk, ClearanceItem)} == {
        "library": State.FAILED,
        "gown": State.DONE,
    }


def test_added_rows_that_others_lean_on_stay(desk: Desk, bring: Bring) -> None:
    first = bring(Kind.GRADUATES, HEADING, LIN, CHEN)
    bring(Kind.CARDS, ("學號", "卡號"), (LIN[0], "04A1B2C3"))
    assert first.import_id is not None
    report = undo_import(desk, first.import_id, actor="office")
    assert (report.removed, report.kept) == (2, 2)
    assert [each.student_number for each in everything(desk, Graduate)] == [LIN[0]]
    assert len(everything(desk, StudentCard)) == 1


def test_an_import_is_undone_once(desk: Desk, bring: Bring) -> None:
    first = bring(Kind.GRADUATES, HEADING, LIN)
    assert first.import_id is not None
    undo_import(desk, first.import_id, actor="office")
    with pytest.raises(Refusal) as refusal:
        undo_import(desk, first.import_id, actor="office")
    assert refusal.value.codes == ("import.undo.done_already",)
    with pytest.raises(Refusal) as refusal:
        undo_import(desk, uuid7(), actor="office")
    assert refusal.value.codes == ("import.undo.unknown",)


def test_the_file_may_come_again_after_an_undo(desk: Desk, bring: Bring) -> None:
    first = bring(Kind.GRADUATES, HEADING, LIN)
    assert first.import_id is not None
    undo_import(desk, first.import_id, actor="office")
    assert bring(Kind.GRADUATES, HEADING, LIN).added == 1

"""Clearance against an oracle that knows nothing of the program: every combination of states and conditions.

Items: blocking for all, blocking for exchange students, advisory for teacher-education students, decided at the
counter, blocking unless domestic, and one that counts as done when nothing is reported.
"""

from __future__ import annotations

from itertools import product

import pytest

from app.dates import AcademicSemester
from app.models import cases as _every_record  # noqa: F401
from app.models.graduate import ClearanceItem, Graduate, Nationality, Person, State
from app.policy.clearance import units_of
from app.policy.profile import Condition, ItemState, Level, Profile, TodoItem
from app.wording import Bilingual
from tests.policy.people import sample

STATES = (None, State.DONE, State.PENDING, State.FAILED, State.NOT_REQUIRED)
ITEMS = ("all", "exchange", "teacher", "counter", "abroad", "optimist")


def profile_with(count: int) -> Profile:
    def item(
        code: str, level: Level = Level.BLOCKING, when: dict[str, object] | None = None, **more: object
    ) -> TodoItem:
        condition = Condition.model_validate_json(_json(when)) if when else None
        return TodoItem(code=code, unit="registrar", name=Bilingual(code), level=level, applies_when=condition, **more)  # type: ignore[arg-type]

    items = (
        item("all"),
        item("exchange", when={"is_exchange": True}),
        item("teacher", Level.ADVISORY, {"is_teacher_ed": True}),
        item("counter", Level.AT_PICKUP),
        item(
            "abroad",
            when={"not": {"any": [{"nationality": ["domestic"]}, {"all": [{"sex": "F"}, {"level": ["master"]}]}]}},
        ),
        item("optimist", when_missing=ItemState.DONE),
    )
    return sample().model_copy(update={"items": items[:count]})


def _json(table: object) -> bytes:
    from pydantic_core import to_json

    return to_json(table)


def oracle(
    code: str, state: State | None, exchange: bool, teacher: bool, abroad: bool, woman_master: bool
) -> tuple[str, bool, bool]:
    """(state shown, stands in the way, to be told), written as a table of sentences and not as the program does."""
    concerns = {
        "all": True,
        "exchange": exchange,
        "teacher": teacher,
        "counter": True,
        "abroad": abroad and not woman_master,
        "optimist": True,
    }[code]
    if state is State.DONE:
        return "done", False, False
    if state is State.FAILED:
        return ("failed", False, True) if code == "teacher" else ("failed", True, False)
    if state is State.NOT_REQUIRED or not concerns:
        return "not_required", False, False
    if state is None and code == "optimist":
        return "done", False, False
    if code == "counter":
        return "at_pickup", False, False
    return ("pending", False, True) if code == "teacher" else ("pending", True, False)


CONDITIONS = tuple(product((False, True), (False, True), (Nationality.DOMESTIC, Nationality.FOREIGN), (False, True)))


@pytest.mark.parametrize(("exchange", "teacher", "nationality", "woman_master"), CONDITIONS)
def test_the_rules_agree_with_the_oracle_in_every_combination(
    exchange: bool, teacher: bool, nationality: Nationality, woman_master: bool
) -> None:
    profile = profile_with(len(ITEMS))
    graduate = a_case(exchange, teacher, nationality, woman_master)
    foreign = nationality is Nationality.FOREIGN
    rows = [
        [
            (
                ClearanceItem(code=code, state=state) if state else None,
                oracle(code, state, exchange, teacher, foreign, woman_master),
            )
            for state in STATES
        ]
        for code in ITEMS
    ]
    seen = 0
    for chosen in product(*rows):
        graduate.items = [record for record, _ in chosen if record]
        answers = [(each.state.value, each.blocks, each.to_tell) for each in units_of(graduate, profile)]
        assert answers == [answer for _, answer in chosen]
        seen += 1
    assert seen == len(STATES) ** len(ITEMS)


def a_case(exchange: bool, teacher: bool, nationality: Nationality, woman_master: bool) -> Graduate:
    return Graduate(
        student_number="1",
        cohort=AcademicSemester(113, 2),
        level="master" if woman_master else "bachelor",
        is_exchange=exchange,
        is_teacher_ed=teacher,
        person=Person(name="王", sex="F" if woman_master else "M", nationality=nationality),
    )

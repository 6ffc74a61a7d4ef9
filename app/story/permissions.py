"""What opens a blocked case on the scripted day: a unit's word by telephone, a supervisor's permission, taken back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.desk.slips import ItemState, Verdict
from app.presenters.pickup import Pane
from app.presenters.release import named
from app.story.supervisor import a_supervisor

if TYPE_CHECKING:
    from app.story.hands import Story


def unit_by_telephone(story: Story) -> None:
    """A unit says on the telephone that its matter is settled; its item no longer stands in the way (RULES I10)."""
    pickup, form = story.pickup, story.pickup.phone
    story.tap(story.index_of("exchange"))
    before = len(story.answer()["codes"])
    began = time.monotonic()
    pickup.open_pane(Pane.PHONE)
    story.wait(lambda: pickup.screen.pane is Pane.PHONE and form.screen.units, "the telephone's sheet")
    case = pickup.screen.case
    stands = {str(each.obstacle.facts.get("item")) for each in case.obstacles} if case is not None else set()
    form.choose_unit(next((each.code for each in form.screen.units if each.code in stands), ""))
    form.choose_answer(ItemState.DONE)
    story.write("phone", role="註冊組承辦人", note="學分今早已登錄")
    story.note("telephone", "a unit answered by telephone", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.pane is Pane.NONE, "the unit's answer recorded")
    answered = story.answer()
    story.note("telephone-answered", "recorded its answer", began, **answered)
    story.expect(len(answered["codes"]) < before, f"the telephone changed nothing: {answered['codes']}")
    story.put_away()


def permission_withdrawn(story: Story) -> None:
    """A supervisor lets two units pass, and takes it back before anybody leaned on it (A29)."""
    pickup = story.pickup
    story.tap(story.index_of("two-units"))
    story.key(Qt.Key.Key_F7)
    story.wait(lambda: pickup.screen.pane is Pane.RELEASE, "the supervisor's question")
    for each in pickup.release.screen.open_to_release:
        pickup.release.mark(named(each), True)
    login, password = a_supervisor()
    began = time.monotonic()
    story.settle()
    story.write("release", reason="已出示繳費與還書證明", login=login, password=password)
    story.note("release-filled", "a supervisor marked what may pass", began)
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.pane is Pane.NONE, "the release")
    story.note("released", "let both units pass", began, **story.answer())
    case = pickup.screen.case
    story.expect(case is not None and case.verdict is Verdict.READY, "the case is not free")
    _withdraw(story, login, password)
    story.put_away()


def _withdraw(story: Story, login: str, password: str) -> None:
    pickup, form = story.pickup, story.pickup.withdrawal
    began = time.monotonic()
    pickup.open_pane(Pane.WITHDRAWAL)
    story.wait(lambda: pickup.screen.pane is Pane.WITHDRAWAL and form.screen.standing, "what can be withdrawn")
    for each in form.screen.standing:
        form.mark(each.id, True)
    story.settle()
    story.write("release", reason="看錯證明，應為另一位同學", login=login, password=password)
    story.note("withdrawal", "the supervisor takes it back", began, standing=len(form.screen.standing))
    began = time.monotonic()
    story.key(Qt.Key.Key_F9)
    story.wait(lambda: pickup.screen.pane is Pane.NONE, "the permission withdrawn")
    answered = story.answer()
    story.note("withdrawn", "the case is blocked again", began, **answered)
    story.expect(answered["verdict"] == "blocked", "a withdrawn permission still opens the case")

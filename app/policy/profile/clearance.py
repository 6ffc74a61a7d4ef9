"""To-do items before leaving (離校待辦事項): who asks for what, of whom, and in which words."""

from __future__ import annotations

from enum import StrEnum

from app.policy.profile.conditions import Attributes, Condition
from app.policy.profile.entries import Code, DatedEntry, Entry, Text


class ItemState(StrEnum):
    """A to-do item's state, the union of what the schools use (A08, C08, E11)."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"
    NOT_REQUIRED = "not_required"
    AT_PICKUP = "at_pickup"


class Level(StrEnum):
    """What an open item means at the counter."""

    BLOCKING = "blocking"
    ADVISORY = "advisory"
    AT_PICKUP = "at_pickup"  # the registrar decides it at the counter, on the day (C09)


class ItemWords(Entry):
    """The school's own word for each state (已完成, 審核通過, 不需審核): never one word of ours (RULES I6)."""

    done: Text
    pending: Text
    failed: Text
    not_required: Text
    at_pickup: Text

    def of(self, state: ItemState) -> Text:
        word: Text = getattr(self, state.value)
        return word


class TodoItem(DatedEntry):
    """One to-do item. ``when_missing`` is its state when the import has no line for it.

    ``applies_when`` overrides an imported pending: a domestic graduate is not kept by the office for foreign students
    that never looked at the case (C24).
    """

    code: Code
    unit: Code
    name: Text
    level: Level = Level.BLOCKING
    applies_when: Condition | None = None
    words: ItemWords | None = None
    advice: Text | None = None
    when_missing: ItemState = ItemState.PENDING

    def applies_to(self, graduate: Attributes) -> bool:
        return self.applies_when is None or self.applies_when.holds(graduate)

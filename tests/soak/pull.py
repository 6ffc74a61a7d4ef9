"""The card pulled at every command of reading and of voiding, at the whole program: done, refused, or an open step.

The commands are counted first, on a card that stays. Then each of them is the last one once: the card is pulled before
it, or leaves with the answer; a write is also torn in the middle. Whatever happened, the window says it in words, the
records agree with the window, another card never ends the step, and the same card ends it at its next tap: on the done
screen in one half of the rounds, from the case that says "collected" in the other.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.desk.demo_cohort.people import DemoGraduate
from app.devices.cards.validity import MarkState
from app.devices.virtual_card import Fault, FaultKind, VirtualCard
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from tests.window.counter import Counter, a_counter, make_school, ready_graduates
from tests.window.rig import Slot, a_desk_reader

SAID = {
    "done": "學生證已失效（蓋章與晶片）",
    "unknown": "卡片太早移開，不確定晶片是否已寫入",
    "failed": "學生證太早移開。",
}
AGAIN = "請再感應同一張卡片，會自動接著寫。"
Pull = tuple[Fault, bool]  # the fault, and whether the clerk leaves the done screen before the card comes back


class Broken(AssertionError):
    """What must never be was seen."""


def main(seed: int, rounds: int | None) -> int:
    """Every pull once, in an order of the seed's; ``rounds`` takes only so many of each kind."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pull-") as folder, a_desk_reader() as (_, slot):
        school = make_school(Path(folder) / "school")
        with a_counter(school, Path(folder) / "window", slot) as counter:
            people = iter(ready_graduates())
            reading, voiding = count(counter, slot, next(people))
            other = next(people)  # whose card is tried, and never written
            readings, voidings = list(pulls_of_reading(reading)), list(pulls_of_voiding(voiding))
            for each in chance.sample(readings, min(len(readings), rounds or len(readings))):
                pull_reading(counter, slot, other, each)
            for pull in chance.sample(voidings, min(len(voidings), rounds or len(voidings))):
                pull_voiding(counter, slot, next(people), other, pull)
    print(f"{reading} commands of reading, {voiding} of voiding: {len(readings)} and {len(voidings)} ways to pull")
    return 0


def pulls_of_reading(commands: int) -> Iterator[Fault]:
    for kind, at in itertools.product((FaultKind.PULLED_BEFORE, FaultKind.ANSWER_LOST), range(1, commands + 1)):
        yield Fault(kind, at)


def pulls_of_voiding(commands: int) -> Iterator[Pull]:
    torn = [Fault(FaultKind.TORN_WRITE, write, landed) for write in (1, 2) for landed in (0, 7, 15)]
    for fault in (*pulls_of_reading(commands), *torn):
        yield fault, False
        yield fault, True


def count(counter: Counter, slot: Slot, graduate: DemoGraduate) -> tuple[int, int]:
    """How many commands a card hears when it is read, and when it is voided."""
    slot.firmware.arm(None)
    slot.put_on(counter.card_of(graduate))
    counter.until(lambda: counter.is_case_of(graduate))
    reading = len(slot.firmware.heard)
    slot.firmware.arm(None)
    counter.hand_over(graduate)
    hold(counter.card_act() == "done", counter.card_act())
    next_graduate(counter, slot)
    return reading, len(slot.firmware.heard)


def pull_reading(counter: Counter, slot: Slot, graduate: DemoGraduate, fault: Fault) -> None:
    """The card is pulled while it is read: told in words, and read whole when it is laid down again."""
    card = counter.card_of(graduate)
    slot.firmware.arm(fault)
    slot.put_on(card)
    counter.until(counter.answered)
    hold(counter.codes() == ("card.gone",), fault, counter.codes())
    counter.until(lambda: counter.reads("學生證太早移開。"))
    hold(graduate.name not in counter.glass(), fault, "a case of a card that could not be read")
    slot.put_on(card)
    counter.until(lambda: counter.is_case_of(graduate))
    slot.take_off()
    counter.leave()


def pull_voiding(counter: Counter, slot: Slot, graduate: DemoGraduate, other: DemoGraduate, pull: Pull) -> None:
    """The card is pulled while it is voided; another card is tried, then the same one comes back."""
    fault, leaves = pull
    card, others = counter.card_of(graduate), counter.card_of(other)
    before = memory(counter, card), memory(counter, others)
    slot.put_on(card)
    counter.until(lambda: counter.is_case_of(graduate))
    counter.walk(to=Step.TOGETHER)
    slot.firmware.arm(fault)
    counter.pickup.next()
    counter.until(counter.settled)
    outcome = counter.card_act()
    counter.until(lambda: counter.reads(SAID[outcome]))
    hold(counter.recorded(graduate)[0] == outcome, pull, outcome, counter.recorded(graduate))
    hold(outcome == "done" or counter.reads(AGAIN), pull, counter.glass())
    hold(outcome == "unknown" or memory(counter, card) == before[0], pull, outcome, "yet the card is changed")
    slot.take_off()
    if leaves:
        counter.pickup.next()
        counter.until(lambda: counter.pickup.screen.stage is Stage.WAITING)
    slot.put_on(others)
    counter.until(lambda: counter.is_case_of(other) or counter.pickup.screen.waiting == "card")
    hold(counter.recorded(graduate)[0] == outcome, pull, "another card ended the step")
    hold(memory(counter, others) == before[1], pull, "another card was written")
    slot.put_on(card)
    counter.until(lambda: counter.recorded(graduate) == ("done", "void"))
    first, second = counter.marks(card)
    hold(first is not None and first == second and first.state is MarkState.VOID, pull, first, second)
    hold(memory(counter, others) == before[1], pull, "another card was written")
    next_graduate(counter, slot)


def next_graduate(counter: Counter, slot: Slot) -> None:
    """The card goes back to its owner; what still runs ends; the window waits."""
    counter.until(lambda: not counter.pickup.must_wait)
    slot.take_off()
    if counter.pickup.screen.stage is Stage.DONE:
        counter.until(counter.settled)
        counter.pickup.next()
    counter.leave()


def memory(counter: Counter, card: VirtualCard) -> tuple[bytes, ...]:
    return tuple(bytes(card.blocks[block]) for block in counter.blocks)


def hold(true: bool, *what: object) -> None:
    if not true:
        raise Broken(" ".join(map(str, what)))

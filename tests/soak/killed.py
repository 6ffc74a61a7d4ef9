"""pcscd killed and started again while the whole program waits, shows a case or writes: nothing is lost, nothing lies.

Each round kills it (TERM or KILL) at one moment: while nobody is served, in the middle of a case, or at a command of
reading or voiding. The window says that the service is away, comes back by itself, keeps the case, and a chip that was
being written is an open step that the same card ends.
"""

from __future__ import annotations

import random
import signal
import tempfile
from pathlib import Path

from app.desk.demo_cohort.people import DemoGraduate
from app.devices.cards.validity import MarkState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from app.presenters.window import Reader
from tests.soak.pull import AGAIN, hold, memory, next_graduate
from tests.window.counter import Counter, a_counter, make_school, ready_graduates
from tests.window.rig import PrivatePcscd, Slot, a_desk_reader

ROUNDS = 55
READING, VOIDING = 7, 11
AWAY = "智慧卡服務 停止"
MOMENTS = ("waiting", "reading", "case", "voiding", "voiding")


def main(seed: int, rounds: int | None) -> int:
    """``rounds`` kills, 55 if left out: each graduate has one certificate."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="killed-") as folder, a_desk_reader() as (pcscd, slot):
        school = make_school(Path(folder) / "school")
        with a_counter(school, Path(folder) / "window", slot) as counter:
            people = ready_graduates()
            for number in range(min(rounds or ROUNDS, len(people))):
                how = chance.choice((signal.SIGTERM, signal.SIGKILL))
                moment = MOMENTS[number % len(MOMENTS)]
                at = chance.randint(1, READING if moment == "reading" else VOIDING)
                kill_once(counter, pcscd, slot, people[number], how, moment, at)
    return 0


def kill_once(
    counter: Counter, pcscd: PrivatePcscd, slot: Slot, graduate: DemoGraduate, how: int, moment: str, at: int
) -> None:
    """One kill, at the ``at``-th command of reading or voiding; afterwards the graduate has the certificate."""
    card = counter.card_of(graduate)
    before = memory(counter, card)
    what = (moment, at, how)
    if moment == "reading":
        slot.before_command = lambda count: pcscd.stop(how) if count == at else None
    if moment != "waiting":
        slot.put_on(card)
    if moment in ("case", "voiding"):
        counter.until(lambda: counter.is_case_of(graduate))
        counter.walk(to=Step.PROOF if moment == "case" else Step.TOGETHER)
    if moment == "voiding":
        slot.before_command = lambda count: pcscd.stop(how) if count == READING + at else None
        counter.pickup.next()
    elif moment != "reading":
        pcscd.stop(how)
    counter.until(lambda: counter.presenter.screen.reader is Reader.SERVICE_LOST and counter.reads(AWAY))
    slot.before_command = lambda count: None
    if moment == "case":
        hold(counter.is_case_of(graduate) and counter.pickup.steps.screen.step is Step.PROOF, what, counter.state())
    if moment == "voiding":
        counter.until(counter.settled)
        outcome = counter.card_act()
        hold(outcome in ("unknown", "failed") and counter.reads(AGAIN), what, counter.glass())
        hold(counter.recorded(graduate)[0] == outcome, what, outcome)
        hold(outcome == "unknown" or memory(counter, card) == before, what, "failed, yet the card is changed")
    pcscd.start()
    counter.until(lambda: counter.presenter.screen.reader is Reader.READY)
    slot.put_on(card)
    if moment != "voiding":
        counter.hand_over(graduate)
    counter.until(lambda: counter.recorded(graduate) == ("done", "void"))
    first, second = counter.marks(card)
    hold(first is not None and first == second and first.state is MarkState.VOID, what, first, second)
    hold(counter.pickup.screen.stage is Stage.DONE, what, counter.state())
    next_graduate(counter, slot)

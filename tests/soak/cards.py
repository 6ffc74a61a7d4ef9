"""Cards pulled, and pcscd killed, at random moments of a tap and of voiding: no card is lost, none tells a lie.

A round of ``pulls`` lays a card, lets it be pulled at a random command of a tap or of a voiding (or tears a write),
and taps it again. A round of ``kills`` kills pcscd at a random command, starts it again, and taps the card again in
the same process.
"""

from __future__ import annotations

import random
import statistics
import time

from app.devices.cards.voiding import Outcome, Voided, void_card
from app.devices.events import CardTapped, CardUnreadable, ServiceBack, Validity
from app.devices.reader_models import load_reader_models
from app.devices.virtual_card import Fault, FaultKind, VirtualCard
from tests.devices.cards import COPY_A, COPY_B, a_card, an_order, next_of, tap
from tests.window.rig import Desk, PrivatePcscd, Slot

PULLS, KILLS = 200, 50
_TAP_COMMANDS, _VOID_COMMANDS = 7, 11


class Broken(AssertionError):
    """What must never be was seen."""


def main(seed: int, rounds: int | None) -> int:
    """``rounds`` pulls and a quarter as many kills; 200 and 50 if left out. Returns 0 when all held."""
    pulled = pulls(random.Random(seed), PULLS if rounds is None else rounds)
    waits = kills(random.Random(seed), KILLS if rounds is None else max(1, rounds // 4))
    print(f"{pulled} pulls; {len(waits)} kills, reader back after {statistics.median(waits) * 1000:.0f} ms, ", end="")
    print(f"at most {max(waits) * 1000:.0f} ms")
    return 0


def pulls(chance: random.Random, rounds: int) -> int:
    """Pull a card at a random command, ``rounds`` times, on one pcscd."""
    service = PrivatePcscd().start()
    slot = Slot(service)
    try:
        with Desk() as desk:
            for number in range(rounds):
                _pull_one(chance, number, desk, slot)
    finally:
        slot.take_off()
        service.kill()
    return rounds


def kills(chance: random.Random, rounds: int) -> list[float]:
    """Kill pcscd at a random command, ``rounds`` times; how many seconds each time until a card was read again."""
    service = PrivatePcscd().start()
    slot = Slot(service)
    try:
        with Desk() as desk:
            return [_kill_once(chance, number, desk, service, slot) for number in range(rounds)]
    finally:
        slot.take_off()
        service.kill()


def _a_number(chance: random.Random) -> bytes:
    return b"\x04" + chance.randbytes(6)


def _pull_one(chance: random.Random, number: int, desk: Desk, slot: Slot) -> None:
    card = a_card(_a_number(chance), issued=chance.random() < 0.8)
    before = _copies(card)
    slot.put_on(card)
    seen = desk.next_card()
    if chance.random() < 0.4:
        kind = chance.choice([FaultKind.PULLED_BEFORE, FaultKind.ANSWER_LOST])
        slot.firmware.arm(Fault(kind, chance.randint(1, _TAP_COMMANDS)))
        found = tap(desk.cards, seen)
        _hold(isinstance(found, CardUnreadable) and found.code == "card.gone", number, found)
    else:
        slot.firmware.arm(_a_fault_of_voiding(chance))
        _check_first(card, before, _void(desk, seen.reader, card), number)
    slot.put_on(card)
    _finish(desk, slot, card, number)


def _a_fault_of_voiding(chance: random.Random) -> Fault:
    kind = chance.choice(list(FaultKind))
    if kind is FaultKind.TORN_WRITE:
        return Fault(kind, chance.randint(1, 2), chance.randint(0, 16))
    return Fault(kind, chance.randint(1, _VOID_COMMANDS))


def _kill_once(chance: random.Random, number: int, desk: Desk, service: PrivatePcscd, slot: Slot) -> float:
    card = a_card(_a_number(chance))
    before = _copies(card)
    slot.put_on(card)
    seen = desk.next_card()
    at = chance.randint(1, _VOID_COMMANDS)
    slot.before_command = lambda count: service.kill() if count == at else None
    _check_first(card, before, _void(desk, seen.reader, card), number)
    slot.before_command = lambda count: None
    began = time.monotonic()
    service.start()
    slot.put_on(card)
    next_of(desk.events, ServiceBack)
    _finish(desk, slot, card, number)
    return time.monotonic() - began


def _finish(desk: Desk, slot: Slot, card: VirtualCard, number: int) -> None:
    seen = desk.next_card()
    found = tap(desk.cards, seen)
    _hold(isinstance(found, CardTapped) and found.uid == card.uid, number, found)
    _hold(_void(desk, found.reader, card).outcome is Outcome.DONE, number, found)
    again = tap(desk.cards, seen)
    _hold(isinstance(again, CardTapped) and again.validity is Validity.VOID, number, again)
    _hold(_copies(card)[0] == _copies(card)[1], number, "copies differ")
    _hold(set(slot.firmware.keys.values()) <= {bytes(6)}, number, "a key stayed in the reader")


def _check_first(card: VirtualCard, before: tuple[bytes, bytes], voided: Voided, number: int) -> None:
    _hold(voided.outcome is not Outcome.DONE, number, voided)
    _hold(voided.outcome is Outcome.UNKNOWN or _copies(card) == before, number, "failed, yet the card is changed")


def _copies(card: VirtualCard) -> tuple[bytes, bytes]:
    return bytes(card.blocks[COPY_A]), bytes(card.blocks[COPY_B])


def _void(desk: Desk, reader: str, card: VirtualCard) -> Voided:
    return void_card(desk.cards, load_reader_models(), reader, an_order(card.uid))


def _hold(true: bool, number: int, what: object) -> None:
    if not true:
        raise Broken(f"round {number}: {what}")

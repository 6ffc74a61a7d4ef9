"""What ``./desk reader`` prints: a line for every event, without a person or a whole card number in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from app.devices.cards.recognition import read_card
from app.devices.events import (
    CardRemoved,
    CardSeen,
    CardTapped,
    CardUnreadable,
    ReaderArrived,
    ReaderLeft,
    ServiceBack,
    ServiceLost,
    WatchEvent,
)
from app.devices.reader_models import ReaderModels, load_reader_models
from app.devices.session import Cards, ReaderBusy, Readers, Watch
from app.devices.uid import masked_uid

Line = dict[str, str | bool | int | None]


def lines(readers: Readers, watch: Watch | None = None) -> Iterator[Line]:
    """Watch until ``watch.stop()`` (or for ever) and tell each event: ``event, reader, kind, accepted, code, uid``.

    Reading and watching share a thread here, so the next event waits for a card that another program holds.
    """
    models = load_reader_models()
    with closing(readers.cards()) as cards:
        for event in watch or readers.watch():
            yield _line(event, cards, models)


def _line(event: WatchEvent, cards: Cards, models: ReaderModels) -> Line:
    match event:
        case CardSeen():
            return _card_line(event, cards, models)
        case CardRemoved():
            return _told("removed", event.reader)
        case ReaderArrived():
            return _told("reader", event.reader)
        case ReaderLeft():
            return _told("reader_left", event.reader)
        case ServiceBack():
            return _told("service")
        case ServiceLost():
            return _told("service_lost", code=event.code)


def _card_line(seen: CardSeen, cards: Cards, models: ReaderModels) -> Line:
    try:
        found = read_card(cards, models, seen)
    except ReaderBusy as busy:
        found = CardUnreadable(seen.reader, seen.turn, seen.at, busy.code, models.of(seen.reader).kind(seen.atr))
    line = _told("card", seen.reader)
    line.update(kind=found.kind.value, turn=found.turn, atr=seen.atr.hex(" ").upper())
    if isinstance(found, CardTapped):
        line.update(accepted=True, uid=masked_uid(found.uid))
    else:
        line.update(accepted=False, code=found.code)
    return line


def _told(event: str, reader: str | None = None, code: str | None = None) -> Line:
    return {"event": event, "reader": reader, "kind": None, "accepted": None, "code": code, "uid": None}

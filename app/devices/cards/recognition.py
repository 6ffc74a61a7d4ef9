"""What happens at a tap: recognise the card, read its number and, where the school owns a sector, its validity mark."""

from __future__ import annotations

from collections.abc import Collection

from app.devices.cards.mifare_classic import NoAccess, OpenSector, SectorKey, read_uid, wipe_slots
from app.devices.cards.validity import Copies, MarkState, copy_blocks, read_copies
from app.devices.events import CardKind, CardSeen, CardTapped, CardUnreadable, Validity
from app.devices.reader_models import ReaderModel, ReaderModels
from app.devices.session import CardGone, CardReset, Cards, CardTrouble, ReaderBusy, Session
from app.devices.uid import UID_LENGTHS, is_random
from app.errors import Fact

ACCEPTED = frozenset((CardKind.CLASSIC_4K,))  # where nobody has said which school's cards these are
_TRIES = 3


def read_card(
    cards: Cards,
    models: ReaderModels,
    seen: CardSeen,
    owned: SectorKey | None = None,
    accepted: Collection[CardKind] = ACCEPTED,
) -> CardTapped | CardUnreadable:
    """Read the card of one turn; whatever is wrong with it is an answer. ``accepted`` are the kinds the school takes.

    Raises only ReaderBusy, before anything was sent: the caller may wait and ask again.
    """
    model = models.of(seen.reader)
    kind = model.kind(seen.atr)
    if refused := _refused_by_atr(seen, kind, accepted):
        return _unreadable(seen, refused, kind)
    try:
        return _read(cards, model, seen, kind, owned)
    except ReaderBusy:
        raise
    except CardTrouble as trouble:
        return _unreadable(seen, trouble.code, kind, **trouble.facts)


def _refused_by_atr(seen: CardSeen, kind: CardKind, accepted: Collection[CardKind]) -> str:
    if seen.mute or not seen.atr:
        return "card.mute"
    return code_of(kind, accepted)


def code_of(kind: CardKind, accepted: Collection[CardKind] = ACCEPTED) -> str:
    """Why a card of this kind is not read on (A20, A38); "" for one that is."""
    if kind is CardKind.UNKNOWN:
        return "card.unknown"
    return "" if kind in accepted else "card.old"


def _read(cards: Cards, model: ReaderModel, seen: CardSeen, kind: CardKind, owned: SectorKey | None) -> CardTapped:
    for _ in range(_TRIES - 1):
        try:
            return _read_once(cards, model, seen, kind, owned)
        except CardReset:
            continue  # another program's disconnect reset the card: begin again from the number
    return _read_once(cards, model, seen, kind, owned)


def _read_once(cards: Cards, model: ReaderModel, seen: CardSeen, kind: CardKind, owned: SectorKey | None) -> CardTapped:
    with cards.session(seen.reader) as session:
        if not session.still_on(seen.count):
            raise CardGone
        wipe_slots(session, cards.slots)
        uid = read_uid(session)
        check_uid(uid)
        validity, copies = Validity.NOT_READ, None
        if owned is not None:
            validity, copies = _read_validity(session, model, cards, owned, uid)
        if not session.still_on(seen.count) or (owned is not None and read_uid(session) != uid):
            raise CardGone  # swapped under our hands: what was read may be of two cards
    newest = copies.newest if copies else None
    voided_on = newest.on if newest and newest.state is MarkState.VOID else None
    return CardTapped(seen.reader, seen.turn, seen.at, kind, uid, seen.atr, validity, voided_on)


def check_uid(uid: bytes) -> None:
    """Refuse a number that cannot name a card: ``card.random_uid``, ``card.uid_missing``."""
    if len(uid) not in UID_LENGTHS or not any(uid):
        raise CardTrouble("card.uid_missing", status=f"{len(uid)} bytes")
    if is_random(uid):
        raise CardTrouble("card.random_uid")


def _read_validity(
    session: Session, model: ReaderModel, cards: Cards, owned: SectorKey, uid: bytes
) -> tuple[Validity, Copies | None]:
    try:
        with OpenSector(session, model, cards.slots, owned) as sector:
            block_a, block_b = copy_blocks(owned.sector)
            copies = read_copies(sector.read(block_a), sector.read(block_b), uid)
    except NoAccess:
        return Validity.NO_ACCESS, None
    return copies.validity, copies


def _unreadable(seen: CardSeen, code: str, kind: CardKind, **facts: Fact) -> CardUnreadable:
    return CardUnreadable(seen.reader, seen.turn, seen.at, code, kind, seen.atr, facts)

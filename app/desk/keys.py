"""The keys of the database from the command line: a newer data key, a station's lost key, a station more, one moved.

The private half of a station's key never leaves its computer. A new computer shows its public half (``keys new``), a
station that already holds the keys admits it (``keys add-station``), or the recovery code does (``keys recover``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.dates import today
from app.desk.desk import Desk, Place
from app.errors import Refusal, Trouble
from app.models import cases, founding, keyring
from app.models.journal import Stamp
from app.models.revision import require_current
from app.models.staff import Station
from app.models.store import Store
from app.settings import is_station_code

PUBLIC_BYTES = 32
SECTOR_KEY = re.compile(r"[0-9a-f]{12}")


def rotate(desk: Desk, *, actor: str) -> int:
    """Make a newer data key, wrapped for every holder. Returns its number; what is sealed already stays readable."""
    with desk.begin(actor) as work:
        keyring.rotate(work.session, desk.now)
        work.session.flush()
        number = keyring.open_vault(work.session, keyring.station_holder(desk.station.code), _own(desk.place)).number
        work.note("keys.rotated", number=number)
    desk.refresh()
    return number


def sector_key_name(desk: Desk) -> str:
    """The name of the card sector's key. Refuses ``keys.no_sector``, ``keys.sector_demo``."""
    sector = desk.profile.card.sector
    if sector is None:
        raise Refusal.because("keys.no_sector")
    if desk.place.demo:
        raise Refusal.because("keys.sector_demo")
    return sector.key_name


def keep_sector_key(desk: Desk, *, key: str, again: str) -> None:
    """Keep it on this computer, and nowhere else: not in the database. Refuses ``keys.sector_odd``."""
    name, keys = sector_key_name(desk), desk.place.sector_keys
    digits = key.replace(" ", "").replace(":", "").casefold()
    if not SECTOR_KEY.fullmatch(digits) or digits != again.replace(" ", "").replace(":", "").casefold():
        raise Refusal.because("keys.sector_odd")
    keys.keep(name, bytes.fromhex(digits))
    if keys.load(name) != bytes.fromhex(digits):
        raise Trouble("keys.not_kept", where=name)


def new_station_key(place: Place) -> bytes:
    """Make this computer's key and keep it; returns the public half. Refuses with ``keys.there_already``."""
    try:
        _own(place)
    except Trouble as trouble:
        if trouble.code != "keys.missing":
            raise
    else:
        raise Refusal.because("keys.there_already", station=place.station)
    key = keyring.HolderKey.fresh()
    place.key_store.keep(key)
    return key.public


def add_station(desk: Desk, *, code: str, counter: str, public: bytes, actor: str) -> None:
    """Admit another computer at a counter of the profile, or its new key.

    Refuses ``keys.public_wrong``, ``counter.unknown``, ``station.code_wrong``, and ``station.is_this_one``: admitting
    somebody else's key for one's own station would shut it out.
    """
    if len(public) != PUBLIC_BYTES:
        raise Refusal.because("keys.public_wrong")
    if not is_station_code(code):
        raise Refusal.because("station.code_wrong", station=code)
    if code == desk.station.code:
        raise Refusal.because("station.is_this_one", station=code)
    place = desk.profile.counter_by_code.get(counter)
    if place is None:
        raise Refusal.because("counter.unknown", counter=counter, known=desk.counter_codes)
    with desk.begin(actor) as work:
        station = cases.station_by_code(work.session, code)
        if station is None:
            station = Station(code=code, name=place.name.zh, counter=counter, public_key=public)
            work.add(station)
        station.public_key, station.counter = public, counter
        own = keyring.station_holder(desk.station.code)
        keyring.admit(work.session, _own(desk.place), own, keyring.station_holder(code), public, desk.now)
        work.note("station.admitted", {"station": station.id}, code=code, counter=counter)


def move_station(desk: Desk, *, code: str, counter: str, actor: str) -> None:
    """A computer stands at another counter from now on; the sheets in its custody go with it.

    Refuses ``counter.unknown``; Trouble ``station.unknown``.
    """
    place = desk.profile.counter_by_code.get(counter)
    if place is None:
        raise Refusal.because("counter.unknown", counter=counter, known=desk.counter_codes)
    with desk.begin(actor) as work:
        station = cases.station_by_code(work.session, code)
        if station is None:
            raise Trouble("station.unknown", station=code)
        before, station.counter, station.name = station.counter, counter, place.name.zh
        work.note("station.moved", {"station": station.id}, code=code, counter=counter, before=before)


def recover(place: Place, *, code: str, actor: str) -> None:
    """Give a known station its keys back with the recovery code. Refuses ``keys.code_wrong``, ``station.unknown``."""
    recovery = keyring.HolderKey.from_code(code)
    store = Store(place.database_url)
    try:
        require_current(store)
        now = place.clock.now()
        with store.begin(Stamp(actor, place.station, now)) as work:
            station = cases.station_by_code(work.session, place.station)
            if station is None:
                raise Trouble("station.unknown", station=place.station)
            rules = founding.profile_in_force(work.session, today(place.clock))
            work.stamp = replace(work.stamp, profile=rules.version if rules else "")
            fresh = keyring.HolderKey.fresh()
            station.public_key = fresh.public
            holder = keyring.station_holder(place.station)
            keyring.admit(work.session, recovery, keyring.RECOVERY, holder, fresh.public, now)
            work.note("keys.recovered", {"station": station.id})
            place.key_store.keep(fresh)  # before the commit: a key that cannot be kept must not be let in
    finally:
        store.close()


def _own(place: Place) -> keyring.HolderKey:
    return place.key_store.load()

"""From one computer's settings to its place, and whether they still say what the database says of it.

``counter`` and ``profile`` found a database and are not read from the settings again; settings that name another
counter or another school would be believed by whoever reads them, so the door does not open on them.
"""

from __future__ import annotations

from contextlib import suppress

from app.dates import Clock, SystemClock
from app.desk.desk import Desk, Place
from app.desk.key_store import DemoSectorKeys, KeyFile, SectorKeyring, station_file, station_key_store
from app.errors import Trouble
from app.policy.profile import ProfileFault, load_profile
from app.settings import Settings


def place_of(settings: Settings, clock: Clock | None = None) -> Place:
    """Where this computer stands. Trouble ``settings.profile_missing`` when the settings name no school."""
    station, keys = settings.station, settings.keys_folder
    return Place(
        database_url=settings.database_url,
        station=station,
        counter=settings.counter,
        profile_file=settings.profile_file,
        key_store=KeyFile(station_file(station, keys)) if settings.demo else station_key_store(station, keys),
        sector_keys=DemoSectorKeys() if settings.demo else SectorKeyring(keys),
        clock=clock or SystemClock(),
        demo=settings.demo,
    )


def refuse_mismatch(desk: Desk) -> None:
    """Trouble ``station.counter_differs`` or ``profile.school_differs`` where the settings say it otherwise.

    A profile that cannot be read is passed over: the rules in force lie in the database, and the doctor tells of it.
    """
    named, station = desk.place.counter, desk.station
    if named and named != station.counter:
        raise Trouble("station.counter_differs", station=station.code, named=named, held=station.counter)
    with suppress(ProfileFault):
        school, held = load_profile(desk.place.profile_file).school, desk.profile.school
        if school.code != held.code:
            raise Trouble("profile.school_differs", named=school.name, held=held.name)

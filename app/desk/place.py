"""From one computer's settings to its place: the one spot where the two meet."""

from __future__ import annotations

from app.dates import Clock, SystemClock
from app.desk.desk import Place
from app.desk.key_store import DemoSectorKeys, KeyFile, SectorKeyring, station_file, station_key_store
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

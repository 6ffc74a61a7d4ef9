"""From one computer's settings to its place: the one spot where the two meet."""

from __future__ import annotations

from app.dates import Clock, SystemClock
from app.desk.desk import Place
from app.desk.key_store import DemoSectorKeys, SectorKeyring, station_key_store
from app.settings import Settings


def place_of(settings: Settings, clock: Clock | None = None) -> Place:
    """Where this computer stands. Trouble ``settings.profile_missing`` when the settings name no school."""
    return Place(
        database_url=settings.database_url,
        station=settings.station,
        counter=settings.counter,
        profile_file=settings.profile_file,
        key_store=station_key_store(f"station:{settings.station}", settings.keys_folder / f"{settings.station}.key"),
        sector_keys=DemoSectorKeys() if settings.demo else SectorKeyring(settings.keys_folder),
        clock=clock or SystemClock(),
        demo=settings.demo,
    )

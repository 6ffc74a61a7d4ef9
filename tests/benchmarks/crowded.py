"""The house of many graduates that benchmarks share: built once for this shape of the tables, then found again.

It lies in the computer's own temporary folder, outside the tree; its name holds a digest of what it was made from, so
that a changed table or crowd makes a new one.
"""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

from app.dates import FixedClock
from app.desk.desk import Actor, Desk
from app.desk.key_store import DEMO_SECTOR_KEY, KeyFile, SectorKeyring
from app.desk.place import place_of
from app.desk.sign_on import hash_password
from app.models import cases
from app.models.staff import Role, Staff
from app.settings import Settings
from tests.benchmarks.crowd import fill
from tests.builders import a_founded_desk

GRADUATES = 1_000_000
WHOLE = 2_000
LOGIN, PASSWORD = "bench", "a long measured word"
ROOT = Path(__file__).resolve().parent.parent.parent
MADE_FROM = ("tests/benchmarks/crowd.py", "tests/benchmarks/crowded.py", "app/models/migrations/versions/*.py")


def clock() -> FixedClock:
    """A Thursday morning of the pickup weeks."""
    return FixedClock.taipei(2025, 7, 3, 10, 0)


def settings(folder: Path, database: str = "") -> Settings:
    """One computer at the main counter of the fictional school; a real house, with real keys."""
    return Settings(
        profile="sample",
        database=database,
        station="main-1",
        counter="main",
        data_folder=folder / "data",
        backup_folder=folder / "backups",
        keys_folder=folder / "keys",
        file=folder / "settings.toml",
    )


def a_house(count: int = GRADUATES, whole: int = WHOLE) -> Path:
    """The folder of a SQLite house with ``count`` graduates, the first ``whole`` of them ready to collect."""
    sources = [file for pattern in MADE_FROM for file in sorted(ROOT.glob(pattern))]
    digest = sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"registry-desk-bench-{count}-{digest}"
    if not folder.exists():
        draft = Path(tempfile.mkdtemp(prefix="registry-desk-bench-"))
        populate(settings(draft), count, whole)
        draft.rename(folder)
    return folder


def populate(house: Settings, count: int, whole: int) -> None:
    """Found the house, let one clerk in, pour the crowd."""
    house.data_folder.mkdir(parents=True, exist_ok=True)
    key = KeyFile(house.keys_folder / f"{house.station}.key")
    desk = a_founded_desk(house.database_url, house.data_folder, key_store=key, clock=clock())
    sector = desk.profile.card.sector
    if sector is not None:
        SectorKeyring(house.keys_folder).keep(sector.key_name, DEMO_SECTOR_KEY)
    with desk.begin("founder") as work:
        work.add(Staff(login=LOGIN, name="量測", role=Role.CLERK, password_hash=hash_password(PASSWORD)))
        work.note("staff.added")
    fill(desk.store, count, station_id=desk.station.id, whole=whole)
    desk.close()


def enter(house: Settings) -> Desk:
    """The house's desk, with the clerk signed on."""
    desk = Desk.open(place_of(house, clock()))
    with desk.read() as session:
        staff = cases.staff_by_login(session, LOGIN)
    assert staff is not None
    desk.actor = Actor.of(staff)
    return desk


def p95(taken: list[float]) -> float:
    """The figure that nineteen of twenty stay under."""
    return sorted(taken)[round(0.95 * (len(taken) - 1))]


def line(name: str, figure: float, unit: str, peer: str, peer_figure: float) -> dict[str, object]:
    """One line of the report."""
    figures = {"figure": round(figure, 2), "unit": unit, "peer": peer, "peer_figure": round(peer_figure, 2)}
    return {"name": name, **figures, "ratio": round(figure / peer_figure, 3)}

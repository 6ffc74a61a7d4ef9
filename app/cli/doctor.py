"""``./desk doctor``: is this computer ready for the counter, and if not, what to do, in plain words.

Each check is a function that yields findings; a Trouble inside a check is a finding too, so that one broken part never
hides the others. It changes nothing, and it prints nothing personal.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import settings
from app.cli import ways_out
from app.cli.ways_out import Findings
from app.cli.ways_out import State as State
from app.errors import Refusal, Trouble
from app.private_files import is_open_to_others
from app.settings import Settings
from app.wording import Wording

if TYPE_CHECKING:
    from app.issuance.orders import TokenPlace

LEAST_FREE = 2 << 30  # bytes; a term's scans and backups
WINDOWS = sys.platform == "win32"
WINDOW = "from PySide6.QtGui import QGuiApplication; print(QGuiApplication([]).platformName())"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at: what it is, how it is, and the way to mend it."""

    about: str
    state: State
    said: str
    mend: str = ""

    def __str__(self) -> str:
        sign = {State.GOOD: "✓", State.NOTE: "·", State.BAD: "✗"}[self.state]
        return f"{sign} {self.about}: {self.said}" + (f"\n    {self.mend}" if self.mend else "")

    def as_json(self) -> dict[str, str]:
        return {"about": self.about, "state": self.state.value, "said": self.said, "mend": self.mend}


def look_over(say: Wording) -> Iterator[Found]:
    """Every check, in the order in which one builds on another."""
    yield from _guarded("Python", say, _python)
    yield from _guarded(say("Window system"), say, lambda: _window(say))
    yield from _guarded(say("Fonts"), say, lambda: _fonts(say))
    yield from _guarded(say("Card readers"), say, lambda: _readers(say))
    yield from _guarded(say("Printers"), say, lambda: _printers(say))
    yield from _guarded(say("Clock"), say, lambda: _clock(say))
    try:
        chosen = settings.load()
    except Trouble as trouble:
        yield _trouble(say("Settings"), trouble, say)
        return
    if chosen.file.exists():
        yield Found(say("Settings"), State.GOOD, str(chosen.file))
    else:
        yield Found(say("Settings"), State.NOTE, say("none yet: {file}", file=chosen.file), say("README.md shows one."))
    for about, check in (
        (say("Profile"), _profile),
        (say("Disk"), _disk),
        (say("Database"), _database),
        (say("Station key"), _station_key),
        (say("Station"), _station),
        (say("Signing key"), _signing_key),
        (say("Timestamps"), ways_out.timestamps),
        (say("Mail server"), ways_out.mail),
        (say("Returned mail"), ways_out.returned),
        (say("Platform"), ways_out.platform),
    ):
        yield from _guarded(about, say, lambda check=check: check(chosen, say))  # type: ignore[misc]


def _guarded(about: str, say: Wording, check: Callable[[], Iterator[tuple[State, str, str]]]) -> Iterator[Found]:
    try:
        for state, said, mend in check():
            yield Found(about, state, said, mend)
    except Trouble as trouble:
        yield _trouble(about, trouble, say)
    except Refusal as refusal:
        told = say.explain(refusal.obstacles[0])
        yield Found(about, State.BAD, told.text, told.next_step)


def _trouble(about: str, trouble: Trouble, say: Wording) -> Found:
    told = say.explain(trouble)
    return Found(about, State.BAD, told.text, told.next_step)


def _python() -> Findings:
    yield State.GOOD, ".".join(map(str, sys.version_info[:3])), ""


def _window(say: Wording) -> Findings:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=60
    )
    if done.returncode == 0:
        yield State.GOOD, done.stdout.strip(), ""
        return
    why = next((line.strip() for line in done.stderr.splitlines() if line.strip()), "—")
    yield State.BAD, say("no window can be opened ({why})", why=why), say("Sign on to a desktop, then start again.")


def _fonts(say: Wording) -> Findings:
    from app.documents.fonts import FILES, font_file

    missing = [name for name in FILES if font_file(name) is None]
    if missing:
        names = ", ".join(missing)
        package = say("Install the package fonts-cns11643-kai.")
        mend = say("Install the font TW-Kai for all users, then start again.") if WINDOWS else package
        yield State.BAD, say("missing: {names}", names=names), mend
    else:
        yield State.GOOD, say("all {number} are there", number=len(FILES)), ""


def _readers(say: Wording) -> Findings:
    from app.devices.pcsc import readers_now

    found = readers_now()
    if not found:
        yield State.NOTE, say("none is plugged in"), say("Plug a reader in; the program finds it by itself.")
    for reader in found:
        yield State.GOOD, reader, ""


def _printers(say: Wording) -> Findings:
    if WINDOWS:
        yield State.NOTE, say("Windows' own printers are used"), ""
        return
    from app.devices.printer import printers

    found = printers()
    if not found:
        yield State.NOTE, say("none is set up"), say("Set a printer up, or work with the previews until then.")
    for printer in found:
        yield State.GOOD, printer, ""


def _clock(say: Wording) -> Findings:
    """A clock that went back to its factory date is earlier than the program's own files."""
    now, made = datetime.now(UTC), datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < made:
        yield State.BAD, f"{now:%Y-%m-%d %H:%M} UTC", say("The clock is behind. Set it; due dates depend on it.")
    else:
        yield State.GOOD, f"{now:%Y-%m-%d %H:%M} UTC", ""


def _profile(chosen: Settings, say: Wording) -> Findings:
    from app.policy.profile import load_profile

    profile = load_profile(chosen.profile_file)
    if profile.school.fictional:
        told = say("{school}: there is no such school", school=say.of(profile.school.name))
        yield State.NOTE, told, say("For real work name your school's own profile in the settings.")
    else:
        yield State.GOOD, say.of(profile.school.name), ""
    if chosen.counter and chosen.counter not in profile.counter_by_code:
        known = ", ".join(profile.counter_by_code)
        yield State.BAD, chosen.counter, say("The profile has these counters: {known}.", known=known)


def _disk(chosen: Settings, say: Wording) -> Findings:
    folder = next(each for each in (chosen.data_folder, *chosen.data_folder.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    said = say("{free} GB free for {folder}", free=f"{free / (1 << 30):.1f}", folder=chosen.data_folder)
    if free < LEAST_FREE:
        yield State.BAD, said, say("Make room; the program needs 2 GB.")
    else:
        yield State.GOOD, said, ""


def _database(chosen: Settings, say: Wording) -> Findings:
    from app.models.revision import require_current, revision_of
    from app.models.store import Store

    file = chosen.data_folder / "registry.sqlite3"
    if not chosen.database and not file.exists():
        yield State.NOTE, say("not made yet"), say("Make it with ./desk migrate.")
        return
    store = Store(chosen.database_url)
    try:
        require_current(store)
        kind = "SQLite" if store.is_sqlite else "PostgreSQL"
        yield State.GOOD, say("{kind}, shape {revision}", kind=kind, revision=revision_of(store)), ""
    finally:
        store.close()


def _station(chosen: Settings, say: Wording) -> Findings:
    """What the window would meet at its door; what ails the database itself is told above."""
    from app.desk.desk import Desk
    from app.desk.place import place_of, refuse_mismatch

    if not chosen.is_founded:
        return
    try:
        desk = Desk.open(place_of(chosen))
    except Trouble as trouble:
        if trouble.code.startswith("database."):
            return
        raise
    try:
        counter = desk.counter.name
        if not desk.founded:
            yield State.NOTE, say("the database has not been set up yet"), say("Open the program once: ./desk run.")
            return
        refuse_mismatch(desk)
        told = {"station": desk.station.code, "counter": say.of(counter), "school": say.of(desk.profile.school.name)}
        yield State.GOOD, say("{station} at {counter}, {school}", **told), ""
    finally:
        desk.close()


def _station_key(chosen: Settings, say: Wording) -> Findings:
    from app.desk.key_store import KeyFile, station_file
    from app.desk.place import place_of

    file = station_file(chosen.station, chosen.keys_folder)
    try:
        place_of(chosen).key_store.load()
    except Trouble as trouble:
        if trouble.code != "keys.missing":
            raise
        yield (
            State.NOTE,
            say("none yet"),
            say("The first run makes it; a further station: ./desk keys new."),
        )
        return
    if file.exists():
        KeyFile(file).load()
        advice = say("There is no keyring here. Keep this file from others and out of the backups.")
        yield State.NOTE, say("lies in {file}", file=file), advice
    else:
        yield State.GOOD, say("lies in the keyring"), ""


def _signing_token(place: TokenPlace, say: Wording) -> Findings:
    """The module loads and the token is there; the PIN is not tried, because a token counts the tries."""
    from app.dates import local_day
    from app.issuance.keys import fingerprint, may_sign
    from app.issuance.token import look_at_token

    found = look_at_token(place)
    if found.blocked or found.last_try:
        code = "signing.pin_blocked" if found.blocked else "signing.pin_last_try"
        raise Trouble(code, name=found.label)
    if found.refused:
        raise Trouble("signing.pin_refused", name=found.label)
    yield State.GOOD, say("token {name} is there; its PIN is kept and not tried here", name=found.label), ""
    for each in filter(may_sign, found.certificates):
        day = local_day(each.not_valid_after_utc)
        if each.not_valid_after_utc < datetime.now(UTC):
            raise Trouble("signing.certificate_expired", day=day.isoformat())
        yield State.GOOD, say("good until {day}; SHA-256 {sha256}", day=say.day(day), sha256=fingerprint(each)), ""


def _signing_key(chosen: Settings, say: Wording) -> Findings:
    from app.dates import local_day
    from app.issuance.key_place import key_place
    from app.issuance.keys import check_key, fingerprint, open_key
    from app.issuance.orders import TokenPlace

    place = key_place(chosen)
    if isinstance(place, TokenPlace):
        yield from _signing_token(place, say)
        return
    if place is None:
        yield State.NOTE, say("none is named; this station signs nothing"), ""
        return
    key = open_key(place)
    check_key(key, datetime.now(UTC))
    until = local_day(key.certificate.not_valid_after_utc)
    told = say("good until {day}; SHA-256 {sha256}", day=say.day(until), sha256=fingerprint(key.certificate))
    yield State.GOOD, told, ""
    if is_open_to_others(place.path):
        yield State.BAD, say("other accounts may read {file}", file=place.path), f"chmod 600 {place.path}"

"""A migrated database and one made from the records are the same, on both databases."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.dates import AcademicSemester
from app.errors import Trouble
from app.models import mailbox, platform, returns, revision, search
from app.models.base import Base, uuid7
from app.models.certificate import DegreeCertificate, Sheet
from app.models.graduate import Graduate, Person
from app.models.migration import MIGRATIONS, _upgrade, migrate
from app.models.staff import Station
from app.models.store import Store
from tests.models.conftest import stamp
from tests.postgresql import fresh_database

assert search and platform and mailbox and returns  # importing them adds their tables, and the words' index
POSTGRESQL_SHAPE = (
    (
        "SELECT 'column', table_name || '.' || column_name, data_type || coalesce(character_maximum_length::text, '') "
        "|| is_nullable || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'"
    ),
    "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    (
        "SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace"
    ),
)


def shape(store: Store) -> dict[tuple[str, str], str]:
    """Everything the database says about its own shape, in an order that does not matter."""
    if store.is_sqlite:
        queries = ("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL",)
    else:
        queries = POSTGRESQL_SHAPE
    with store.engine.connect() as connection:
        rows = [row for query in queries for row in connection.execute(text(query))]
    return {(kind, name): _plain(sql) for kind, name, sql in rows if "alembic_version" not in name}


def _plain(sql: str) -> str:
    flat = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    head, parenthesis, body = flat.partition("(")
    return (
        head + parenthesis + ",".join(sorted(part.strip(" )") for part in re.split(r", (?=[A-Z]|[a-z_]+ [A-Z])", body)))
    )


def test_migrations_make_what_the_records_say(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    migrate(url)
    migrated = Store(url)
    if migrated.is_sqlite:
        mapped = Store(f"sqlite:///{tmp_path / 'mapped.db'}")
        Base.metadata.create_all(mapped.engine)
        assert shape(migrated) == shape(mapped)
        mapped.close()
    else:
        server = request.getfixturevalue("postgresql_server")
        with fresh_database(server, f"mapped_{tmp_path.name[-20:]}".lower().replace("-", "_")) as other:
            mapped = Store(other)
            Base.metadata.create_all(mapped.engine)
            assert shape(migrated) == shape(mapped)
            mapped.close()
    assert ("index", "uq_pickup_once") in shape(migrated)
    migrated.close()


def test_the_known_revisions_are_the_scripts_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == revision.HEAD
    assert {script.revision for script in scripts.walk_revisions()} == set(revision.KNOWN)


def test_certificates_that_an_earlier_program_held_twice_stop_the_migration(url: str) -> None:
    """The index would not bear them, and which of two goes is the office's to say; nothing is changed."""
    migrate(url)
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_certificate_number_unspaced"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
    for number in ("(114)範大學字第 000312 號", "(114)範大學字第000312號"):
        a_certificate(store, number)
    with pytest.raises(Trouble) as trouble:
        _upgrade(store)  # without the backup, which needs pg_dump
    assert (trouble.value.code, trouble.value.facts) == ("database.held_twice", {"values": "(114)範大學字第000312號"})
    assert revision.revision_of(store) == "0013"
    store.close()


def test_a_barcode_on_two_shelves_stops_the_migration_before_its_first_step(url: str) -> None:
    """The program as it was gives the import back, and so must still know the database."""
    made_by_an_older_program(url, "0013")
    store = Store(url)
    station = Station(code="A", name="A", counter="a")
    with store.begin(stamp()) as work:
        work.add(station)
        work.note("station.added", {"station": station.id})
    for number in ("(113)範大學字第 000312 號", "(114)範大學字第 000312 號 "):
        certificate_id = a_certificate(store, number)
        with store.begin(stamp()) as work:
            sheet = {"certificate_id": certificate_id, "custodian_id": station.id}
            work.add(Sheet(serial=f"S-{len(number)}", barcode="000312", **sheet))
            work.note("sheet.added")
    with pytest.raises(Trouble) as trouble:
        _upgrade(store)  # without the backup, which needs pg_dump
    assert (trouble.value.code, trouble.value.facts) == ("database.held_twice", {"values": "000312"})
    assert revision.revision_of(store) == "0013"
    store.close()


def test_a_migration_that_meets_a_strange_table_changes_nothing(url: str) -> None:
    migrate(url)
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision.KNOWN[0]}'"))
    before = shape(store)
    with pytest.raises(Trouble) as trouble:
        _upgrade(store)  # without the backup, which needs pg_dump
    assert trouble.value.code == "database.misshapen"
    assert (revision.revision_of(store), shape(store)) == (revision.KNOWN[0], before)
    store.close()


def a_certificate(store: Store, number: str) -> UUID:
    certificate_id = uuid7()
    graduate = Graduate(student_number=f"S{len(number)}", cohort=AcademicSemester(113, 2), person=Person(name="林"))
    with store.begin(stamp()) as work:
        work.add(
            graduate,
            DegreeCertificate(
                id=certificate_id,
                number=number,
                graduate_id=graduate.id,
                cohort=graduate.cohort,
                graduated_on=date(2025, 6, 1),
                name_zh="林",
                degree_zh="文學士",
                programme_zh="中國文學系",
            ),
        )
        work.note("graduate.added", {"graduate": graduate.id})
    return certificate_id


def made_by_an_older_program(url: str, shape: str = revision.KNOWN[-2]) -> None:
    config, store = Config(), Store(url)
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, shape)
        connection.commit()
    store.close()


def test_a_backup_is_for_its_owner_only(url: str, tmp_path: Path) -> None:
    """Names and numbers lie in it as in the database."""
    if not url.startswith("sqlite") and shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump here")
    made_by_an_older_program(url)
    done = migrate(url, backup_folder=tmp_path / "kept" / "backups")
    assert done.backup is not None
    assert done.backup.stat().st_size > 1000
    if sys.platform != "win32":
        assert done.backup.stat().st_mode & 0o777 == 0o600
        assert done.backup.parent.stat().st_mode & 0o777 == 0o700


def test_a_backup_that_cannot_be_made_stops_the_migration(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"  # where none is installed: the folder is refused before it would be run
    tool.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    made_by_an_older_program(url)
    (tmp_path / "a-file").touch()
    with pytest.raises(Trouble) as trouble:
        migrate(url, backup_folder=tmp_path / "a-file" / "backups")
    assert trouble.value.code == "backup.failed"
    assert str(tmp_path / "a-file" / "backups") in trouble.value.facts.values()
    store = Store(url)
    assert revision.revision_of(store) == revision.KNOWN[-2]
    store.close()


def test_a_backup_that_breaks_off_leaves_no_file(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    if url.startswith("sqlite"):
        pytest.skip("SQLite copies by itself")
    made_by_an_older_program(url)
    with pytest.raises(Trouble) as trouble:
        migrate(url, backup_folder=tmp_path / "backups")
    assert trouble.value.code == "backup.failed"
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_second_migration_changes_nothing(url: str) -> None:
    assert migrate(url).before is None
    again = migrate(url)
    assert (again.before, again.after, again.backup) == (revision.HEAD, revision.HEAD, None)


@pytest.mark.parametrize(("found", "code"), [(None, "database.not_made"), ("9999", "database.newer")])
def test_a_database_of_another_shape_is_refused(url: str, found: str | None, code: str) -> None:
    store = Store(url)
    if found is not None:
        migrate(url)
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    with pytest.raises(Trouble) as trouble:
        revision.require_current(store)
    assert trouble.value.code == code
    store.close()


def test_a_newer_database_is_left_as_it_is(url: str) -> None:
    migrate(url)
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = shape(store)
    with pytest.raises(Trouble) as trouble:
        migrate(url)
    assert trouble.value.code == "database.newer"
    assert shape(store) == before
    store.close()

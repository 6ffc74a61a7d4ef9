"""The unit of work: nothing half done, nothing unsaid, nothing lost between two lanes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.dates import AcademicSemester
from app.errors import Refusal, Trouble
from app.models import search
from app.models.graduate import Graduate, Person
from app.models.store import Store, UnitOfWork, UnjournaledChange
from tests.models.conftest import stamp


def a_person(
    store: Store, name: str = "王小明", number: str = "41000001S", name_en: str = "WANG, HSIAO-MING"
) -> Graduate:
    person = Person(name=name, name_en=name_en)
    graduate = Graduate(student_number=number, cohort=AcademicSemester(113, 2), person=person)
    with store.begin(stamp()) as work:
        work.add(person, graduate)
        work.session.flush()
        search.remember(work.session, graduate, person)
        work.note("graduate.added", {"graduate": graduate.id})
    return graduate


def test_a_change_without_a_journal_line_is_never_committed(store: Store) -> None:
    with pytest.raises(UnjournaledChange), store.begin(stamp()) as work:
        work.add(Person(name="無人知"))
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 0


def test_an_exception_rolls_the_whole_unit_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin(stamp()) as work:
        work.add(Person(name="半途"))
        work.session.flush()
        work.note("graduate.added")
        raise ZeroDivisionError
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 0
        assert session.scalar(text("SELECT count(*) FROM journal_line")) == 0


def test_two_windows_that_meet_on_one_record_get_a_refusal(store: Store) -> None:
    graduate = a_person(store)
    with store.read() as one:
        stale = one.get(Graduate, graduate.id)
        assert stale is not None
        one.expunge(stale)
    with store.begin(stamp()) as work:
        fresh = work.session.get(Graduate, graduate.id)
        assert fresh is not None
        fresh.department = "地理學系"
        work.note("graduate.changed")
    with pytest.raises(Refusal) as refused, store.begin(stamp()) as work:
        work.add(stale)
        stale.department = "歷史學系"
        work.note("graduate.changed")
    assert refused.value.codes == ("case.changed",)


def in_lanes(acts: list[Callable[[], None]]) -> list[BaseException]:
    faults: list[BaseException] = []

    def lane(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=lane, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_lanes_that_read_then_write_lose_nothing(store: Store) -> None:
    from app.models import founding
    from app.models.staff import Station

    with store.begin(stamp()) as work:
        station = Station(code="w1", name="1 號櫃檯", counter="main")
        work.add(station)
        work.note("station.added")

    def take_thirty() -> None:
        for _ in range(30):
            store.attempt(stamp(), take)

    def take(work: UnitOfWork) -> None:
        founding.next_number(work.session, station.id, "receipt", 114)
        work.note("number.taken")

    with store.begin(stamp()) as work:
        founding.next_number(work.session, station.id, "receipt", 114)
        work.note("number.taken")
    assert in_lanes([take_thirty, take_thirty]) == []
    with store.read() as session:
        assert session.scalar(text("SELECT next FROM series")) == 62


def test_a_database_that_is_away_is_a_trouble_worth_retrying() -> None:
    store = Store("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    with pytest.raises(Trouble) as trouble, store.read() as session:
        session.execute(text("SELECT 1"))
    assert trouble.value.code == "database.away"
    assert trouble.value.retryable


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path) -> None:
    file = tmp_path / "desk.db"
    file.write_bytes(b"this is a letter, not a database" * 400)
    with pytest.raises(Trouble) as trouble, Store(f"sqlite:///{file}").read() as session:
        session.execute(text("SELECT 1"))
    assert trouble.value.code == "database.damaged"


def test_a_table_that_is_missing_is_said_to_be_missing_and_no_network_is_blamed(store: Store) -> None:
    a_person(store)
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE import_change"))
    for broken in ("SELECT * FROM import_change", "SELECT absent FROM person", "CREATE TABLE person (id INTEGER)"):
        with pytest.raises(Trouble) as trouble, store.begin(stamp()) as work:
            work.session.execute(text(broken))
        assert trouble.value.code == "database.misshapen"
        assert not trouble.value.retryable


def test_what_else_fails_in_a_file_is_no_network_either(tmp_path) -> None:
    with pytest.raises(Trouble) as trouble, Store(f"sqlite:///{tmp_path / 'desk.db'}").read() as session:
        session.execute(text("SELECT no_such_function()"))
    assert trouble.value.code == "database.failed"


def test_relationships_never_load_by_themselves(store: Store) -> None:
    from sqlalchemy.exc import InvalidRequestError

    graduate = a_person(store)
    with store.read() as session:
        found = session.get(Graduate, graduate.id)
        assert found is not None
        with pytest.raises(InvalidRequestError):
            _ = found.items


@pytest.mark.parametrize(
    "typed",
    ["王", "小明", "王小明", "41000001", "41000001s", "wang", "hsiao", "王 4100", "４１０００００１"],
)
def test_a_graduate_is_found_by_any_piece_of_name_or_number(store: Store, typed: str) -> None:
    graduate = a_person(store)
    a_person(store, "歐陽測試", "51000002S", "OUYANG, TSE-SHIH")
    with store.read() as session:
        assert [found.id for found in search.find(session, typed)] == [graduate.id]


@pytest.mark.parametrize(
    ("stored", "typed"), [("林峯煊", "峰煊"), ("𠈌明玉", "𠈌"), ("陳𡍼生", "𡍼生"), ("黃喆", "黄哲")]
)
def test_rare_and_variant_characters_are_found(store: Store, stored: str, typed: str) -> None:
    graduate = a_person(store, stored)
    with store.read() as session:
        assert [found.id for found in search.find(session, typed)] == [graduate.id]


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "' OR 1=1 --", "NEAR(", "林明", "^", "小王", "\0", "&", "!:*"])
def test_hostile_or_empty_searches_find_nobody_and_break_nothing(store: Store, typed: str) -> None:
    a_person(store)
    with store.read() as session:
        assert search.find(session, typed) == []

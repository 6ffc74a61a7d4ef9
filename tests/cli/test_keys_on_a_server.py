"""The keys of a house with one PostgreSQL and several computers, from the command line of each."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app import settings
from app.desk.desk import Desk
from app.desk.place import place_of
from app.desk.sign_on import make_first_supervisor
from app.errors import Refusal
from app.models.base import uuid7
from tests.cli.conftest import GRADUATES, Office

pytestmark = pytest.mark.postgresql
PLACE, ROW = "person.id_number_sealed", uuid7()


@pytest.fixture
def house(new_office: Office, postgresql_url: str) -> Office:
    """A founded house; each computer has settings and a keys folder of its own, and nothing else in common."""
    new_office.database_line = f'database = "{postgresql_url}"\n'
    new_office.stand_at("main-1", data="main-1-data")
    assert new_office.run("migrate") == 0, new_office.err
    new_office.found()
    return new_office


def at(office: Office, station: str) -> None:
    office.stand_at(station, data=f"{station}-data")


def with_desk(act: Callable[[Desk], bytes]) -> bytes:
    desk = Desk.open(place_of(settings.load()))
    try:
        return act(desk)
    finally:
        desk.close()


def test_two_computers_share_the_keys_rotate_them_and_recover_one(house: Office) -> None:
    assert house.run("import", "graduates", house.write("list.csv", GRADUATES)) == 0, house.out
    at(house, "w2")
    assert house.run("keys", "rotate") == 3, "a computer that was not admitted"
    assert "w2" in house.err
    assert house.run("keys", "new") == 0
    public = house.out.strip()
    at(house, "main-1")
    assert house.run("keys", "add-station", "w2", "main", public) == 0
    old = with_desk(lambda desk: desk.vault.seal(PLACE, ROW, "old"))
    at(house, "w2")
    assert house.run("keys", "rotate") == 0
    new = with_desk(lambda desk: desk.vault.seal(PLACE, ROW, "new"))
    (key,) = (house.folder / "w2").rglob("w2.key")
    key.unlink()
    assert house.run("keys", "rotate") == 3
    house.typed = [house.recovery_code]
    assert house.run("keys", "recover") == 0, house.err
    for station in ("w2", "main-1"):
        at(house, station)
        assert with_desk(lambda desk: desk.vault.open(PLACE, ROW, old) + desk.vault.open(PLACE, ROW, new)) == b"oldnew"
        assert house.run("journal", "check") == 0
        assert "main-1: all" in house.out
        assert "w2: all" in house.out


def test_of_two_first_runs_at_once_one_founds_the_house(new_office: Office, postgresql_url: str) -> None:
    new_office.database_line = f'database = "{postgresql_url}"\n'
    desks = []
    for station in ("main-1", "w2"):
        at(new_office, station)
        assert new_office.run("migrate") == 0
        desks.append(Desk.open(place_of(settings.load())))
    start, ended = threading.Barrier(2), list[object]()

    def first_run(desk: Desk) -> None:
        start.wait(30)
        try:
            ended.append(make_first_supervisor(desk, login="boss", name="示範主管", password="correct horse battery"))
        except BaseException as failure:
            ended.append(failure)

    lanes = [threading.Thread(target=first_run, args=(desk,)) for desk in desks]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    (lost,) = [each for each in ended if isinstance(each, BaseException)]
    assert isinstance(lost, Refusal)
    assert lost.codes == ("database.founded_already",)
    assert sum(1 for _ in new_office.folder.rglob("*.key")) == 1, "who lost keeps no key that opens nothing"
    for desk in desks:
        desk.close()

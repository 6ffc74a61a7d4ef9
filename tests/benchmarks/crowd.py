"""A crowd of people who do not exist, for benchmarks: as a CSV file, or poured straight into a database.

A tenth of them share the commonest surname, some have names of two characters or characters of extension B, as real
registers do. :func:`fill` writes a million graduates with their cards and what they are found by; the first ``whole``
of them have a whole case, ready to be handed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from app.dates import AcademicSemester, roc_date
from app.desk.demo_cohort.names import GIVEN, SURNAMES
from app.models.base import uuid7
from app.models.bulk import Rows
from app.models.card import CardState, StudentCard
from app.models.certificate import DegreeCertificate, Sheet, SheetState, Stage
from app.models.graduate import (
    Approval,
    ClearanceItem,
    Graduate,
    GraduationApproval,
    Nationality,
    Person,
    State,
    Status,
)
from app.models.house import SearchEntry
from app.models.journal import Stamp
from app.models.search import spaced
from app.models.store import Store
from app.policy.identity_numbers import has_good_check_digit

COHORT = AcademicSemester(113, 2)
COMMON = ("陳", "CHEN")
RARE = ("𠈌", "𣲗", "𡘙", "𤧛")
ITEMS = ("grades", "department", "gown", "fees", "library", "course-survey", "alumni-data", "military-service")
_CHUNK = 20_000


def names(seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names without end, each in Chinese and Latin letters."""
    random = Random(seed)
    surnames, given = list(SURNAMES.items()), list(GIVEN.items())
    while True:
        family, latin = COMMON if random.random() < 0.1 else random.choice(surnames)
        own, own_latin = random.choice(given)
        if random.random() < 0.01:
            own = random.choice(RARE) + own[-1:]
        yield family + own, f"{latin}, {own_latin}"


def student_number(place: int) -> str:
    return f"9{place:07d}S"


def uid(place: int) -> bytes:
    """The card number of the graduate at this place; never one of the random range."""
    return b"\x40" + place.to_bytes(3, "big")


def id_number(place: int) -> str:
    """A number with a good check digit, of letters and ranges that were never given out together."""
    letter = "LRSY"[place // 1_000_000 % 4]
    stem = f"{letter}{'12'[place % 2]}{place % 1_000_000 + 9_000_000:07d}"
    return next(stem + str(last) for last in range(10) if has_good_check_digit(stem + str(last)))


def a_file(count: int, seed: int = 1) -> bytes:
    """A list of graduates as a school's system exports it: 14 columns, UTF-8 with a byte order mark, ROC dates."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(
        ("學號", "姓名", "英文姓名", "身分證字號", "出生日期", "性別", "身分別", "學程", "學年期", "學籍狀態",
         "電子信箱", "學校信箱", "手機", "地址")
    )  # fmt: skip
    random = Random(seed)
    for place, (name, latin) in enumerate(islice(names(seed), count)):
        number = student_number(place)
        born = roc_date(date(2002, 9, 1) + timedelta(days=random.randrange(365)))
        writer.writerow(
            (number, name, latin, id_number(place), born, "男" if place % 2 == 0 else "女", "本國生", "歷史學系學士班",
             "113-2", "應屆畢業", f"g{place}@post.example", f"{number.lower()}@mail.sample.example",
             f"0900-{place % 1000000:06d}", f"範例市虛構區樣本路 {1 + place % 999} 號")
        )  # fmt: skip
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def fill(store: Store, count: int, *, station_id: UUID, whole: int = 1_000, seed: int = 1) -> None:
    """Pour ``count`` graduates into a founded database, each with a card; ``whole`` of them with a whole case."""
    people = enumerate(islice(names(seed), count))
    stamp = Stamp("bench", "bench", datetime.now(UTC))
    while chunk := list(islice(people, _CHUNK)):
        with store.begin(stamp) as work:
            _pour(Rows(work.session), store, chunk, station_id, whole)
            work.note("bench.crowd", count=len(chunk))


def _pour(rows: Rows, store: Store, chunk: list[tuple[int, tuple[str, str]]], station_id: UUID, whole: int) -> None:
    people, graduates, entries, cards = [], [], [], []
    for place, (name, latin) in chunk:
        person, graduate = _person(place, name, latin), _graduate(place)
        graduate["person_id"] = person["id"]
        people.append(person)
        graduates.append(graduate)
        entries.append({"graduate_id": graduate["id"], "spaced": spaced(name, latin, student_number(place))})
        cards.append(_card(store, place, graduate["id"]))
    for record, values in ((Person, people), (Graduate, graduates), (SearchEntry, entries), (StudentCard, cards)):
        rows.pour(record, values)
    for graduate, (place, (name, latin)) in zip(graduates, chunk, strict=True):
        if place < whole:
            _pour_case(rows, graduate["id"], place, name, latin, station_id)


def _person(place: int, name: str, latin: str) -> dict[str, object]:
    return {
        "id": uuid7(),
        "revision": 1,
        "name": name,
        "name_en": latin,
        "birth_date": date(2003, 1, 1) + timedelta(days=place % 365),
        "sex": "MF"[place % 2],
        "nationality": Nationality.DOMESTIC,
    }


def _graduate(place: int) -> dict[str, object]:
    return {
        "id": uuid7(),
        "revision": 1,
        "student_number": student_number(place),
        "cohort": COHORT,
        "level": "bachelor",
        "college": "liberal-arts",
        "department": "history",
        "programme": "history-ba",
        "status": Status.GRADUATING,
        "is_exchange": False,
        "is_teacher_ed": False,
        "is_listed": True,
        "source_time": datetime.now(UTC),
    }


def _card(store: Store, place: int, graduate_id: object) -> dict[str, object]:
    from app.desk.intake.registers import UID_PLACE

    assert store.vault is not None
    key = uuid7()
    return {
        "id": key,
        "revision": 1,
        "graduate_id": graduate_id,
        "uid_index": store.vault.index(UID_PLACE, uid(place)),
        "uid_sealed": store.vault.seal(UID_PLACE, key, uid(place)),
        "state": CardState.VALID,
    }


def _pour_case(rows: Rows, graduate_id: object, place: int, name: str, latin: str, station_id: UUID) -> None:
    """Approved, every unit cleared, the sheet in this station's drawer."""
    certificate, now = uuid7(), datetime.now(UTC)
    common = {"revision": 1, "graduate_id": graduate_id}
    rows.pour(
        GraduationApproval,
        [{"id": uuid7(), **common, "semester": COHORT, "state": Approval.APPROVED, "note": "", "source_time": now}],
    )
    rows.pour(
        ClearanceItem,
        [
            {"id": uuid7(), **common, "code": code, "state": State.DONE, "reason": "", "answered_by": "",
             "source_time": now}
            for code in ITEMS
        ],
    )  # fmt: skip
    rows.pour(
        DegreeCertificate,
        [
            {"id": certificate, **common, "number": f"(114)範大學字第 {place:06d} 號", "cohort": COHORT,
             "graduated_on": date(2025, 6, 1), "name_zh": name, "name_en": latin, "degree_zh": "文學學士",
             "degree_en": "Bachelor of Arts", "programme_zh": "歷史學系學士班", "programme_en": "History",
             "stage": Stage.IN_STOCK}
        ],
    )  # fmt: skip
    rows.pour(
        Sheet,
        [
            {"id": uuid7(), "revision": 1, "certificate_id": certificate, "serial": f"S114-{place:06d}",
             "barcode": f"S114-{place:06d}", "place": f"甲 櫃 {place}", "state": SheetState.IN_STOCK,
             "custodian_id": station_id}
        ],
    )  # fmt: skip

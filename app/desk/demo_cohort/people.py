"""Who the demo's graduates are: a frozen fact sheet each, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from random import Random

from app.dates import AcademicSemester
from app.desk.demo_cohort.names import FROM_ABROAD, INDIGENOUS, RARE, invented_names
from app.policy.identity_numbers import has_good_check_digit

SEED = 1132
COHORT = AcademicSemester(113, 2)
EARLIER = AcademicSemester(112, 2)
SIZE = 400
MAIN = "main-1"
LAKESIDE = "lakeside-1"

# programme: (two digits of the student number, letter, where it is served, how many of a hundred)
PROGRAMMES: Mapping[str, tuple[str, str, str, int]] = {
    "chinese-ba": ("21", "L", MAIN, 10),
    "english-ba": ("22", "L", MAIN, 10),
    "history-ba": ("23", "L", MAIN, 7),
    "education-bed": ("11", "E", MAIN, 11),
    "special-education-bed": ("12", "E", MAIN, 6),
    "computer-science-bsc": ("31", "T", MAIN, 13),
    "electrical-engineering-bsc": ("32", "T", MAIN, 11),
    "photonics-bsc": ("33", "T", LAKESIDE, 4),
    "business-bba": ("41", "M", MAIN, 12),
    "physics-bsc": ("51", "S", LAKESIDE, 5),
    "mathematics-bsc": ("52", "S", LAKESIDE, 5),
    "life-science-bsc": ("53", "S", LAKESIDE, 6),
}
BLOCKING = ("grades", "department", "gown", "fees", "library", "course-survey")
ADVISORY = ("alumni-data",)
_REASONS = {
    "library": ("尚有借書 2 冊未還", "逾期罰款 45 元"),
    "fees": ("學分費未繳", "住宿費未繳"),
    "gown": ("學位服未歸還", ""),
    "grades": ("1 科成績未送達", ""),
    "department": ("離校申請單未送系辦", "實驗室鑰匙未歸還"),
    "course-survey": ("", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGraduate:
    """One invented graduate: what the office's files say. ``items`` maps a to-do item to (state, reason, NT$)."""

    number: str
    name: str = field(repr=False)
    name_en: str = field(repr=False)
    programme: str
    sex: str = "F"
    birth: date = field(default=date(2003, 3, 4), repr=False)
    id_number: str = field(default="", repr=False)
    id_kind: str = ""
    nationality: str = "本國生"
    cohort: AcademicSemester = COHORT
    status: str = "應屆畢業"
    is_exchange: bool = False
    is_teacher_ed: bool = False
    is_listed: bool = True
    card_state: str = "有效"
    has_card: bool = True
    approved: bool = True
    withdrawn_today: bool = False
    collected: bool = False
    items: Mapping[str, tuple[str, str, int]] = field(default_factory=dict, repr=False)

    @property
    def uid(self) -> bytes:
        return uid_of(self.number)

    @property
    def station(self) -> str:
        return PROGRAMMES[self.programme][2]

    @property
    def has_certificate(self) -> bool:
        return self.status != "延畢" and self.approved


def uid_of(word: str) -> bytes:
    """A four-byte card number made from a word; never of the random range that begins 08."""
    made = sha256(f"registry desk demo card {word}".encode()).digest()[:4]
    return bytes([made[0] | 0x10]) + made[1:]


def id_number_of(place: int, sex: str, *, resident: bool = False) -> str:
    """A number of a range that was never given out, with its check digit: ``Z2999...``, residents ``Z8``, ``Z9``."""
    second = ("8" if sex == "M" else "9") if resident else ("1" if sex == "M" else "2")
    stem = f"Z{second}999{place:04d}"
    return next(stem + str(last) for last in range(10) if has_good_check_digit(stem + str(last)))


def cohort() -> tuple[DemoGraduate, ...]:
    """Everybody: the people of the tray, the rest of the 400, a dozen of the year before and four who stay on."""
    special = people_of_the_tray()
    random = Random(SEED)  # noqa: S311 - the same people every time is the point
    ours = sum(1 for each in special if each.cohort == COHORT)
    names = [*RARE[1:], *INDIGENOUS[1:], *FROM_ABROAD, *invented_names(random, SIZE)]
    known = {each.name for each in special}
    fresh = iter([pair for pair in names if pair[0] not in known])
    crowd = [_somebody(random, next(fresh), place) for place in range(SIZE - ours)]
    late = [_latecomer(random, next(fresh), place) for place in range(11)]
    staying = [_staying(random, next(fresh), place) for place in range(4)]
    return (*special, *crowd, *late, *staying)


def _student_number(entry: int, programme: str, place: int) -> str:
    digits, letter, _, _ = PROGRAMMES[programme]
    return f"4{entry:02d}{digits}{place:03d}{letter}"


def _somebody(random: Random, name: tuple[str, str], place: int) -> DemoGraduate:
    programme = random.choices(list(PROGRAMMES), [share for *_, share in PROGRAMMES.values()])[0]
    sex = random.choice("MF")
    foreign = name in FROM_ABROAD
    exchange, teacher = random.random() < 0.05, programme.endswith("-bed") and random.random() < 0.6
    collected = place % 40 == 7
    items = dict(_items(random, exchange=exchange, teacher=teacher, foreign=foreign, sex=sex))
    return DemoGraduate(
        number=_student_number(10, programme, 101 + place),
        name=name[0],
        name_en=name[1],
        programme=programme,
        sex=sex,
        birth=date(2002, 9, 1) + timedelta(days=random.randrange(365)),
        id_number=id_number_of(1000 + place, sex, resident=foreign),
        nationality="外籍生" if foreign else "本國生",
        is_exchange=exchange,
        is_teacher_ed=teacher,
        card_state="掛失" if random.random() < 0.02 and not collected else "有效",
        has_card=random.random() < 0.98 or collected,
        approved=random.random() < 0.97 or collected,
        collected=collected,
        items=dict.fromkeys(items, ("審核通過", "", 0)) if collected else items,
    )


def _items(
    random: Random, *, exchange: bool, teacher: bool, foreign: bool, sex: str
) -> Iterator[tuple[str, tuple[str, str, int]]]:
    """Six in ten have everything cleared; the rest wait for one unit or two."""
    applying = [
        *BLOCKING,
        *(["exchange-credits"] if exchange else []),
        *(["international-database"] if foreign else []),
    ]
    open_items = random.sample(applying, random.choices((0, 1, 2), (60, 28, 12))[0])
    for code in applying:
        reasons = _REASONS.get(code, ("", ""))
        if code not in open_items:
            yield code, ("審核通過", "", 0)
        elif (reason := random.choice(reasons)) and random.random() < 0.7:
            yield code, ("審核未通過", reason, random.randrange(1, 90) * 100 if code == "fees" else 0)
        else:
            yield code, ("尚未審核", "", 0)
    advisory = [*ADVISORY, *(["teacher-credits"] if teacher else []), *(["military-service"] if sex == "M" else [])]
    for code in advisory:
        yield code, ("審核通過" if random.random() < 0.5 else "尚未審核", "", 0)


def _latecomer(random: Random, name: tuple[str, str], place: int) -> DemoGraduate:
    """Graduated a year ago and never came."""
    made = _somebody(random, name, 700 + place)
    return _changed(
        made, number=_student_number(9, made.programme, 201 + place), cohort=EARLIER, status="畢業", approved=True,
        collected=False, items=dict.fromkeys(BLOCKING, ("審核通過", "", 0)),
    )  # fmt: skip


def _staying(random: Random, name: tuple[str, str], place: int) -> DemoGraduate:
    """In the register with a card, but stays for another year (延畢)."""
    made = _somebody(random, name, 800 + place)
    number = _student_number(10, made.programme, 901 + place)
    return _changed(made, number=number, status="延畢", is_listed=False, approved=False, collected=False, items={})


def _changed(graduate: DemoGraduate, **facts: object) -> DemoGraduate:
    return replace(graduate, **facts)  # type: ignore[arg-type]


# ------------------------------------------------------------------ the people of the tray
_DONE = dict.fromkeys((*BLOCKING, *ADVISORY), ("審核通過", "", 0))


def _one(
    place: int, number: str, name: tuple[str, str], programme: str, sex: str = "F", **facts: object
) -> DemoGraduate:
    plain = DemoGraduate(
        number=number,
        name=name[0],
        name_en=name[1],
        programme=programme,
        sex=sex,
        birth=date(2003, 1 + place % 12, 3 + place),
        id_number=id_number_of(place, sex),
        items=dict(_DONE),
    )
    return _changed(plain, **facts)


def people_of_the_tray() -> tuple[DemoGraduate, ...]:
    """The graduates whose cards lie in the tray, in its order; the person with two numbers comes twice."""
    two_open = {
        **_DONE,
        "library": ("審核未通過", "尚有借書 2 冊未還", 0),
        "fees": ("審核未通過", "住宿費未繳", 4500),
    }
    away = {**_DONE, "exchange-credits": ("尚未審核", "國外成績單尚未送達", 0)}
    abroad = {**_DONE, "international-database": ("審核通過", "", 0)}
    teacher = {**_DONE, "teacher-credits": ("尚未審核", "", 0)}
    double = id_number_of(16, "F")
    return (
        _one(1, "41021001L", ("林晴嵐", "LIN, CHING-LAN"), "chinese-ba"),
        _one(2, "41031002T", ("陳千帆", "CHEN, CHIEN-FAN"), "computer-science-bsc", "M", items=two_open),
        _one(3, "41041003M", ("黃若谷", "HUANG, JO-KU"), "business-bba", "M"),
        _one(4, "41022004L", ("張映雪", "CHANG, YING-HSUEH"), "english-ba", card_state="掛失"),
        _one(5, "41011005E", ("李青禾", "LEE, CHING-HO"), "education-bed", collected=True),
        _one(6, "41051006S", ("吳星野", "WU, HSING-YEH"), "physics-bsc", "M"),
        _one(7, "41032007T", ("歐陽知秋", "OUYANG, CHIH-CHIU"), "electrical-engineering-bsc", withdrawn_today=True),
        _one(8, "41022008L", ("蔡聽瀾", "TSAI, TING-LAN"), "english-ba", is_exchange=True, items=away),
        _one(9, "41012009E", ("楊禾", "YANG, HO"), "special-education-bed", is_teacher_ed=True, items=teacher),
        _one(
            10, "41041010M", ("黎望舒", "LI, WANG SHU"), "business-bba", "M", nationality="僑生", items=abroad,
            id_number=id_number_of(10, "M", resident=True), id_kind="居留證",
        ),
        _one(11, "41023011L", RARE[0], "history-ba"),
        _one(12, "41031012T", ("許行舟", "HSU, HSING-CHOU"), "computer-science-bsc", "M", status="延畢",
             is_listed=False, approved=False, items=dict(_DONE)),
        _one(13, "40921013L", ("謝朝露", "HSIEH, CHAO-LU"), "chinese-ba", cohort=EARLIER, status="畢業"),
        _one(16, "41022014L", ("郭子衿", "KUO, TZU-CHIN"), "english-ba", id_number=double, birth=date(2003, 5, 20)),
        _one(16, "41041014M", ("郭子衿", "KUO, TZU-CHIN"), "business-bba", id_number=double, birth=date(2003, 5, 20),
             has_card=False),
        _one(17, "41011015E", INDIGENOUS[0], "education-bed", "M"),
    )  # fmt: skip

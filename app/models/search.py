"""Finding a graduate by a name, a student number, or a piece of one, in a million, while the clerk types.

Chinese names are two or three characters, too short for trigrams. So the searchable text stands with its characters
apart (``林 峯 煊 lin feng hsuan 41047025s``) and a name is a phrase: FTS5 on SQLite, a GIN index over ``to_tsvector``
on PostgreSQL. Variant forms are folded into one on both sides, so that 峰 finds 峯. No ranking and no order beyond the
index's own: the first 200 rows come in under a millisecond, and a clerk who sees 200 types one more character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import DDL, Executable, Select, String, Subquery, bindparam, event, func, select, text
from sqlalchemy.orm import Session

from app.dates import AcademicSemester
from app.models.graduate import Graduate, Person
from app.models.house import SearchEntry

LIMIT = 200
SHORT = 4  # letters: a shorter word is asked for whole (``li``), a longer one as a beginning (``cheng``)

# Forms that a clerk and a register may write differently for one name. Folded for searching only, never for paper.
VARIANTS = {
    ord(pair[0]): pair[1]
    for pair in [
        "峯峰",
        "臺台",
        "羣群",
        "裏裡",
        "爲為",
        "衞衛",
        "喆哲",
        "堃坤",
        "濶闊",
        "淸清",
        "靑青",
        "眞真",
        "愼慎",
        "敎教",
        "尙尚",
        "麽麼",
        "曁暨",
        "黄黃",
        "彦彥",
        "顔顏",
        "産產",
        "卽即",
        "旣既",
        "鄕鄉",
        "强強",
        "𠮷吉",
        "勛勳",
        "啓啟",
        "恒恆",
        "槩概",
        "凉涼",
        "鷄雞",
        "舘館",
        "邨村",
        "墻牆",
        "秊年",
        "栢柏",
        "崐崑",
        "珎珍",
        "鈎鉤",
        "戶户",
        "説說",
    ]
}

_WORDS = re.compile(r"[0-9a-z]+|[^\W\d_]|\d", re.UNICODE)

SQLITE_SEARCH = (
    (
        "CREATE VIRTUAL TABLE name_search USING fts5(spaced, content='search_entry', content_rowid='number', "
        "tokenize='unicode61 remove_diacritics 0', prefix='4 6')"
    ),
    (
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO name_search(rowid, spaced) VALUES (new.number, new.spaced); END"
    ),
    (
        "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO name_search(name_search, rowid, spaced) VALUES ('delete', old.number, old.spaced); END"
    ),
    (
        "CREATE TRIGGER search_entry_changed AFTER UPDATE OF spaced ON search_entry BEGIN "
        "INSERT INTO name_search(name_search, rowid, spaced) VALUES ('delete', old.number, old.spaced); "
        "INSERT INTO name_search(rowid, spaced) VALUES (new.number, new.spaced); END"
    ),
)
POSTGRESQL_SEARCH = (
    "CREATE INDEX ix_search_entry_words ON search_entry USING gin (to_tsvector('simple', spaced))",
    "CREATE INDEX ix_search_entry_begin ON search_entry (spaced text_pattern_ops)",
)


def _after_create(sql: str, dialect: str) -> None:
    ddl = DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(SearchEntry.__table__, "after_create", ddl.execute_if(dialect=dialect))


for _sql in SQLITE_SEARCH:
    _after_create(_sql, "sqlite")
for _sql in POSTGRESQL_SEARCH:
    _after_create(_sql, "postgresql")


def words(typed: str) -> list[str]:
    """The searchable words of a text: one per Chinese character, Latin and digits whole, folded."""
    folded = unicodedata.normalize("NFKC", typed).translate(VARIANTS).casefold()
    return _WORDS.findall(folded)


def spaced(*texts: str) -> str:
    """What is stored for a graduate: name, English name, student number."""
    return " ".join(word for each in texts for word in words(each))


class Found(NamedTuple):
    """One graduate that was found: what the list shows, as plain values. Two hundred records would take four times
    as long to build as the database takes to find them."""

    id: UUID
    student_number: str
    name: str
    birth_date: date | None
    programme: str
    department: str
    cohort: AcademicSemester

    @classmethod
    def of(cls, graduate: Graduate) -> Found:
        """A graduate that was loaded with its person."""
        person = graduate.person
        return cls(
            graduate.id,
            graduate.student_number,
            person.name,
            person.birth_date,
            graduate.programme,
            graduate.department,
            graduate.cohort,
        )


def find(session: Session, typed: str, limit: int = LIMIT) -> list[Found]:
    """Up to ``limit`` graduates whose name or number holds what was typed."""
    asked = words(typed)
    if not asked:
        return []
    ways = _ways_sqlite if session.get_bind().dialect.name == "sqlite" else _ways_postgresql
    found: dict[UUID, Found] = {}
    for hits in ways(asked, limit):
        for row in session.execute(_listed(hits.subquery())):
            found.setdefault(row.id, Found(*row))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _listed(hits: Subquery) -> Executable:
    return (
        select(
            Graduate.id,
            Graduate.student_number,
            Person.name,
            Person.birth_date,
            Graduate.programme,
            Graduate.department,
            Graduate.cohort,
        )
        .join(hits, Graduate.id == hits.c.graduate_id)
        .join(Person, Person.id == Graduate.person_id)
    )


def _ways_sqlite(asked: list[str], limit: int) -> Iterator[Select[Any]]:
    """The statements that answer, one after the other until the list is full."""
    phrases, latin = _phrases(asked)
    beginning = _lone_beginning(asked)
    if beginning:
        yield _numbered(beginning, limit)
        if beginning.isalpha():
            yield _fts5(f'"{beginning}"', limit)
        return
    yield _fts5(" AND ".join([*(f'"{each}"' for each in phrases), *(f'"{each}"*' for each in latin)]), limit)


def _fts5(match: str, limit: int) -> Select[Any]:
    """The limit stands inside: outside it, every one of 100,000 hits would be put into a table first."""
    rows = text("SELECT rowid FROM name_search WHERE name_search MATCH :match LIMIT :most")
    number = rows.bindparams(match=match, most=limit).columns(rowid=SearchEntry.number.type).subquery()
    return select(SearchEntry.graduate_id).join(number, SearchEntry.number == number.c.rowid)


def _ways_postgresql(asked: list[str], limit: int) -> Iterator[Select[Any]]:
    phrases, latin = _phrases(asked)
    beginning = _lone_beginning(asked)
    if beginning:
        yield _numbered(beginning, limit)
        if beginning.isalpha():
            yield _tsquery(beginning, limit)
        return
    if len(phrases) == 1 and not latin:
        # Names are typed from the surname: the B-tree answers the first 200 of 100,000 without a bitmap of them all.
        begins = SearchEntry.spaced.like(bindparam("begin", f"{phrases[0]} %", String))
        yield select(SearchEntry.graduate_id).where(begins).limit(limit)
    yield _tsquery(
        " & ".join([*("(" + each.replace(" ", " <-> ") + ")" for each in phrases), *(f"{w}:*" for w in latin)]), limit
    )


def _tsquery(query: str, limit: int) -> Select[Any]:
    """Words of the text search language: characters and letters only, so that nothing in them is an operator."""
    simple = text("'simple'")
    holds = func.to_tsvector(simple, SearchEntry.spaced).op("@@")(func.to_tsquery(simple, query))
    return select(SearchEntry.graduate_id).where(holds).limit(limit)


def _lone_beginning(asked: list[str]) -> str:
    """A single Latin word that can only begin a student number, or is too short to be asked for as a beginning.

    Nearly every number is a word of its own, so that the full-text index would gather a million of them for ``41``.
    """
    if len(asked) != 1 or not asked[0].isascii():
        return ""
    return asked[0] if len(asked[0]) < SHORT or not asked[0].isalpha() else ""


def _numbered(beginning: str, limit: int) -> Select[Any]:
    """By the index of student numbers, which are upper-case letters and digits (A06): no collation sorts past Z."""
    first = beginning.upper()
    return (
        select(Graduate.id.label("graduate_id"))
        .where(Graduate.student_number.between(first, first + 32 * "Z"))
        .limit(limit)
    )


def _phrases(asked: list[str]) -> tuple[list[str], list[str]]:
    """Neighbouring Chinese characters make one phrase; a Latin word stands alone, as a beginning."""
    phrases: list[list[str]] = []
    latin: list[str] = []
    fresh = True
    for word in asked:
        if word.isascii():
            latin.append(word)
            fresh = True
        elif fresh:
            phrases.append([word])
            fresh = False
        else:
            phrases[-1].append(word)
    return [" ".join(each) for each in phrases], latin


def by_number(session: Session, student_number: str) -> UUID | None:
    return session.scalar(select(Graduate.id).where(Graduate.student_number == student_number))


def remember(session: Session, graduate: Graduate, person: Person) -> None:
    """Make one graduate findable; bulk imports write the same rows themselves."""
    entry = session.scalar(select(SearchEntry).where(SearchEntry.graduate_id == graduate.id))
    line = spaced(person.name, person.name_en, graduate.student_number)
    if entry is None:
        session.add(SearchEntry(graduate_id=graduate.id, spaced=line))
    else:
        entry.spaced = line

"""The retention purge (個人資料保存期限屆滿之刪除, 個資法 article 11): personal fields past the profile's years go.

It is the only verb that empties anything, it is a supervisor's, and it says in the journal how much of what it emptied.
The journal's own lines are never touched: the personal facts beside them go, and every chain still verifies. Names,
certificates and digests stay for ever: a certificate can be verified for ever (E28).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from app.dates import TAIPEI
from app.desk.desk import Desk
from app.desk.sign_on import check_supervisor
from app.models import retention
from app.models.retention import RULES, Rule
from app.models.store import UnitOfWork

JOURNAL_FACTS = "journal_facts"


@dataclass(frozen=True, slots=True)
class Emptied:
    """One kind of field: what was (or would be) emptied, from before which day."""

    name: str
    years: int
    before: date
    rows: int


def due(desk: Desk) -> tuple[Emptied, ...]:
    """What a purge would empty today; nothing is changed."""
    found: list[Emptied] = []
    with desk.read() as session:
        desk.heed(session)
        for rule in RULES:
            years, day, moment = _since(desk, rule.years)
            found.append(Emptied(rule.name, years, day, rule.count(session, moment)))
        years, day, moment = _since(desk, "journal_years")
        lines = sum(1 for _ in retention.old_facts(session, moment))
    return (*found, Emptied(JOURNAL_FACTS, years, day, lines))


def purge(desk: Desk, *, login: str, password: str) -> tuple[Emptied, ...]:
    """Empty what is due, each kind in a commit of its own with its journal line; safe to run again.

    Refuses ``override.supervisor_only``.
    """
    supervisor = check_supervisor(desk, login, password)
    done: list[Emptied] = []
    for rule in RULES:
        with desk.begin(supervisor.login) as work:
            done.append(_empty(desk, work, rule))
    with desk.begin(supervisor.login) as work:
        years, day, moment = _since(desk, "journal_years")
        lines = list(retention.old_facts(work.session, moment))
        retention.empty_facts(work.session, lines)
        _say(work, JOURNAL_FACTS, day, len(lines))
        done.append(Emptied(JOURNAL_FACTS, years, day, len(lines)))
    retention.forget_freed_pages(desk.store)  # also when nothing was due: the last purge may have been cut off here
    return tuple(done)


def _empty(desk: Desk, work: UnitOfWork, rule: Rule) -> Emptied:
    years, day, moment = _since(desk, rule.years)
    rows = rule.empty(work.session, moment)
    _say(work, rule.name, day, rows)
    return Emptied(rule.name, years, day, rows)


def _say(work: UnitOfWork, name: str, before: date, rows: int) -> None:
    if rows:
        work.note("purge.emptied", what=name, before=before.isoformat(), rows=rows)


def _since(desk: Desk, entry: str) -> tuple[int, date, datetime]:
    """The years the profile says, the day before which it is due, and that day's first moment here."""
    years: int = getattr(desk.profile.retention, entry)
    today = desk.day
    day = date(today.year - years, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)
    return years, day, datetime.combine(day, time(), TAIPEI)

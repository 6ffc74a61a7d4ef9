"""Certificate numbers (證書字號) as a supervisor types them: whole, by the running number, or a range of those.

Full-width digits and brackets are taken, and several entries on one line. A running number is looked for in each year
that the school's certificates may bear; it must name one certificate.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from app.dates import ROC_OFFSET
from app.desk.desk import Desk
from app.errors import Refusal
from app.models import standing
from app.models.certificate import number_key
from app.models.store import Session

BETWEEN = re.compile(r"[,;、]")
RUNNING = re.compile(r"0*(\d{1,9})")
RANGE = re.compile(r"0*(\d{1,9})\s*(?:[-–—~至到]|to)\s*0*(\d{1,9})")
MOST_IN_RANGE = 2_000
YEARS_BACK = 20


def whole_numbers(desk: Desk, session: Session, typed: Iterable[str]) -> list[str]:
    """The whole number of every entry, in the order typed; of a range those that exist.

    What names no certificate stays as it was typed. Refuses ``digital.range_odd``, ``digital.number_several``.
    """
    entries, found = list(_entries(desk, typed)), list[str]()
    single = _named(desk, session, [int(one[1]) for each in entries if (one := RUNNING.fullmatch(each))])
    for entry in entries:
        if (one := RUNNING.fullmatch(entry)) is not None:
            found.append(single.get(int(one[1]), entry))
        elif (both := RANGE.fullmatch(entry)) is not None:
            first, last = int(both[1]), int(both[2])
            if not first <= last < first + MOST_IN_RANGE:
                raise Refusal.because("digital.range_odd", range=entry[:40], most=MOST_IN_RANGE)
            found += _named(desk, session, range(first, last + 1)).values() or [entry]
        else:
            found.append(entry)
    return found


def _entries(desk: Desk, typed: Iterable[str]) -> Iterator[str]:
    pattern = desk.profile.certificates.number_pattern
    for line in typed:
        plain = unicodedata.normalize("NFKC", line).strip()
        parts = [plain] if re.fullmatch(pattern, plain) else BETWEEN.split(plain)
        yield from (part.strip() for part in parts if part.strip())


def _named(desk: Desk, session: Session, running: Sequence[int]) -> dict[int, str]:
    """The whole number that each of these running numbers names, in their order; none for one that names nothing."""
    rules, this_year = desk.profile.certificates, desk.day.year - ROC_OFFSET
    years, found = range(this_year, this_year - YEARS_BACK, -1), dict[int, str]()
    for start in range(0, len(running), MOST_IN_RANGE):
        some = dict.fromkeys(running[start : start + MOST_IN_RANGE])
        ways = {each: dict.fromkeys(number_key(rules.written(each, year)) for year in years) for each in some}
        known = standing.known_numbers(session, [key for keys in ways.values() for key in keys])
        for each, keys in ways.items():
            hits = [known[key] for key in keys if key in known]
            if len(hits) > 1:
                known_as = "; ".join(hits[:3])
                raise Refusal.because("digital.number_several", number=str(each), count=len(hits), known=known_as)
            found.update((each, hit) for hit in hits)
    return found

"""The school's own words for its colleges, items, states and windows, as its files write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.desk.intake.shapes import Vocabulary
from app.desk.intake.values import fold
from app.policy.profile import Profile

Named = tuple[str, Iterable[str]]


def school_words(profile: Profile, stations: Sequence[Any]) -> Vocabulary:
    """What the profile calls things, and which stations there are (rows with id, code, name, counter)."""
    return Vocabulary(
        colleges=_words((each.code, (each.name.zh, each.name.en, *each.aliases)) for each in profile.colleges),
        departments=_words((each.code, (each.name.zh, each.name.en, *each.aliases)) for each in profile.departments),
        programmes=_words((each.code, (each.name.zh, each.name.en, *each.aliases)) for each in profile.programmes),
        items=_words((each.code, (each.name.zh, each.name.en)) for each in profile.items),
        item_states=_state_words(profile),
        stations=_station_words(profile, stations),
        department_of={each.code: each.department for each in profile.programmes},
        college_of={each.code: each.college for each in profile.departments},
        level_of={each.code: each.level for each in profile.programmes},
        certificates=profile.certificates,
    )


def _words(named: Iterable[Named]) -> Mapping[str, str] | None:
    """Each word to its code; None when the school gave no list. A word that two codes claim means neither."""
    found: dict[str, str] = {}
    claimed: set[str] = set()
    for code, words in named:
        for word in {fold(each) for each in (code, *words) if each}:
            if found.setdefault(word, code) != code:
                claimed.add(word)
    return {word: code for word, code in found.items() if word not in claimed} or None


def _state_words(profile: Profile) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for state in ("done", "pending", "failed", "not_required"):
        text = getattr(profile.words, state)
        for word in (state, text.zh, text.en, *getattr(profile.feed, f"{state}_words")):
            found[word] = state
    return {word: state for word, state in found.items() if profile.state_of_word(word) or word}


def _station_words(profile: Profile, stations: Sequence[Any]) -> Mapping[str, str] | None:
    """Stations by code and name; a counter's name when one station stands there."""
    at_counter: dict[str, list[Any]] = {}
    for each in stations:
        at_counter.setdefault(each.counter, []).append(each)
    named: list[Named] = []
    for each in stations:
        words = [each.code, each.name]
        if len(at_counter[each.counter]) == 1 and (counter := profile.counter_by_code.get(each.counter)):
            words += [counter.code, counter.name.zh, counter.name.en]
        named.append((str(each.id), words))
    return _words(named)

"""The gate: one look at a graduate's case, used both to show it and, inside the deed's commit, to decide it.

Policy lists the obstacles; here they meet what a supervisor has let pass today and are given their door. Nothing is
decided twice by different code: what the clerk saw is asked again, by the same function, at the moment of the hand-over
(C10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.dates import wall_time
from app.desk.asks import HandOver
from app.desk.desk import Desk
from app.desk.slips import ItemState, Laid, ObstacleSlip, UnitSlip
from app.errors import Obstacle
from app.models.card import StudentCard
from app.models.certificate import DegreeCertificate
from app.models.delivery import mailboxes_of
from app.models.graduate import Graduate
from app.models.mailbox import is_verified
from app.policy import card_act, clearance, notices, rules
from app.policy.case import AtCounter
from app.policy.clearance import ItemStanding
from app.wording import Bilingual

TOLD_FOR = timedelta(minutes=30)
MAILBOX_PLACE = "person.mailbox_sealed"
SCHOOL_MAILBOX_PLACE = "person.school_mailbox_sealed"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the way, what is told, and every unit's state, at one moment."""

    obstacles: tuple[ObstacleSlip, ...]
    notices: tuple[Obstacle, ...]
    units: tuple[UnitSlip, ...]
    outside_hours: bool

    @property
    def blocking(self) -> tuple[ObstacleSlip, ...]:
        return tuple(each for each in self.obstacles if not each.released)

    @property
    def advisories(self) -> tuple[UnitSlip, ...]:
        return tuple(
            each for each in self.units if not each.blocking and each.state in (ItemState.PENDING, ItemState.FAILED)
        )


def look(
    desk: Desk,
    graduate: Graduate,
    *,
    card_id: UUID | None = None,
    laid: Laid = Laid.NONE,
    certificate: DegreeCertificate | None = None,
) -> Seen:
    """Ask every question of the policy about one loaded case, and about ``certificate`` where a deed names one.

    A proxy is asked no less than the graduate: who brings a card that was lost or has expired has brought no good one,
    and who brings none brings the loss report instead (A33).
    """
    profile, here = desk.profile, at_counter(desk)
    card = card_of(graduate, card_id)
    found = rules.obstacles(graduate, profile, desk.calendar, here, card=card, laid=laid, certificate=certificate)
    return Seen(
        obstacles=tuple(_door(desk, graduate, each) for each in found),
        notices=(
            *rules_told(desk),
            *mailbox_told(desk, graduate),
            *notices.notices(graduate, profile, desk.calendar, here, certificate=certificate),
        ),
        units=tuple(_unit(each) for each in clearance.units_of(graduate, profile)),
        outside_hours=notices.outside_hours(desk.calendar, here),
    )


def exception(desk: Desk, graduate: Graduate, code: str) -> tuple[ObstacleSlip, ...]:
    """What stands in the way of ending without the card act for this coded reason, released or not (RULES I9)."""
    found = card_act.exception_obstacles(graduate, desk.profile, at_counter(desk), code)
    return tuple(_door(desk, graduate, each) for each in found)


def card_act_unreleased(desk: Desk, graduate: Graduate, deed: HandOver) -> tuple[Obstacle, ...]:
    """Why what the deed says of the card may not be, as far as no supervisor has let it pass (A20, A38, RULES I9)."""
    found = card_act.act_obstacles(
        graduate,
        desk.profile,
        at_counter(desk),
        card=card_of(graduate, deed.card_id),
        laid=deed.laid,
        act=deed.card_act,
        exception=deed.card_exception,
    )
    return tuple(each for each in found if not rules.released(each, graduate.overrides, desk.day))


def rules_told(desk: Desk) -> tuple[Obstacle, ...]:
    """Told for half an hour after a new version came into force under the clerk's hands (A30)."""
    since = desk.rules_changed_at
    if since is None or desk.now - since > TOLD_FOR:
        return ()
    return (Obstacle("profile.changed", {"at": wall_time(since)}),)


def mailbox_told(desk: Desk, graduate: Graduate) -> tuple[Obstacle, ...]:
    """The digital certificate needs a mailbox of the graduate's own that lasts (E05, E20)."""
    digital, person = desk.profile.digital, graduate.person
    if graduate.cohort < digital.eligible_from:
        return ()
    known, rules = mailboxes_of(person, desk.vault), digital.mailboxes
    good = {place: address for place, address in known.items() if not rules.denied(address)}
    own = good.get("own", "")
    if not own or rules.is_school(own):
        months = rules.school_expires_after_months
        return (Obstacle("mailbox.only_school", {"months": months or "—"}) if good else Obstacle("mailbox.none"),)
    if rules.verification == "asked" and not is_verified(person, desk.vault):
        return (Obstacle("mailbox.not_verified"),)
    return ()


def at_counter(desk: Desk) -> AtCounter:
    return AtCounter(desk.counter.code, desk.now, desk.station.id)


def card_of(graduate: Graduate, card_id: UUID | None) -> StudentCard | None:
    return next((each for each in graduate.cards if each.id == card_id), None)


def asks_hours_reason(desk: Desk) -> bool:
    """Whether a hand-over outside hours needs a reason (A25); the profile says."""
    return desk.profile.desk.outside_hours == "tell_and_ask_reason"


def mailbox_of(desk: Desk, graduate: Graduate) -> str:
    """Where the digital certificate will go: the graduate's own mailbox, else the school's; never a proxy's."""
    person = graduate.person
    own = desk.vault.open_text(MAILBOX_PLACE, person.id, person.mailbox_sealed)
    return own or desk.vault.open_text(SCHOOL_MAILBOX_PLACE, person.id, person.school_mailbox_sealed)


def _door(desk: Desk, graduate: Graduate, obstacle: Obstacle) -> ObstacleSlip:
    facts = obstacle.facts
    nothing = Bilingual("")
    unit, place, word, hours = (facts.get(name) for name in ("unit", "place", "word", "office_hours"))
    return ObstacleSlip(
        obstacle=obstacle,
        unit=unit if isinstance(unit, Bilingual) else nothing,
        word=word if isinstance(word, Bilingual) else nothing,
        place=place if isinstance(place, Bilingual) else nothing,
        extension=str(facts.get("extension") or ""),
        hours=hours if isinstance(hours, Bilingual) else nothing,
        released=rules.released(obstacle, graduate.overrides, desk.day),
        needs=release.needs if (release := desk.profile.release_by_code.get(obstacle.code)) else "",
    )


def leaned_on(desk: Desk, graduate: Graduate, seen: Seen, card_exception: str = "") -> tuple[UUID, ...]:
    """The permissions by which what stands in the way passes today, in that of the card's coded reason as well."""
    asked = (*seen.obstacles, *(exception(desk, graduate, card_exception) if card_exception else ()))
    found = (rules.permission_for(each.obstacle, graduate.overrides, desk.day) for each in asked if each.released)
    return tuple({each.id: None for each in found if each is not None})


def _unit(standing: ItemStanding) -> UnitSlip:
    record, item = standing.record, standing.item
    advice = item.advice.zh if item.advice else ""
    return UnitSlip(
        code=item.code,
        unit=standing.unit.name,
        item=item.name,
        state=ItemState(standing.state.value),
        word=standing.word,
        blocking=item.level.value != "advisory",
        reason=(record.reason if record and record.reason else "") or advice,
        advice=item.advice or Bilingual(""),
        place=standing.unit.place or Bilingual(""),
        extension=standing.unit.extension or standing.unit.phone,
        hours=standing.unit.office_hours or Bilingual(""),
        checked_at=record.source_time if record else None,
    )

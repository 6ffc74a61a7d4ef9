"""What may become of the student card at the end of a hand-over (A20, A21, A38, RULES I9).

Only a card that was read, of a kind the school takes, registered to this graduate and still good is stamped or
written. For every other there is a coded reason, and for nearly every reason a supervisor: an expired, stamped or old
card is let pass by the release of its own obstacle, which may have been given when the card was tapped.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.errors import Obstacle
from app.models.card import ActKind, CardState, StudentCard
from app.models.graduate import Graduate
from app.policy.case import AtCounter, Case
from app.policy.laid import OLD_CARD, Laid
from app.policy.profile import CardException, Profile
from app.policy.rules import newest_loss

NO_MORE_GOOD = (CardState.VOID, CardState.EXPIRED)


def exception_obstacles(graduate: Graduate, profile: Profile, here: AtCounter, exception: str) -> tuple[Obstacle, ...]:
    """What stands in the way of ending without the card act for this coded reason (RULES I9).

    A supervisor's release of ``card.exception_needs_supervisor`` names the exception's code as its item.
    """
    case = Case.at(here, graduate, profile)
    known = _exception(case.profile, exception)
    if known is None:
        return (case.obstacle("card.exception_unknown", code=exception),)
    return tuple(_demanded(case, known))


def _demanded(case: Case, known: CardException) -> Iterator[Obstacle]:
    if known.needs_loss_report and newest_loss(case.graduate) is None:
        yield case.obstacle("card.loss_not_reported")
    if not known.needs_supervisor:
        return
    if known.obstacle is None:
        yield case.obstacle("card.exception_needs_supervisor", item=known.code, name=known.name)
    elif known.obstacle == OLD_CARD:
        yield case.obstacle(OLD_CARD, way=case.profile.card.old.text)
    else:
        yield case.obstacle(known.obstacle)


def act_obstacles(
    graduate: Graduate,
    profile: Profile,
    here: AtCounter,
    *,
    card: StudentCard | None,
    laid: Laid,
    act: str,
    exception: str = "",
) -> tuple[Obstacle, ...]:
    """Why this may not be what became of the card. Overrides do not shorten the list: ask ``released`` of each."""
    case = Case.at(here, graduate, profile)
    if act == ActKind.EXCEPTION:
        known = _exception(case.profile, exception)
        found = exception_obstacles(graduate, profile, here, exception)
        if known is not None and not laid.allows(known.obstacle or ""):
            found = (*found, case.obstacle("card.exception_contradicts", name=known.name))
        return found
    if act not in case.profile.card.acts:
        return (case.obstacle("card.act_missing"),)
    if laid is not Laid.ACCEPTED or card is None:
        return (case.obstacle("card.not_read"),)
    return (case.obstacle("card.not_stamped_again"),) if card.state in NO_MORE_GOOD else ()


def _exception(profile: Profile, code: str) -> CardException | None:
    return next((each for each in profile.card.exceptions if each.code == code), None)

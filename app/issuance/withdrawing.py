"""A hand-over that was voided takes its digital certificate with it (E30), whoever voided it and wherever.

The desk does this in the deed that voids a hand-over; this pass finds what was voided by an import, by an older program
or while another station was at the certificate.
"""

from __future__ import annotations

from app.issuance.office import Office
from app.models import issuing, standing
from app.models.pickup import Pickup
from app.models.store import UnitOfWork


def withdraw_voided(office: Office) -> int:
    """Cancel what waits and revoke what was issued for voided hand-overs; how many hand-overs there were."""
    with office.store.read() as session:
        pickups = standing.voided_in_force(session)
    for pickup_id in pickups:

        def act(work: UnitOfWork) -> None:
            pickup = work.session.get_one(Pickup, pickup_id)  # noqa: B023 - run in this turn
            work.bookkeeping = not issuing.withdraw_voided(work, pickup, office.now)

        office.commit(act)
    return len(pickups)

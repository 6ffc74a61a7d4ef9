"""Opening the office by this computer's settings: each way on its own, so that one that is shut stops no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.dates import Clock
from app.errors import Trouble
from app.issuance.delivery.drop import platform_of
from app.issuance.delivery.mailroom import mailroom_of
from app.issuance.delivery.post import post_of
from app.issuance.key_place import key_place, lasting_place, renewal_lead
from app.issuance.office import Office
from app.issuance.orders import AnyKey, LastingPlace, Worker
from app.models.store import Store
from app.settings import Settings

T = TypeVar("T")


def open_office(
    settings: Settings,
    store: Store,
    clock: Clock,
    worker: Worker,
    demo_key: tuple[AnyKey, LastingPlace] | None = None,
) -> Office:
    """The office of this station. What cannot be opened (a password that is not kept) is in its ``shut``, by name.

    ``demo_key`` is a demonstration's own, in the place of what the settings name. Trouble ``database.not_founded``.
    """
    shut: dict[str, Trouble] = {}

    def way(name: str, opened: Callable[[Settings], T]) -> T | None:
        try:
            return opened(settings)
        except Trouble as trouble:
            shut[name] = trouble
            return None

    key: AnyKey | None
    if demo_key is not None:
        key, lasting = demo_key
    else:
        key, lasting = way("key", key_place), lasting_place(settings)
    office = Office.open(
        store,
        settings.station,
        clock,
        worker,
        key,
        lasting,
        way("post", post_of),
        way("platform", platform_of),
        renewal_lead(settings),
        way("mailroom", mailroom_of),
    )
    office.shut.update(shut)
    return office

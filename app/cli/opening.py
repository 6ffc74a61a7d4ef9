"""Opening what a command needs, and closing it again."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app import settings

if TYPE_CHECKING:
    from app.desk.desk import Desk
    from app.models.store import Store


def actor() -> str:
    """Who is said in the journal to have run a command: the account on this computer."""
    return f"command:{getpass.getuser()}"


@contextmanager
def a_desk() -> Iterator[Desk]:
    """The desk of this computer's settings."""
    from app.desk.desk import Desk
    from app.desk.place import place_of

    desk = Desk.open(place_of(settings.load()))
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def a_store() -> Iterator[Store]:
    """The database alone, without keys: for what needs none."""
    from app.models.revision import require_current
    from app.models.store import Store

    store = Store(settings.load().database_url)
    try:
        require_current(store)
        yield store
    finally:
        store.close()

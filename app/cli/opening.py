"""Opening what a command needs, and closing it again."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app import settings
from app.errors import Trouble

if TYPE_CHECKING:
    from app.desk.desk import Desk
    from app.models.store import Store


def actor() -> str:
    """Who is said in the journal to have run a command: the account on this computer.

    The supervisor whose own sign-on decided it is named beside it, as at a window whoever is signed on there is.
    """
    try:
        return f"command:{getpass.getuser()}"
    except (KeyError, OSError):  # an account without a name, as a container may have
        return "command"


@contextmanager
def a_desk() -> Iterator[Desk]:
    """The desk of this computer's settings. Trouble ``database.not_founded`` before the first run."""
    from app.desk.desk import Desk
    from app.desk.place import place_of

    desk = Desk.open(place_of(settings.load()))
    try:
        if not desk.founded:
            raise Trouble("database.not_founded")
        desk.operator = actor()
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

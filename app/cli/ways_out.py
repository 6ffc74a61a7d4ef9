"""What the doctor says of the servers outside: timestamps, mail, the mailbox for returned mail, the platform.

Each is called as the program would call it, up to the point where something would be sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from app.settings import Settings
from app.wording import Wording


class State(StrEnum):
    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


Findings = Iterator[tuple[State, str, str]]


def timestamps(chosen: Settings, say: Wording) -> Findings:
    """A token is asked for and checked, then the proof that would be written beside it is gathered."""
    from app.dates import SystemClock, local_day
    from app.issuance.key_place import lasting_place
    from app.issuance.orders import Level
    from app.issuance.proof import gather
    from app.issuance.timestamps import HttpTimestamps, ends, read_roots

    place, clock = lasting_place(chosen), SystemClock()
    if not place.address or place.roots is None:
        advice = say("Name timestamp_url, or certificates are good only for as long as the signing key's own.")
        yield State.NOTE, say("no authority is named"), advice if chosen.signing_key or chosen.signing_token else ""
        return
    chain = HttpTimestamps(place.address, read_roots(place.roots), clock).chain
    yield State.GOOD, say("the authority answers; good until {day}", day=say.day(local_day(ends(chain)))), ""
    if place.level in (Level.B_LT, Level.B_LTA):
        gather([chain], clock.now(), place.lists, for_decades=place.level is Level.B_LTA)
        yield State.GOOD, say("its issuer says that it is not revoked"), ""


def mail(chosen: Settings, say: Wording) -> Findings:
    from app.issuance.delivery.post import MailServer, post_of

    post = post_of(chosen)
    if post is None or not isinstance(post.way, MailServer):
        yield State.NOTE, say("none is named; this station mails nothing"), ""
        return
    post.way.look()
    facts = {"server": chosen.mail_server, "security": chosen.mail_security}
    yield State.GOOD, say("{server} answers ({security}) and takes the login", **facts), ""


def returned(chosen: Settings, say: Wording) -> Findings:
    from app.issuance.delivery.mailroom import mailroom_of

    room = mailroom_of(chosen)
    if room is None:
        advice = say("Name bounce_mailbox or bounce_imap, so that mail which comes back is seen.")
        yield State.NOTE, say("is not read at this station"), advice if chosen.mail_server else ""
        return
    room.look()
    yield State.GOOD, say("can be read"), ""


def platform(chosen: Settings, say: Wording) -> Findings:
    from app.issuance.delivery.drop import platform_of
    from app.policy.profile import load_profile

    way = platform_of(chosen)
    if way is not None:
        shown = way.look()
        yield State.GOOD, say("can be reached ({shown})", shown=shown), ""
    elif load_profile(chosen.profile_file).digital.channel == "platform":
        advice = say("Name platform_folder or platform_sftp at one station; until then the documents wait.")
        yield State.NOTE, say("no way to it is named at this station"), advice
    else:
        yield State.NOTE, say("the school mails its certificates itself"), ""

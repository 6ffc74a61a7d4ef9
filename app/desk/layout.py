"""The certificate's layout (證書版面) at the desk: look at one with made-up graduates, put one in force (D23).

A layout is versioned like the rules: what was put in force is kept whole, and every certificate names the one it was
drawn by. A preview is drawn by the press and marked as a sample; the signing key is never near it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.desk.desk import Desk
from app.desk.layout_slips import LayoutFaultSlip, LayoutSlip, LayoutsSlip, LayoutVersionSlip, SampleSlip
from app.desk.paper_slips import PageSlip
from app.desk.sign_on import check_supervisor
from app.documents import certificate_layout, layout_preview
from app.documents.letterhead import Letterhead
from app.errors import Obstacle, Refusal
from app.models import layouts
from app.models.staff import Role
from app.models.store import Session, UnitOfWork
from app.policy.profile import Profile

DPI = 110
SUFFIX = ".toml"


def overview(desk: Desk) -> LayoutsSlip:
    """The layouts that the school's rules name, and which version of each is in force today."""
    _supervisor(desk)
    samples = tuple(SampleSlip(each.code, each.about) for each in layout_preview.SAMPLES)
    return LayoutsSlip(layouts=in_force(desk), samples=samples)


def in_force(desk: Desk) -> tuple[LayoutVersionSlip, ...]:
    """Each layout that the rules name, in its version of today."""
    with desk.read() as session:
        return tuple(_version(session, desk.profile, name, desk.day) for name in _names(desk.profile))


def _names(profile: Profile) -> tuple[str, ...]:
    named = [each.layout for each in profile.certificates.layouts]
    return tuple(dict.fromkeys(named)) or (certificate_layout.USUAL,)


def _version(session: Session, profile: Profile, name: str, day: date) -> LayoutVersionSlip:
    row = layouts.in_force(session, name, day)
    rules = [each for each in profile.certificates.layouts if each.layout == name]
    since = min((str(each.cohorts_from) for each in rules), default="")
    if row is None:
        text = certificate_layout.shipped(name)
        return LayoutVersionSlip(name, certificate_layout.digest(text), since, None, "")
    return LayoutVersionSlip(name, row.digest, since, row.in_force_from, row.loaded_by)


def text_in_force(desk: Desk, name: str) -> str:
    """The text that certificates are drawn by today. Refuses ``layout.unknown``."""
    with desk.read() as session:
        row = layouts.in_force(session, name, desk.day)
        return row.text if row is not None else certificate_layout.shipped(name)


def look(desk: Desk, *, layout: str, file: str, sample: str, seen: str = "") -> LayoutSlip:
    """A layout drawn with a made-up graduate: that of a file, else the one in force under the name ``layout``.

    ``seen`` is the digest and sample of the last answer: the same again is answered without a page. What is wrong with
    the file is in the slip, so that the page beside it stays while it is being mended.
    """
    _supervisor(desk)
    name = Path(file).name if file else f"{layout}{SUFFIX}"
    try:
        text = certificate_layout.text_in(Path(file)) if file else text_in_force(desk, layout)
    except Refusal as refused:
        faults = tuple(_faults(refused.obstacles))
        mark = f"{name}:{refused.codes}"
        return LayoutSlip(mark=mark, file=name, unchanged=mark == seen, faults=faults)
    mark = f"{certificate_layout.digest(text)}:{sample}"
    if mark == seen:
        return LayoutSlip(mark=mark, file=name, unchanged=True)
    try:
        made = desk.place.press.run("layout_preview", "preview", text, name, sample, _letterhead(desk.profile))
    except Refusal as refused:
        return LayoutSlip(mark=mark, file=name, faults=tuple(_faults(refused.obstacles)))
    (page,) = desk.place.press.run("pages", "page_images", made.pdf, DPI, 0, 1)
    return LayoutSlip(
        mark=mark,
        file=name,
        warnings=made.warnings,
        page=PageSlip(page.png, page.width, page.height),
    )


def _faults(obstacles: tuple[Obstacle, ...]) -> Iterator[LayoutFaultSlip]:
    for each in obstacles:
        yield LayoutFaultSlip(str(each.facts.get("key") or ""), each)


def put_in_force(
    desk: Desk, *, layout: str, file: str, login: str, password: str, day: date | None = None
) -> LayoutVersionSlip:
    """A file becomes the layout of that name, from today or from ``day`` on; certificates made before stay as they are.

    Refuses ``layout.invalid``, ``layout.not_named`` for a name that the school's rules do not know,
    ``layout.in_force_already`` and ``override.supervisor_only``.
    """
    text = certificate_layout.text_in(Path(file))
    certificate_layout.from_text(text, Path(file).name)
    if layout not in _names(desk.profile):
        raise Refusal.because("layout.not_named", name=layout, known=", ".join(_names(desk.profile)))
    supervisor = check_supervisor(desk, login, password)
    digest = certificate_layout.digest(text)

    def act(work: UnitOfWork) -> LayoutVersionSlip:
        before = layouts.in_force(work.session, layout, desk.day)
        if before is not None and before.digest == digest and day is None:
            raise Refusal.because("layout.in_force_already")
        row = layouts.keep(work.session, layout, digest, text, day or desk.day, desk.now, supervisor.login)
        about: dict[str, object] = {"layout": row.id, "supervisor": supervisor.id}
        work.note("layout.put_in_force", about, name=layout, digest=digest, day=str(row.in_force_from))
        work.session.flush()
        return _version(work.session, desk.profile, layout, row.in_force_from)

    return desk.attempt(act)


def _supervisor(desk: Desk) -> None:
    if desk.clerk.role is not Role.SUPERVISOR:
        raise Refusal.because("override.supervisor_only")


def _letterhead(profile: Profile) -> Letterhead:
    return Letterhead(profile.school.name, profile.school.office, verify_at=profile.digital.verify_at)

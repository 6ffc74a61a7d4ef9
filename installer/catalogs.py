"""The catalogs of both languages: which sentences the program says, and whether each has its Chinese.

    ./desk words              say what is missing or left over, a line each; exit code 1 if anything is
    ./desk words update       add new sentences with an empty translation, take left-overs out, compile
    ./desk words compile      make the .mo files from the .po files

How this works: one catalog per room (see ROOMS). Babel reads the source for ``say("...")``; ``said``, ``told`` and
``dated`` where a paper says it in both languages; and ``count("one", "many", n)``. A sentence that is kept as data and
said later is marked where it stands with ``N_("...")``. The sentences of refusals are the values of ``SENTENCES``.
English needs no catalog: it is the source, and gettext's own rule serves its plurals.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "locale" / "zh_TW" / "LC_MESSAGES"
KEYWORDS = {"say": None, "said": None, "told": None, "dated": None, "count": (1, 2), "N_": None}
ROOMS = {
    "screens": ("app/views", "app/presenters"),
    "pickup": ("app/views", "app/presenters"),
    "papers": ("app/documents",),
    "refusals": ("app/sentences.py",),
    "commands": ("app/cli", "app/arguments.py"),
    "words": ("app",),  # whatever no other catalog has
}
HEADINGS = {
    "screens": "Registry Desk: the screens around the pickup: door, waiting, search, queue, the day, preview.",
    "pickup": "Registry Desk: the case and its steps, up to the hand-over.",
    "papers": "Registry Desk: the papers, said in both languages.",
    "refusals": "Registry Desk: the sentence and the next step of every code.",
    "commands": "Registry Desk: the command line.",
    "words": "Registry Desk: what is said in no other room.",
}
KEEPERS = "The Registry Desk engineers"
FIRST_CATALOG = datetime(2026, 11, 21, tzinfo=UTC)  # a date that stays: a tool's run changes nothing else
# The hand-over has more to say than all other screens: its catalog is apart, and a sentence lies in either of the two.
HOLDS_PART_OF = {"pickup": "screens"}
Said = dict[str | tuple[str, str], str]  # what is said, and the file that says it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a catalog."""

    catalog: str
    what: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.catalog}: {self.what}: {self.sentence}"


def said_in(room: str) -> Said:
    """Every sentence that a room says."""
    if room == "refusals":
        return _refusals()
    found: Said = {}
    for file in _files(room):
        for _line, words, _comments, _context in extract_from_file("python", str(file), keywords=KEYWORDS):
            found.setdefault(words if isinstance(words, str) else (words[0], words[1]), str(file.relative_to(ROOT)))
    return found


def _refusals() -> Said:
    sys.path.insert(0, str(ROOT))
    from app.sentences import SENTENCES

    return {words: code for code, both in SENTENCES.items() for words in both if words}


def _held_elsewhere(room: str) -> set[object]:
    """What the catalogs beside this one hold of its room's sentences."""
    parts = [part for part, whole in HOLDS_PART_OF.items() if whole == room]
    return {message.id for part in parts for message in open_catalog(part) if message.id}


def _shared_facts() -> dict[object, set[str]]:
    """A refusal's sentence and next step are filled with the same facts: either may name the other's."""
    from app.sentences import SENTENCES

    facts: dict[object, set[str]] = {}
    for both in SENTENCES.values():
        for words in both:
            facts.setdefault(words, set()).update(_blanks(both))
    return facts


def _files(room: str) -> Iterator[Path]:
    others = [ROOT / place for name, places in ROOMS.items() if name != room for place in places]
    for place in ROOMS[room]:
        start = ROOT / place
        for file in sorted(start.rglob("*.py")) if start.is_dir() else [start] if start.exists() else []:
            if room != "words" or not any(file.is_relative_to(other) for other in others):
                yield file


def open_catalog(room: str) -> Catalog:
    file = FOLDER / f"{room}.po"
    if not file.exists():
        return Catalog(locale="zh_TW", charset="utf-8", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale="zh_TW", charset="utf-8", abort_invalid=True)


def findings(room: str) -> Iterator[Finding]:
    """What is missing, empty, fuzzy, left over or not compiled in one room's catalog."""
    said, catalog = said_in(room), open_catalog(room)
    shared = _shared_facts() if room == "refusals" else {}
    known = {message.id: message for message in catalog if message.id}
    elsewhere = _held_elsewhere(room)
    for sentence, where in said.items():
        if sentence not in known and sentence not in elsewhere and room not in HOLDS_PART_OF:
            yield Finding(room, f"not in the catalog ({where})", str(sentence))
    for sentence, message in known.items():
        if sentence not in said:
            yield Finding(room, "said nowhere", str(sentence))
        if message.fuzzy:
            yield Finding(room, "fuzzy", str(sentence))
        if not _complete(message):
            yield Finding(room, "not translated", str(sentence))
        elif _blanks(message.string) - _blanks(message.id) - shared.get(sentence, set()):
            yield Finding(room, "names a fact that the English does not give", str(sentence))
    target = FOLDER / f"{room}.mo"
    if known and (not target.exists() or _read(target.read_bytes()) != _read(compiled(catalog))):
        yield Finding(room, "not compiled", f"{room}.mo")


def _complete(message: Message) -> bool:
    words = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(words) and bool(words)


def _blanks(words: object) -> set[str]:
    from string import Formatter

    texts = words if isinstance(words, (tuple, list)) else (words,)
    return {name for text in texts for _, name, _, _ in Formatter().parse(str(text)) if name}


def compiled(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def _read(content: bytes) -> dict[object, str]:
    """What a compiled catalog says, apart from its heading with dates and tools."""
    said = GNUTranslations(io.BytesIO(content))._catalog  # type: ignore[attr-defined]
    return {sentence: text for sentence, text in said.items() if sentence}


def compile_catalog(room: str) -> None:
    catalog = open_catalog(room)
    if any(message.id for message in catalog):
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{room}.mo").write_bytes(compiled(catalog))


def update(room: str) -> None:
    """Add what is newly said, take out what is said no more, keep every translation as it is."""
    said, catalog = said_in(room), open_catalog(room)
    if not said:
        return
    for sentence in [message.id for message in catalog if message.id and message.id not in said]:
        catalog.delete(sentence)
    elsewhere = _held_elsewhere(room)
    for sentence in [each for each in said if each not in elsewhere and room not in HOLDS_PART_OF]:
        if catalog.get(sentence if isinstance(sentence, str) else sentence[0]) is None:
            catalog.add(sentence)
    _head(room, catalog)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{room}.po").open("wb") as stream:
        write_po(stream, catalog, width=110, no_location=True, sort_output=False)


def _head(room: str, catalog: Catalog) -> None:
    """What stands over a catalog: the program, who keeps it, the language; and no dates, which would only say when the
    tool ran."""
    catalog.project, catalog.version = "Registry Desk", _version()
    catalog.copyright_holder = KEEPERS
    catalog.msgid_bugs_address = "README.md"
    catalog.last_translator, catalog.language_team = KEEPERS, "Traditional Chinese, Taiwan"
    catalog.fuzzy = False
    catalog.creation_date = catalog.revision_date = FIRST_CATALOG
    catalog.header_comment = f"# {HEADINGS[room]}\n# Made by ./desk words update; the translations are written by hand."


def _version() -> str:
    import tomllib

    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return found


def main(arguments: list[str]) -> int:
    verb = arguments[0] if arguments else "check"
    if verb not in ("check", "update", "compile"):
        print(__doc__, file=sys.stderr)
        return 2
    for room in ROOMS:
        if verb == "update":
            update(room)
        if verb != "check":
            compile_catalog(room)
    found = [finding for room in ROOMS for finding in findings(room)] if verb != "compile" else []
    print("\n".join(map(str, found)) or "Every sentence has its Chinese.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

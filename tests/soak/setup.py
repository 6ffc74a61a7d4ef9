"""Both commands on a new machine: a minimal Debian 12 with nothing but python3, made here and thrown away.

How this works: ``debootstrap --variant=minbase`` makes a root folder from the package source that this machine itself
uses; apt's and pip's own configuration is copied in as it lies here, so that no host is named in this file. The
committed state of the checkout is cloned into it. Everything inside runs under ``unshare`` with process and mount
spaces of its own: what it starts ends with it, what it mounts is gone with it. Needs root.

``DESK_SOAK_ROOT`` names a folder to work in and to keep; otherwise a temporary one is made and removed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

SUITE = "bookworm"
CHECKOUT = Path(__file__).resolve().parent.parent.parent
HOME = "/opt/registry-desk"
APT_FILES = (
    "sources.list",
    "sources.list.d",
    "trusted.gpg",
    "trusted.gpg.d",
    "keyrings",
    "preferences.d",
    "auth.conf.d",
)
CERTIFICATES = ("/usr/local/share/ca-certificates", "/etc/ssl/certs/ca-certificates.crt")
PIP_FILES = ("/etc/pip.conf", "/root/.config/pip/pip.conf", "/root/.pip/pip.conf")
CARRIED = ("PIP_", "SSL_CERT_", "REQUESTS_CA_", "http_proxy", "https_proxy", "no_proxy", "CI")


def main(seed: int, rounds: int | None = None) -> int:
    """Make the root, try the launcher without rights, then both commands with them. 0 when all held."""
    del seed, rounds  # one machine is as new as another
    for need in ("debootstrap", "unshare", "git"):
        if shutil.which(need) is None:
            sys.exit(f"{need} is not installed")
    if os.geteuid() != 0:
        sys.exit("a root folder can only be made by root")
    with _folder() as work:
        root = work / "root"
        _timed("minimal root", lambda: _make_root(root))
        _furnish(root)
        outcomes = [
            _timed("a clerk without rights is told what to do", lambda: _refused(root)),
            _timed("./desk demo --headless", lambda: _run(root, "./desk demo --headless --out /out")),
            _timed("the demo left its day", lambda: (root / "out" / "story.json").is_file()),
            _timed("./desk test", lambda: _run(root, "./desk test")),
            _timed("set up again takes no time", lambda: _run(root, "timeout 1 installer/setup.sh test")),
        ]
    return 0 if all(outcomes) else 1


@contextmanager
def _folder() -> Iterator[Path]:
    if kept := os.environ.get("DESK_SOAK_ROOT"):
        yield Path(kept)
        return
    folder = Path(tempfile.mkdtemp(prefix="desk-soak-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _timed(what: str, act: object) -> bool:
    print(f"--- {what}", flush=True)
    began = time.monotonic()
    held = bool(act())  # type: ignore[operator]
    print(f"{'ok  ' if held else 'FAIL'} {what} ({time.monotonic() - began:.0f} s)", flush=True)
    return held


def _package_source() -> str:
    """The address that this machine's apt takes the release from."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for line in told.splitlines():
        codename, _, address = line.partition(" ")
        if codename == SUITE:
            return address
    sys.exit(f"apt knows no source of {SUITE} here; run apt-get update")


def _make_root(root: Path) -> bool:
    if (root / "usr/bin/python3").exists():
        return True
    root.mkdir(parents=True, exist_ok=True)
    command = ["debootstrap", "--variant=minbase", "--include=python3", SUITE, str(root), _package_source()]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def _furnish(root: Path) -> None:
    """Copy in how this machine reaches packages, and the committed checkout."""
    shutil.rmtree(root / "etc/apt/sources.list.d", ignore_errors=True)
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for name in (
        *(f"/etc/apt/{each}" for each in APT_FILES),
        *CERTIFICATES,
        *PIP_FILES,
        "/etc/resolv.conf",
        "/etc/hosts",
    ):
        _copy_in(root, Path(name))
    checkout = root / HOME.lstrip("/")
    shutil.rmtree(checkout, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(CHECKOUT), str(checkout)], check=True)


def _copy_in(root: Path, source: Path) -> None:
    target = root / str(source).lstrip("/")
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def _pip_folders() -> list[str]:
    """Folders of this machine that its pip looks for packages in; they are shown inside, read-only."""
    told = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    words = told.stdout.replace("'", " ").replace("=", " ").split()
    # An index in a folder points to files beside it.
    places = {str(Path(urlsplit(word).path).parent) if word.startswith("file://") else word for word in words}
    return sorted(each for each in places if each.startswith("/") and Path(each).is_dir())


def _enter(root: Path, command: str) -> list[str]:
    """The command line that runs ``command`` inside, with /proc, /sys and /dev, and processes that end with it."""
    inside = shlex.quote(str(root))
    mounts = [
        f"mount -t proc proc {inside}/proc",
        f"mount --rbind /sys {inside}/sys",
        f"mount --rbind /dev {inside}/dev",
        f"mount -t tmpfs shm {inside}/dev/shm",
    ]
    for folder in _pip_folders():
        target = f"{inside}{shlex.quote(folder)}"
        mounts.append(f"mkdir -p {target} && mount --bind -o ro {shlex.quote(folder)} {target}")
    script = " && ".join([*mounts, f"exec chroot {inside} /bin/sh -c {shlex.quote(command)}"])
    spaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    return [*spaces, "/bin/sh", "-c", script]


def _surroundings() -> dict[str, str]:
    carried = {name: value for name, value in os.environ.items() if name.startswith(CARRIED)}
    plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    return carried | plain


def _run(root: Path, command: str) -> bool:
    line = _enter(root, f"cd {HOME} && {command}")
    return subprocess.run(line, env=_surroundings(), stdin=subprocess.DEVNULL, check=False).returncode == 0


def _refused(root: Path) -> bool:
    """Somebody who may not install packages, on a machine that lacks them: both languages, and a line to hand on."""
    if (root / HOME.lstrip("/") / ".venv").exists() or (root / "usr/share/fonts/truetype/cns11643").exists():
        return True  # a kept root that was set up before
    command = f"cd {HOME} && exec setpriv --reuid=65534 --clear-groups ./desk doctor"
    told = subprocess.run(
        _enter(root, command),
        env=_surroundings(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    print(told.stderr)
    return told.returncode == 3 and "apt-get install" in told.stderr and "套件" in told.stderr

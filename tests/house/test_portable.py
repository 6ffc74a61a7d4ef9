"""Nothing in the program is Linux's alone: what differs between systems sits behind one door, with a Windows branch.

A door is a file that this list names, with what it may use and why. Whoever needs a file's permissions, a process
limit, a spooler or a system folder goes through the door instead of asking the system again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))

# Modules that Windows lacks, or that mean something else there.
ABSENT = {
    "crypt", "curses", "fcntl", "grp", "nis", "ossaudiodev", "posix", "posixpath", "pty", "pwd", "readline",
    "resource", "spwd", "syslog", "termios", "tty",
}  # fmt: skip
# Names of modules that are there, but not on Windows, or that do something else there.
NAMES = {
    "os": {
        "fork", "forkpty", "kill", "killpg", "getuid", "geteuid", "getgid", "setuid", "setsid", "getpgid", "chown",
        "chmod", "fchmod", "umask", "mkfifo", "nice", "uname", "statvfs", "sync", "wait", "waitpid", "symlink",
        "readlink", "execv", "execve", "execvp", "open", "rename", "sched_setaffinity", "sysconf", "getloadavg",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR1",
        "SIGUSR2", "SIGWINCH", "alarm", "pause", "pthread_kill", "setitimer", "sigwait", "set_wakeup_fd",
    },
    "socket": {"AF_UNIX", "socketpair", "SO_REUSEPORT"},
    "select": {"poll", "epoll", "kqueue", "select"},
    "tempfile": {"NamedTemporaryFile", "mktemp"},
    "time": {"tzset", "clock_gettime"},
}  # fmt: skip
METHODS = {"chmod", "lchmod", "symlink_to", "hardlink_to", "owner", "group", "is_fifo", "is_socket"}
KEYWORDS = {"preexec_fn", "start_new_session", "pass_fds", "process_group", "close_fds"}
SYSTEM_FOLDER = re.compile(r"^/(tmp|etc|usr|var|dev|proc|run|home|opt|bin|sbin|root)(/|$)")
UNIX_PROGRAM = {"lp", "lpstat", "lpr", "sh", "bash", "xdg-open", "kill", "chmod", "sudo", "systemctl"}

# The doors: file, what it may use, how Windows is served.
DOORS = {
    "private_files.py": {"os.open"},  # keys and passphrases; Windows: the folder's access list
    "threads/limits.py": {"resource"},  # a worker's limits; Windows: a job object of its own
    "devices/printer.py": {"lp", "lpstat"},  # CUPS; Windows: threads/print_line.py paints the pages
    "documents/fonts.py": {"/usr/share/fonts/truetype/cns11643", "/usr/local/share/fonts"},  # Windows: %WINDIR%\Fonts
    "cli/commands.py": {"os.execv"},  # in our place; Windows: a child that is waited for
}
ASKED = ("win32", '"nt"')


def unportable(tree: ast.AST) -> Iterator[str]:
    """What in one file only some systems have."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.partition(".")[0] in ABSENT)
            case ast.ImportFrom(module=str(module), names=names):
                if module.partition(".")[0] in ABSENT:
                    yield module
                yield from (f"{module}.{each.name}" for each in names if each.name in NAMES.get(module, ()))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in NAMES.get(owner, ()):
                yield f"{owner}.{name}"
            case ast.Call(func=ast.Attribute(attr=name), keywords=words):
                if name in METHODS:
                    yield f".{name}()"
                if name == "strftime":
                    yield from _time_formats(node)
                yield from (f"{word.arg}=" for word in words if word.arg in KEYWORDS)
            case ast.Constant(value=str(text)) if SYSTEM_FOLDER.match(text):
                yield text
            case ast.List(elts=[ast.Constant(value=str(program)), *_]) if program in UNIX_PROGRAM:
                yield program


def _time_formats(call: ast.Call) -> Iterator[str]:
    """``%-d`` and ``%e`` are the GNU library's; Windows raises or prints nothing."""
    for each in call.args:
        if isinstance(each, ast.Constant) and re.search(r"%[-_0^#ePklsDFTRGV]", str(each.value)):
            yield f"strftime({each.value!r})"


def without_encoding(tree: ast.AST) -> Iterator[str]:
    """Text that is read or written as the system pleases: CP950 at the clerks' desks."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        words = {word.arg: word.value for word in node.keywords}
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if "encoding" in words or None in words:
            continue
        if name == "read_text" and not node.args:
            yield f"{node.lineno}: read_text()"
        if name == "write_text" and len(node.args) < 2:
            yield f"{node.lineno}: write_text()"
        if owner == "subprocess" and {"text", "universal_newlines"} & set(words):
            yield f"{node.lineno}: subprocess as text"
        if isinstance(node.func, ast.Name) and name == "open" and not _binary(node, words, 1):
            yield f"{node.lineno}: open()"
        if isinstance(node.func, ast.Attribute) and name == "fdopen" and not _binary(node, words, 1):
            yield f"{node.lineno}: fdopen()"


def _binary(call: ast.Call, words: dict[str | None, ast.expr], place: int) -> bool:
    mode = words.get("mode") or (call.args[place] if len(call.args) > place else None)
    return isinstance(mode, ast.Constant) and "b" in str(mode.value)


def _name(file: Path) -> str:
    return file.relative_to(APP).as_posix()


def test_what_only_some_systems_have_sits_behind_its_door() -> None:
    used = {_name(file): set(unportable(ast.parse(file.read_text("utf-8")))) for file in SOURCES}
    assert {
        file: names - DOORS.get(file, set()) for file, names in used.items() if names - DOORS.get(file, set())
    } == {}
    left_over = {door: names - used.get(door, set()) for door, names in DOORS.items() if names - used.get(door, set())}
    assert left_over == {}, "a door that is used no more is taken off the list"


def test_every_door_has_a_windows_side() -> None:
    served_elsewhere = {"devices/printer.py": "threads/print_line.py"}
    for door in DOORS:
        text = (APP / served_elsewhere.get(door, door)).read_text("utf-8")
        assert any(each in text for each in ASKED), door


def test_every_text_is_read_and_written_as_utf8() -> None:
    found = {_name(file): list(without_encoding(ast.parse(file.read_text("utf-8")))) for file in SOURCES}
    assert {file: places for file, places in found.items() if places} == {}


def test_processes_are_spawned_and_what_they_run_can_be_found_again() -> None:
    for file in SOURCES:
        text = file.read_text("utf-8")
        assert not re.search(r"get_context\((?!\"spawn\"\))|set_start_method|ProcessPoolExecutor\(\)", text), file
        assert not re.search(r"target=lambda|multiprocessing\.(Process|Pool)\(", text), file


def test_the_watch_sees_what_it_watches_for() -> None:
    text = """
import fcntl
from os import fork
os.kill(1, signal.SIGKILL); path.chmod(0o600); open("x"); moment.strftime("%-d")
subprocess.run(["lp", "-"], text=True, preexec_fn=f); Path("/tmp/x").read_text()
"""
    tree = ast.parse(text)
    assert set(unportable(tree)) == {
        "fcntl", "os.fork", "os.kill", "signal.SIGKILL", ".chmod()", "strftime('%-d')", "lp", "preexec_fn=", "/tmp/x",
    }  # fmt: skip
    assert len(list(without_encoding(tree))) == 3


def test_the_windows_side_of_set_up_asks_for_digests_and_wheels_and_names_no_registry() -> None:
    for name in ("desk", "desk.cmd", "installer/setup.sh", "installer/setup.ps1", "installer/lock.sh"):
        assert not re.search(r"https?://|index-url|trusted-host", re.sub("--no-emit-[a-z-]+", "", _read(name))), name
    for file in sorted((ROOT / "installer" / "requirements").glob("*.txt")):
        assert not re.search(r"://|--[a-z-]*index|--find|--trusted", file.read_text("utf-8")), file.name
    windows = _read("installer/setup.ps1")
    assert "--require-hashes" in windows and "--only-binary ':all:'" in windows
    assert all(f"'{name}.txt'" in windows for name in ("build", "run", "windows"))
    command = (ROOT / "desk.cmd").read_bytes()
    assert command.isascii(), "cmd reads it in the computer's own code page"
    assert (ROOT / "installer" / "setup.ps1").read_bytes()[:3] == b"\xef\xbb\xbf", (
        "without its mark PowerShell 5 reads CP950"
    )


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8-sig")

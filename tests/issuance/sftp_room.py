"""A real SFTP server with a script: which host key it shows, when its disk is full, when its line breaks."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paramiko
from paramiko import sftp
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED

LOGIN, PASSWORD = "school", "open sesame"


class SftpRoom:
    """Serves ``folder``. ``faults``: full, breaks, rename, plain (knows no posix-rename), lost_rename, keeps.

    ``meanwhile`` is done once, when the next file is begun.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: set[str] = set()
        self.known_key: paramiko.PKey | None = None  # whose private half signs on instead of the password
        self.host_key: paramiko.PKey = paramiko.ECDSAKey.generate()
        self.written: list[str] = []
        self.meanwhile: Callable[[], None] | None = None
        self.signed_on = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._lines: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def pinned(self) -> str:
        return f"{self.host_key.get_name()} {self.host_key.get_base64()}"

    def names(self) -> list[str]:
        return sorted(each.name for each in self.folder.iterdir())

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listening.accept()
            except OSError:
                return
            line = paramiko.Transport(wire)
            line.add_server_key(self.host_key)
            line.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, room=self, line=line)
            self._lines.append(line)
            try:
                line.start_server(server=_Door(self), event=threading.Event())
            except paramiko.SSHException:
                continue

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for the next line
        self._listening.close()
        for line in self._lines:
            line.close()
            line.join(2)
        self._thread.join(2)


class _Door(paramiko.ServerInterface):
    def __init__(self, room: SftpRoom) -> None:
        self.room = room

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (LOGIN, PASSWORD)
        self.room.signed_on += good
        return AUTH_SUCCESSFUL if good else AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        good = username == LOGIN and key == self.room.known_key
        self.room.signed_on += good
        return AUTH_SUCCESSFUL if good else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:
        return "publickey" if self.room.known_key is not None else "password"


class _Handle(paramiko.SFTPHandle):
    files: _Files

    def write(self, offset: int, data: bytes) -> int:
        if "full" in self.files.room.faults:
            return sftp.SFTP_FAILURE
        if "breaks" in self.files.room.faults:
            self.files.line.close()
            return sftp.SFTP_FAILURE
        return super().write(offset, data)


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, _server: Any, room: SftpRoom, line: paramiko.Transport) -> None:
        super().__init__(_server)
        self.room, self.line = room, line

    def _at(self, path: str) -> Path:
        return self.room.folder / path.lstrip("/")

    def list_folder(self, path: str) -> Any:
        try:
            return [paramiko.SFTPAttributes.from_stat(each.stat(), each.name) for each in self._at(path).iterdir()]
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        try:
            opened = os.fdopen(os.open(self._at(path), flags, 0o600), _mode(flags))
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)
        if flags & (os.O_WRONLY | os.O_RDWR):
            self.room.written.append(path)
            deed, self.room.meanwhile = self.room.meanwhile, None
            if deed is not None:
                deed()
        handle = _Handle(flags)
        handle.files = self
        handle.filename = str(self._at(path))
        handle.readfile = handle.writefile = opened  # type: ignore[attr-defined]
        return handle

    def remove(self, path: str) -> int:
        if "keeps" in self.room.faults:
            return sftp.SFTP_PERMISSION_DENIED
        try:
            self._at(path).unlink()
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)
        return sftp.SFTP_OK

    def rename(self, oldpath: str, newpath: str) -> int:
        return self._rename(oldpath, newpath)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return sftp.SFTP_OP_UNSUPPORTED if "plain" in self.room.faults else self._rename(oldpath, newpath)

    def _rename(self, oldpath: str, newpath: str) -> int:
        if "rename" in self.room.faults:
            return sftp.SFTP_PERMISSION_DENIED
        try:
            self._at(oldpath).rename(self._at(newpath))
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno or 0)
        if "lost_rename" in self.room.faults:
            self.line.close()
        return sftp.SFTP_OK


def _mode(flags: int) -> str:
    if flags & os.O_RDWR:
        return "r+b"
    return "wb" if flags & os.O_WRONLY else "rb"

"""Machine code kept on disk, by the hash of all that it comes from.

It is run as it is found, so it is read only from a folder that nobody but the user can write to; where there is
none such, every run compiles anew. A file is a line with the hash of its name and content, then an object file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from duixian.language.cache import cache_folder


def recall(key: str) -> bytes | None:
    """The object file kept under a key; None where there is nothing that can be trusted."""
    folder = _own_folder()
    if folder is None:
        return None
    try:
        descriptor = os.open(folder / f"{key}.o", os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            head, body = file.read().split(b"\n", 1)
    except (OSError, ValueError):
        return None
    return body if stat.S_ISREG(status.st_mode) and _is_own(status) and head == _hash(key, body) else None


def keep(key: str, machine_code: bytes, text: str) -> None:
    """Keep an object file, and beside it the text it was made from, for reading."""
    folder = _own_folder()
    if folder is None:
        return
    _write(folder / f"{key}.o", _hash(key, machine_code) + b"\n" + machine_code)
    _write(folder / f"{key}.py", text.encode())


def _write(path: Path, content: bytes) -> None:
    """Written aside and renamed, so that nobody reads half a file."""
    import tempfile

    with suppress(OSError):
        descriptor, aside = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(aside).replace(path)


def _hash(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + body).hexdigest().encode()


def _own_folder() -> Path | None:
    """The folder, closed to others; None where it is not the user's own."""
    try:
        folder = cache_folder("kernels")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or not _is_of_user(status):
            return None
        if os.name == "posix" and stat.S_IMODE(status.st_mode) != 0o700:
            folder.chmod(0o700)
    except (OSError, RuntimeError):
        return None
    return folder


def _is_own(status: os.stat_result) -> bool:
    """Whether only the user can have written a file."""
    return _is_of_user(status) and not (os.name == "posix" and status.st_mode & 0o022)


def _is_of_user(status: os.stat_result) -> bool:
    # Elsewhere the user's cache folder belongs to the user by the rules of the system.
    return os.name != "posix" or status.st_uid == os.geteuid()

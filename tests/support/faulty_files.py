"""A file layer under the very SQLite that the program uses: it counts, records and refuses what SQLite asks of a disk.

A second SQLite (such as the one inside the apsw package) has file layers of its own, which Python's `sqlite3` never
sees. So this one is registered, over ctypes, in the library that `sqlite3` itself is linked to: the shipped code and
its SQLite run unchanged, with shared memory and locks of the real machine. A copy of the machine's own layer is made
the default; of each file that it opens, the functions that read, write, cut, sync and map are replaced by ones that
ask `rule` first.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from msgspec import Struct

OK, IOERR, READONLY, FULL, CANTOPEN = 0, 10, 8, 13, 14
IOERR_READ, IOERR_SHORT_READ = IOERR | 1 << 8, IOERR | 2 << 8
IOERR_WRITE, IOERR_FSYNC = IOERR | 3 << 8, IOERR | 4 << 8
IOERR_TRUNCATE, IOERR_DELETE, IOERR_SHMMAP = IOERR | 6 << 8, IOERR | 10 << 8, IOERR | 21 << 8
# What a failing disk answers to each call.
FAILURES = {
    "open": CANTOPEN,
    "read": IOERR_READ,
    "write": IOERR_WRITE,
    "truncate": IOERR_TRUNCATE,
    "sync": IOERR_FSYNC,
    "delete": IOERR_DELETE,
    "map": IOERR_SHMMAP,
}
WRITING = ("write", "truncate", "sync", "delete")


class Call(Struct, frozen=True):
    """One thing SQLite asked: its number from 1, what, of which file, where, and the bytes of a write."""

    number: int
    kind: str
    path: str
    offset: int = 0
    body: bytes = b""


class Answer(Struct, frozen=True):
    """What the disk says instead: a result code, after so many bytes of a write were written all the same."""

    code: int
    written: int = 0


Rule = Callable[[Call], Answer | None]
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64


class _Methods(ctypes.Structure):
    _fields_ = [
        ("iVersion", _I),
        *[(name, _P) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock")],
        *[(name, _P) for name in ("xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics")],
        *[(name, _P) for name in ("xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch")],
    ]


class _File(ctypes.Structure):
    _fields_ = [("pMethods", ctypes.POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("iVersion", _I),
        ("szOsFile", _I),
        ("mxPathname", _I),
        ("pNext", _P),
        ("zName", ctypes.c_char_p),
        ("pAppData", _P),
        *[(name, _P) for name in ("xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym")],
        *[(name, _P) for name in ("xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError")],
        *[(name, _P) for name in ("xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall", "xNextSystemCall")],
    ]


_SIGNATURES: dict[str, Any] = {
    "xOpen": ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, ctypes.POINTER(_I)),  # the name must stay where SQLite keeps it
    "xDelete": ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I),
    "xClose": ctypes.CFUNCTYPE(_I, _P),
    "xRead": ctypes.CFUNCTYPE(_I, _P, _P, _I, _L),
    "xWrite": ctypes.CFUNCTYPE(_I, _P, _P, _I, _L),
    "xTruncate": ctypes.CFUNCTYPE(_I, _P, _L),
    "xSync": ctypes.CFUNCTYPE(_I, _P, _I),
    "xShmMap": ctypes.CFUNCTYPE(_I, _P, _I, _I, _I, ctypes.POINTER(_P)),
}


def sqlite_library() -> ctypes.CDLL | None:
    """Return the SQLite that Python's `sqlite3` is linked to; None where it is built in and cannot be reached."""
    import _sqlite3

    for path in (getattr(_sqlite3, "__file__", None), "libsqlite3.so.0"):
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(path, mode=os.RTLD_NOW | getattr(os, "RTLD_NOLOAD", 0))
            library.sqlite3_vfs_register.argtypes = [ctypes.POINTER(_Vfs), _I]
            library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
            return library
    return None


class FaultyFiles:
    """The layer. While it is installed every new connection of this process goes through it."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.rule: Rule | None = None
        self.heard: Callable[[Call], None] | None = None  # of every call that was let through
        self.calls = 0
        self._library = library
        self._real = library.sqlite3_vfs_find(None).contents
        self._paths: dict[int, str] = {}
        self._tables: dict[int, tuple[_Methods, list[Any]]] = {}
        self._kept: list[Any] = []  # what C holds a pointer to
        self._vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self._vfs), ctypes.byref(self._real), ctypes.sizeof(_Vfs))
        self._vfs.zName = b"faulty"
        self._open, self._delete = self._original(self._real, "xOpen"), self._original(self._real, "xDelete")
        self._replace(self._vfs, "xOpen", self._on_open, self._kept)
        self._replace(self._vfs, "xDelete", self._on_delete, self._kept)

    @contextmanager
    def installed(self) -> Iterator["FaultyFiles"]:
        """Stand under every connection made inside."""
        assert self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) == OK
        try:
            yield self
        finally:
            self.rule = self.heard = None
            self._library.sqlite3_vfs_register(ctypes.byref(self._real), 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    @staticmethod
    def _original(table: ctypes.Structure, name: str) -> Any:
        return _SIGNATURES[name](getattr(table, name))

    @staticmethod
    def _replace(table: ctypes.Structure, name: str, own: Callable[..., int], kept: list[Any]) -> None:
        kept.append(_SIGNATURES[name](own))
        setattr(table, name, ctypes.cast(kept[-1], _P).value)

    def _asked(self, kind: str, path: str, offset: int = 0, body: bytes = b"") -> tuple[Call, Answer | None]:
        self.calls += 1
        call = Call(self.calls, kind, path, offset, body)
        answer = self.rule(call) if self.rule is not None else None
        if answer is None and self.heard is not None:
            self.heard(call)
        return call, answer

    def _on_open(self, vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        _, answer = self._asked("open", path)
        if answer is not None:
            ctypes.cast(file, ctypes.POINTER(_File)).contents.pMethods = ctypes.POINTER(_Methods)()
            return answer.code
        code = int(self._open(vfs, name, file, flags, out))
        opened = ctypes.cast(file, ctypes.POINTER(_File)).contents
        if code == OK and opened.pMethods:
            self._paths[file] = path
            opened.pMethods = ctypes.pointer(self._table(opened.pMethods))
        return code

    def _table(self, real: Any) -> _Methods:
        """Return the real functions of a kind of file with ours in their places."""
        address = ctypes.addressof(real.contents)
        if address not in self._tables:
            table, kept = _Methods(), list[Any]()
            ctypes.memmove(ctypes.byref(table), real, ctypes.sizeof(_Methods))
            for name, own in (
                ("xClose", self._on_close),
                ("xRead", self._on_read),
                ("xWrite", self._on_write),
                ("xTruncate", self._on_truncate),
                ("xSync", self._on_sync),
                ("xShmMap", self._on_map),
            ):
                if getattr(table, name):
                    self._replace(table, name, _with(own, self._original(table, name)), kept)
            table.iVersion = min(table.iVersion, 2)  # no reading past us through a memory map
            self._tables[address] = table, kept
        return self._tables[address][0]

    def _on_close(self, real: Any, file: int) -> int:
        self._paths.pop(file, None)
        return int(real(file))

    def _on_read(self, real: Any, file: int, buffer: int, amount: int, offset: int) -> int:
        _, answer = self._asked("read", self._paths.get(file, ""), offset)
        return answer.code if answer is not None else int(real(file, buffer, amount, offset))

    def _on_write(self, real: Any, file: int, buffer: int, amount: int, offset: int) -> int:
        _, answer = self._asked("write", self._paths.get(file, ""), offset, ctypes.string_at(buffer, amount))
        if answer is None:
            return int(real(file, buffer, amount, offset))
        if answer.written:
            real(file, buffer, min(amount, answer.written), offset)
        return answer.code

    def _on_truncate(self, real: Any, file: int, size: int) -> int:
        _, answer = self._asked("truncate", self._paths.get(file, ""), size)
        return answer.code if answer is not None else int(real(file, size))

    def _on_sync(self, real: Any, file: int, flags: int) -> int:
        _, answer = self._asked("sync", self._paths.get(file, ""))
        return answer.code if answer is not None else int(real(file, flags))

    def _on_map(self, real: Any, file: int, page: int, size: int, extend: int, out: Any) -> int:
        _, answer = self._asked("map", self._paths.get(file, ""))
        return answer.code if answer is not None else int(real(file, page, size, extend, out))

    def _on_delete(self, vfs: int, name: bytes, sync_folder: int) -> int:
        _, answer = self._asked("delete", os.fsdecode(name))
        return answer.code if answer is not None else int(self._delete(vfs, name, sync_folder))


def _with(own: Callable[..., int], real: Any) -> Callable[..., int]:
    return lambda *given: own(real, *given)


def faulty_files() -> FaultyFiles | None:
    """Return a layer, or None on a machine whose `sqlite3` cannot be reached."""
    library = sqlite_library() if sys.platform.startswith("linux") else None
    return None if library is None else FaultyFiles(library)

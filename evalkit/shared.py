"""What many pages have in common, computed by whoever needs it first and kept for the others, in this process and in others.

An entry is kept under a key that says everything it follows from: the code, the data's content, the parameters, the policy.
What is kept is what any page may show: results after disclosure control, names of hidden cells, sums over whole tables, and that
a source was checked; never a row, an identifier, or a number that a page would hide. The folders are for this user alone all the
same.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from fractions import Fraction
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from evalkit.errors import EvalkitError
from evalkit.files import locked, write_atomically
from evalkit.registers.synthetic.store import cache_folder
from evalkit.results import Result

LIMIT = 256_000_000  # bytes that the entries of a drawer may take together; those that were not used for longest go first
_FILE = "kept.json"
_WAIT = 0.1  # seconds between two looks at an entry that another process makes
_LIBRARIES = ("duckdb", "numpy", "scipy")
# What only shows numbers, so that they do not follow from it.
_SHOWS = frozenset(
    {"tables", "figures", "typeset", "charts", "findings", "overview", "page", "computed", "widgets", "pages"}
    | {"parameters", "export", "manifest", "scan", "batch", "cli", "__main__", "messages"}
)
_NEVER_TOLD = ("contributors", "largest")


def kept(key: Sequence[object], make: Callable[[], object], drawer: str = "shared") -> object:
    """What `make` gives, from the cache where it is there under the same key and whole.

    Of several processes that want it at once, one makes it and the others wait. An entry that was cut, or that was made under
    another key, is made again.

    Parameters
    ----------
    key: everything that the answer follows from besides the code, which is part of every key; each part by what it says.
    make: gives something that JSON can hold. What it raises is raised, and nothing is kept.
    drawer: folder of the cache with the entries of one kind, which make room for each other.
    """
    asked = hashlib.sha256(repr((code(), *key)).encode()).hexdigest()
    file = cache_folder() / drawer / asked[:32] / _FILE
    while (found := _read(file, asked)) is None:
        with contextlib.ExitStack() as held:
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                held.enter_context(locked(file.parent))
            except PermissionError:  # a cache that may not be written to helps nobody and stops nobody
                return make()
            except (EvalkitError, FileNotFoundError):  # another process makes it, or has just let go of it
                time.sleep(_WAIT)
                continue
            found = _read(file, asked) or (_made(file, asked, make),)
            break
    with contextlib.suppress(OSError):
        os.utime(file)
    return found[0]


def kept_results(key: Sequence[object], make: Callable[[], Sequence[Result]]) -> tuple[Result, ...]:
    """Results after disclosure control, as `kept` gives them; what only disclosure control looks at is not among them."""
    rows = kept(key, lambda: [_told(result) for result in make()])
    names = [field.name for field in fields(Result) if field.name not in _NEVER_TOLD]
    assert isinstance(rows, list)
    return tuple(Result(**dict(zip(names, row, strict=True))) for row in rows)


def spelled(value: object) -> str:
    """A parameter as text that says all of it, for a key.

    Raises
    ------
    TypeError: it is of a kind of which the text may not say all, such as a table or a function of a notebook.

    >>> spelled({"akasse": ("3F-A",), "level": 0.95})
    "{'akasse': ('3F-A'), 'level': 0.95}"
    """
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}{spelled([getattr(value, field.name) for field in fields(value)])}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{spelled(key)}: {spelled(one)}' for key, one in value.items())}}}"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(spelled, value))})"
    if callable(value):
        return _of_evalkit(value)
    if not isinstance(value, str | int | float | Fraction | date | None):
        raise TypeError(f"{type(value).__name__} cannot be a part of a key")
    return repr(value)


@functools.cache
def code() -> str:
    """A hash of the code and lists that numbers follow from, and the versions of the libraries that calculate."""
    root, digest = Path(str(resources.files("evalkit"))), hashlib.sha256()
    for file in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".csv", ".yml")):
        name = file.relative_to(root)
        if name.parts[0].partition(".")[0] not in _SHOWS:
            digest.update(f"{name.as_posix()}\0".encode() + file.read_bytes())
    digest.update(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    return digest.hexdigest()


def forget(drawer: str = "shared") -> None:
    """Remove everything that is kept in a drawer; what is in the others may have taken minutes to make."""
    shutil.rmtree(cache_folder() / drawer, ignore_errors=True)


def _told(result: Result) -> list[object]:
    return [value for name, value in asdict(result).items() if name not in _NEVER_TOLD]


def _of_evalkit(function: Callable[..., object]) -> str:
    """A function by its name; its code is part of every key when it is evalkit's own."""
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "<")
    if "<" in name or not str(module).startswith("evalkit."):
        raise TypeError(f"{name} is no function of evalkit")
    return f"{module}.{name}"


def _read(file: Path, asked: str) -> tuple[object] | None:
    """The answer in a file, in a tuple since it may be None; None when there is none, or it is not whole or not asked for."""
    try:
        key, digest, body = file.read_text(encoding="utf-8").split("\n", 2)
    except (OSError, ValueError):
        return None
    return (json.loads(body),) if key == asked and digest == hashlib.sha256(body.encode()).hexdigest() else None


def _made(file: Path, asked: str, make: Callable[[], object]) -> object:
    """The answer, made and kept; it is the same where the disk has no room for it."""
    body = json.dumps(make(), default=lambda number: number.item())
    with contextlib.suppress(EvalkitError, OSError):
        write_atomically(file, "\n".join((asked, hashlib.sha256(body.encode()).hexdigest(), body)))
        file.chmod(0o600)
        _make_room(file.parents[1])
    return json.loads(body)


def _make_room(drawer: Path) -> None:
    """Remove the entries of a drawer that were not used for longest until the others fit."""
    entries = []
    for file in drawer.glob(f"*/{_FILE}"):
        with contextlib.suppress(OSError):
            entries.append((file.stat().st_mtime_ns, file.stat().st_size, file.parent))
    total = sum(size for _, size, _ in entries)
    for _, size, folder in sorted(entries)[:-1]:
        if total <= LIMIT:
            return
        shutil.rmtree(folder, ignore_errors=True)
        total -= size

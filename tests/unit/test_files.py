"""Files are whole at every moment, and a folder has one writer."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from evalkit.errors import EvalkitError, UsageError
from evalkit.files import check_writable, locked, storage_error, write_atomically


class Killed(BaseException):
    """Stands for a process that ends on the spot."""


def _killed_before_line(number: int, function: Any, *arguments: object) -> bool:
    """Call `function` and end it before its own `number`-th executed line; False when it was through by then."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        if frame.f_code is not function.__code__:
            return None
        if event == "line":
            lines += 1
            if lines == number:
                raise Killed
        return trace

    earlier = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*arguments)
    except Killed:
        return True
    finally:
        sys.settrace(earlier)
    return False


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_write_that_is_killed_between_any_two_steps_leaves_old_or_new(old: bytes | None, tmp_path: Path) -> None:
    path, number, seen = tmp_path / "sub" / "page.html", 0, set()
    killed = True
    while killed:
        number += 1
        if old is None:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, old)
        killed = _killed_before_line(number, write_atomically, path, b"new")
        content = path.read_bytes() if path.exists() else None
        assert content in (old, b"new")
        seen.add(content)
    assert seen == {old, b"new"}
    assert number > 5


def test_text_is_written_as_utf_8_with_line_feeds(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "æ\n")
    assert (tmp_path / "a").read_bytes() == "æ\n".encode()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_half_one(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "page.html"
    write_atomically(path, "old")
    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full)
    with pytest.raises(
        EvalkitError,
        match=r"^cannot write page\.html: the disk is full\. Free some space and run again; what is finished is kept\.$",
    ) as caught:
        write_atomically(path, "new")
    assert caught.value.exit_code == 1
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]


def test_the_message_of_a_disk_error_says_what_to_do_and_no_folder(tmp_path: Path) -> None:
    said = {
        number: str(storage_error(OSError(number, os.strerror(number)), tmp_path / "x.xlsx"))
        for number in (errno.EACCES, errno.EIO)
    }
    close = "Close the programs that have it open and run again; what is finished is kept."
    assert said[errno.EACCES] == f"cannot write x.xlsx: it may not be written. {close}"
    assert said[errno.EIO].startswith(f"cannot write x.xlsx: {os.strerror(errno.EIO)}. ")


def test_a_folder_is_made_and_found_writable_without_a_trace(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b", "--out")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"--out .*file/sub: cannot write there: Not a directory\. Choose another folder"):
        check_writable(tmp_path / "file" / "sub", "--out")


def test_a_folder_has_one_writer_until_the_writer_ends(tmp_path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path\nfrom evalkit.files import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with (
        pytest.raises(EvalkitError, match=r"another evalkit run is writing to .*; wait for it or choose another --out"),
        locked(tmp_path),
    ):
        pass
    holder.kill()
    holder.communicate()
    with locked(tmp_path):
        assert (tmp_path / ".lock").exists()

"""What is shared by pages: made once, under a key that says everything, believed only when it is whole."""

from __future__ import annotations

import multiprocessing
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from evalkit import shared
from evalkit.files import where
from evalkit.filters import Selection
from evalkit.indicators import monitoring
from evalkit.regimes.library import programmes
from evalkit.results import Result
from evalkit.shared import kept, kept_results, spelled


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for each test."""
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "shared"


class Counted:
    """Counts how often it is asked."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.times = answers, 0

    def __call__(self) -> object:
        self.times += 1
        return self.answers[min(self.times, len(self.answers)) - 1]


def test_an_answer_is_made_once_and_is_the_same_afterwards() -> None:
    made = Counted({"a": [1, 0.1 + 0.2, None, "æ"]}, "another")
    first = kept(("k",), made)
    assert kept(("k",), made) == first == {"a": [1, 0.1 + 0.2, None, "æ"]}
    assert made.times == 1


def test_nothing_may_be_kept_too() -> None:
    made = Counted(None)
    assert [kept(("k",), made), kept(("k",), made), made.times] == [None, None, 1]


def test_another_key_or_other_code_is_another_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Counted(1, 2, 3)
    assert [kept(("k", 5), made), kept(("k", 10), made)] == [1, 2]
    monkeypatch.setattr(shared, "code", lambda: "edited")
    assert kept(("k", 5), made) == 3


def test_what_is_raised_is_raised_and_not_kept() -> None:
    def failing() -> object:
        raise ValueError("once")

    with pytest.raises(ValueError, match="once"):
        kept(("k",), failing)
    assert kept(("k",), Counted("well")) == "well"


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign", "empty", "binary"])
def test_a_damaged_or_foreign_entry_is_made_again(cache: Path, damage: str) -> None:
    kept(("k",), Counted([1, 2, 3]))
    (file,) = cache.glob("*/kept.json")
    whole = file.read_bytes()
    kept(("other",), Counted([9]))
    other = next(path for path in cache.glob("*/kept.json") if path != file)
    damages = {
        "cut": whole[:-2], "changed": whole.replace(b"[1", b"[7"), "foreign": other.read_bytes(), "empty": b"",
        "binary": b"\xff\xfe\x00",
    }  # fmt: skip
    file.write_bytes(damages[damage])
    made = Counted([1, 2, 3])
    assert kept(("k",), made) == [1, 2, 3]
    assert made.times == 1
    assert file.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="access is inherited from the user's folder there")
def test_an_entry_is_for_this_user_alone(cache: Path) -> None:
    kept(("k",), Counted(1))
    (file,) = cache.glob("*/kept.json")
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_entries_that_were_not_used_for_longest_make_room(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        kept((name,), Counted(name * 1000))
        time.sleep(0.02)
    kept(("a",), Counted("not asked"))  # used again, so that b is the oldest
    monkeypatch.setattr(shared, "LIMIT", 3500)
    kept(("d",), Counted("d" * 1000))
    assert sum(file.stat().st_size for file in cache.glob("*/kept.json")) <= 3500
    assert kept(("a",), Counted("made again")) == "a" * 1000
    assert kept(("b",), Counted("made again")) == "made again"


def test_forgetting_and_making_room_keep_to_their_drawer(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(("k",), Counted(1))
    kept(("k",), Counted(2), "plans")
    monkeypatch.setattr(shared, "LIMIT", 10)
    for number in range(3):
        kept((number,), Counted(number))
    assert len(list(cache.iterdir())) == 1
    shared.forget()
    assert not cache.exists()
    assert kept(("k",), Counted("made again"), "plans") == 2
    shared.forget("plans")
    assert kept(("k",), Counted("made again"), "plans") == "made again"


def _slow(log: str) -> object:
    with Path(log).open("a", encoding="utf-8") as file:
        file.write("made\n")
    time.sleep(0.5)
    return [1]


def _ask(log: str) -> None:
    assert kept(("k",), partial(_slow, log)) == [1]


def test_of_two_processes_at_once_one_makes_it(tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_ask, args=(log,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert Path(log).read_text(encoding="utf-8") == "made\n"


def test_results_come_back_as_they_were_without_what_is_never_told(cache: Path) -> None:
    key = ("activation_rate", "level", "dagpenge", "sex", "men", "2019", "pct")
    told = Result(*key, 10, 4.0, 10.0, 40.0, contributors=7, largest=0.123456)
    hidden = Result(*key, 0, None, None, None, state="suppressed")
    made = [told, hidden]
    first = kept_results(("k",), lambda: made)
    assert first == kept_results(("k",), list) == (told, hidden)
    assert {(one.contributors, one.largest) for one in first} == {(None, None)}
    (file,) = cache.glob("*/kept.json")
    assert "0.123456" not in file.read_text(encoding="utf-8")


def test_a_key_says_all_of_a_parameter() -> None:
    chosen = [Selection(), Selection.of(akasse="HK-A"), Selection.of(background={"sex": "men"}), ("a", 1), ["a", "1"], None]
    assert len({spelled(value) for value in chosen}) == len(chosen)
    assert spelled(programmes(["reform_2020_dagpenge"])) != spelled(programmes(["reform_2020_kontanthjaelp"]))
    assert spelled(monitoring.enrolled).startswith("evalkit.indicators.monitoring.")


@pytest.mark.parametrize("value", [np.zeros(3), lambda: 1, partial(_ask, "log"), _ask, object()])
def test_what_a_key_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        spelled({"given": (value,)})


def test_a_source_that_is_written_to_is_another_place(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "persons.csv").write_text("a", encoding="utf-8")
    before = where(folder)
    assert where(folder) == before
    time.sleep(0.02)
    (folder / "persons.csv").write_text("b", encoding="utf-8")
    assert where(folder) != before

"""A bar on a terminal, a line a run elsewhere."""

from __future__ import annotations

import io

from evalkit.batch import Notice, Step, progress_on

STEPS = (Step(1, 2, "bdo/a", "done in 9 s"), Step(2, 2, "bdo/b", "failed: cell 2: ValueError: no"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_each_run_is_a_line() -> None:
    stream = io.StringIO()
    for step in STEPS:
        progress_on(stream, 2)(step)
    assert stream.getvalue() == "[1/2] bdo/a done in 9 s\n[2/2] bdo/b failed: cell 2: ValueError: no\n"


def test_on_a_terminal_there_is_a_bar_and_failures_stay_to_be_read() -> None:
    stream = Terminal()
    tell = progress_on(stream, 2)
    for step in STEPS:
        tell(step)
    shown = stream.getvalue()
    assert "2/2" in shown
    assert "bdo/b failed: cell 2: ValueError: no\n" in shown
    assert "done in" not in shown


def test_a_notice_is_a_line_and_nothing_to_do_shows_no_bar() -> None:
    for stream in (io.StringIO(), Terminal()):
        progress_on(stream, 2)(Notice("nothing to do: all 2 pages are up to date"))
        assert stream.getvalue() == "nothing to do: all 2 pages are up to date\n"

from __future__ import annotations

import asyncio

from evalkit.widgets.debounce import Debounced


def test_without_a_loop_the_call_comes_at_once() -> None:
    calls: list[int] = []
    changed = Debounced(lambda: calls.append(len(calls)), 10)
    changed()
    changed()
    assert calls == [0, 1]


def test_in_a_loop_many_changes_are_one_call() -> None:
    calls: list[str] = []

    async def change() -> None:
        changed = Debounced(lambda: calls.append("called"), 0.01)
        for _ in range(20):
            changed()
        assert calls == []
        await asyncio.sleep(0.05)
        assert calls == ["called"]
        changed()
        await asyncio.sleep(0.05)

    asyncio.run(change())
    assert calls == ["called", "called"]

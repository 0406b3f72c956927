"""Everything that is computed of registers on a server is what is computed of the same registers in files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from evalkit.analysis import Analysis
from evalkit.disclosure import Policy
from evalkit.disclosure.plan import plan_of
from evalkit.disclosure.universe import SCOPES, universe
from evalkit.filters import Selection
from evalkit.indicators import FAMILIES, MEASURES, compute_family
from evalkit.indicators.asking import possible_groupings
from evalkit.indicators.benefit_end import Package, Plan, package_target, running_out, staff_needed
from evalkit.indicators.due_talks import GROUPINGS, due_talks
from evalkit.indicators.family import Connection
from evalkit.indicators.populations import POPULATIONS
from evalkit.indicators.survival.courses import GROUPINGS as COURSES_BY
from evalkit.indicators.survival.courses import courses
from evalkit.indicators.weeks_reached import weeks_of_newcomers
from evalkit.ledger import registry_ledger
from evalkit.published import figures
from evalkit.regimes.library import programmes
from evalkit.registers.definitions import Definitions
from evalkit.registers.server import ServerAnswer, ServerConnection
from evalkit.registers.sources import Source, attach
from evalkit.results import Result
from evalkit.widgets.cube import Cube

PERIOD, CHANGE = "2021-09/2022-08", "2019>2021-09/2022-08"
READ_WHOLE = ("survey_answers", "randomised_persons", "randomised_spells")  # samples, whose rows estimators need
# The panel's choices, and how many persons have each pair of talks and weeks: many rows where few persons are alike.
AGGREGATED = ("SELECT DISTINCT m.period", "talks AS n, weeks AS d, count(*)")
MOST_ROWS = 4000  # of any other statement, which are cells; there are more than four times as many persons


@dataclass
class Both:
    """The population in files and on the server, with what was asked of the server and how many rows came back."""

    files: Source
    served: Source
    asked: list[tuple[str, int]] = field(default_factory=list)


@pytest.fixture(scope="module")
def both(folder: Path, source: str) -> Iterator[Both]:
    with attach(str(folder)) as files, attach(source) as served, pytest.MonkeyPatch.context() as patch:
        made = Both(files, served)
        execute = ServerConnection.execute

        def counted(connection: ServerConnection, query: str) -> ServerAnswer:
            names, rows = (answer := execute(connection, query))._names, answer.fetchall()
            made.asked.append((query, len(rows)))
            return ServerAnswer(names, rows)

        patch.setattr(ServerConnection, "execute", counted)
        yield made


@pytest.fixture(scope="module")
def told(both: Both) -> tuple[tuple[Result, ...], tuple[Result, ...]]:
    """What both say of every published figure."""
    first, second = (Analysis(one, Definitions(), Policy()).for_figures(figures()) for one in (both.files, both.served))
    return first, second


def same(expected: object, got: object) -> bool:
    """Whether two numbers are equal: whole ones to the digit, others to 1e-12 of their size."""
    if isinstance(expected, float) and isinstance(got, float):
        return math.isclose(expected, got, rel_tol=1e-12, abs_tol=0.0)
    return expected == got


def assert_same(expected: Sequence[Result], got: Sequence[Result]) -> None:
    assert [one.key for one in got] == [one.key for one in expected]
    assert any(one.persons for one in expected)
    for one, other in zip(expected, got, strict=True):
        assert (one.persons, one.state, one.contributors) == (other.persons, other.state, other.contributors), one.key
        for name in ("numerator", "denominator", "value", "low", "high", "largest"):
            assert same(getattr(one, name), getattr(other, name)), (one.key, name)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_answers_the_same(told: tuple[tuple[Result, ...], tuple[Result, ...]], family: Any) -> None:
    keys = {figure.key for figure in figures() if family.takes(figure)}
    expected, got = ([one for one in results if one.key in keys] for results in told)
    assert_same(expected, got)


def test_the_ledger_is_equal_row_by_row(told: tuple[tuple[Result, ...], tuple[Result, ...]]) -> None:
    expected, got = (registry_ledger(results, other_registers=True) for results in told)
    assert len(expected) == len(figures())
    for row, other in zip(expected, got, strict=True):
        assert row == other, row.figure.id


@pytest.mark.parametrize("target_group", ["dagpenge", "kontanthjaelp_activity_ready", "trial"])
def test_every_indicator_by_every_grouping(both: Both, target_group: str) -> None:
    wanted = {code: possible_groupings(measure, tuple(POPULATIONS)) for code, measure in MEASURES.items()}
    chosen = Selection.of(akasse="3F-A") if target_group == "trial" else None
    ask = (wanted, target_group, (PERIOD,) if chosen else (PERIOD, CHANGE), Definitions(), chosen)
    assert_same(compute_family(both.files.connection, *ask), compute_family(both.served.connection, *ask))


def _due(connection: Connection) -> tuple[Result, ...]:
    (programme,) = programmes(["trial_2020"])
    return due_talks(connection, programme, "dagpenge", PERIOD, GROUPINGS, 52, Definitions())


FUNCTIONS: dict[str, Callable[[Connection], Sequence[Result]]] = {
    "running_out": lambda one: running_out(one, ["transition"], dt.date(2012, 7, 2), dt.date(2013, 12, 29), ("week", "month")),
    "package_target": lambda one: package_target(one, "transition", Package(), "municipality"),
    "staff_needed": lambda one: staff_needed(one, "transition", Package(), Plan()),
    "due_talks": _due,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_no_published_figure_asks_for(both: Both, name: str) -> None:
    assert_same(FUNCTIONS[name](both.files.connection), FUNCTIONS[name](both.served.connection))


@pytest.mark.parametrize("by", COURSES_BY)
def test_courses_and_how_far_newcomers_come(both: Both, by: str) -> None:
    found = [courses(one.connection, "2020-09/2022-03", by) for one in (both.files, both.served)]
    assert [sorted(one.rows) for one in found[:1]] == [sorted(one.rows) for one in found[1:]]
    assert found[0].rows
    assert sorted(found[0].spans) == sorted(found[1].spans)
    tables = [
        weeks_of_newcomers(one.connection, "dagpenge", "2021", "2022-08", Definitions()) for one in (both.files, both.served)
    ]
    assert tables[0] is not None
    assert tables[1] is not None
    assert tables[0].leaving.tolist() == tables[1].leaving.tolist()


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: next(iter(scope)))
def test_the_same_cells_are_hidden(both: Both, scope: dict[str, object]) -> None:
    ask = (tuple(scope), "dagpenge", (PERIOD,), Definitions())
    expected, got = (universe(one.connection, *ask) for one in (both.files, both.served))
    assert_same([cell.result for cell in expected], [cell.result for cell in got])
    if len(expected) < 4000:
        hidden = plan_of(expected, Policy()).hidden
        assert hidden
        assert plan_of(got, Policy()).hidden == hidden


def test_the_panel_of_jupyterlab_counts_the_same(both: Both) -> None:
    cubes = [Cube(one.connection, ("dagpenge",), (PERIOD,), Definitions()) for one in (both.files, both.served)]
    chosen = Selection.of(municipality="0101", period=PERIOD)
    assert cubes[0].count(chosen) == cubes[1].count(chosen)
    assert_same(*(cube.compute("contact_intensity", "sex", chosen) for cube in cubes))
    for cube in cubes:
        cube.close()


def test_no_register_comes_over_whole(both: Both, told: object) -> None:
    large = {query: rows for query, rows in both.asked if rows > MOST_ROWS and not any(text in query for text in AGGREGATED)}
    assert len(both.asked) > 200
    assert all(any(name in query for name in READ_WHOLE) for query in large), large
    whole = both.files.connection.execute("SELECT count(*) FROM persons").fetchone()
    assert whole is not None
    assert whole[0] > 4 * MOST_ROWS

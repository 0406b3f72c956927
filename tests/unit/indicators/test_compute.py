"""What `compute` takes and gives: selections, orders of results, keys of the registry, and what it refuses."""

from __future__ import annotations

import duckdb
import pytest
from tiny_registers import levels, registers

from evalkit.codes import check_group, check_period
from evalkit.codes.types import Grouping, TargetGroup, Unit
from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import Selection
from evalkit.indicators import CASE_MEASURES, MEASURES, compute, compute_family
from evalkit.indicators.asking import levels as periods_of
from evalkit.indicators.asking import possible_groupings
from evalkit.indicators.measure import Measure
from evalkit.indicators.populations import POPULATIONS, groups
from evalkit.published import figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.timeline import timeline, window

# A moves from 0101 to 0751; turns 25 on 4 March 2019, after the first benefit week.
PERSONS = """
person_id, sex,   birth_date, origin, education
A,         men,   1994-03-04, danish, phd
B,         women, 1960-01-01, danish, vocational
"""
SPELLS = """
person_id, target_group, start,    end,      municipality, akasse
A,         dagpenge,     2019-W01, 2019-W10, 0101,         HK-A
A,         dagpenge,     2019-W11, 2019-W20, 0751,         HK-A
B,         dagpenge,     2019-W01, 2019-W04, 0101,         3F-A
"""
DEFINITIONS = Definitions()


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return registers(persons=PERSONS, benefit_spells=SPELLS, talks="person_id, date, talk_type\nA, 2019-W11-1, job_talk")


def weeks(connection: duckdb.DuckDBPyConnection, selection: Selection, grouping: str = "") -> dict[str, tuple[int, float | None]]:
    """Persons and weeks by group; groups without persons are left out."""
    found = compute(connection, "contact_intensity", "dagpenge", [grouping], ["2019"], DEFINITIONS, selection)
    return {key[2]: (one[0], one[2]) for key, one in levels(found).items() if one[3] != "missing"}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), (2, 24)),
        (Selection.of(municipality="0751"), (1, 10)),
        (Selection.of(municipality=["0751", "0101"]), (2, 24)),
        (Selection.of(akasse="3F-A"), (1, 4)),
        (Selection.of(background={"sex": "men"}), (1, 20)),
        (Selection.of(background={"age": "under_25", "education": "phd"}), (1, 20)),
        (Selection.of(municipality="0101", background={"age": "under_25"}), (1, 10)),
    ],
)
def test_a_selection_leaves_persons_and_their_weeks(
    connection: duckdb.DuckDBPyConnection, selection: Selection, expected: tuple[int, int]
) -> None:
    assert weeks(connection, selection) == {"": expected}


def test_age_and_seniority_are_those_of_the_person_and_not_of_the_selection(connection: duckdb.DuckDBPyConnection) -> None:
    there = Selection.of(municipality="0751")
    assert weeks(connection, there, "age") == {"under_25": (1, 10)}
    assert weeks(connection, there, "seniority") == {"under_3_months": (1, 3), "3_to_6_months": (1, 7)}


def test_a_selection_that_leaves_nobody_is_missing(connection: duckdb.DuckDBPyConnection) -> None:
    assert weeks(connection, Selection.of(municipality="0147")) == {}


def test_a_selection_of_another_target_group_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match="dagpenge"):
        weeks(connection, Selection.of(target_group="kontanthjaelp_activity_ready"))
    assert weeks(connection, Selection.of(target_group="dagpenge")) == {"": (2, 24)}


def test_results_stand_in_the_order_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    wanted = {"activation_rate": ["sex", ""], "contact_intensity": ["age"]}
    found = compute_family(connection, wanted, "dagpenge", ["2020", "2019", "2019>2020"], DEFINITIONS)
    order = [(r.indicator, r.grouping, r.period, r.statistic, r.group) for r in found]
    assert order[:4] == [("activation_rate", "sex", year, "level", sex) for year in ("2020", "2019") for sex in ("men", "women")]
    assert [one[3:] for one in order[4:8]] == [(name, sex) for name in ("relative_change", "change") for sex in ("men", "women")]
    assert [one[1] for one in order] == ["sex"] * 8 + [""] * 4 + ["age"] * 20
    assert found == compute_family(connection, wanted, "dagpenge", ["2020", "2019", "2019>2020"], DEFINITIONS)


def test_the_tables_of_a_timeline_are_gone_afterwards(connection: duckdb.DuckDBPyConnection) -> None:
    before = connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall()
    compute(connection, "contact_intensity", "dagpenge", [""], ["2019"], DEFINITIONS)
    with pytest.raises(ZeroDivisionError), timeline(connection, "dagpenge", ["2019"], DEFINITIONS):
        raise ZeroDivisionError
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == before


def test_what_does_not_exist_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UnknownCode, match="Did you mean 'contact_intensity'"):
        compute(connection, "contact_intensiti", "dagpenge", [""], ["2019"], DEFINITIONS)
    with pytest.raises(UnknownCode, match=r"unknown grouping of talk_type_share 'sex'.*talk_type_by_sex"):
        compute(connection, "talk_type_share", "dagpenge", ["sex"], ["2019"], DEFINITIONS)
    with pytest.raises(UnknownCode, match="period"):
        compute(connection, "contact_intensity", "dagpenge", [""], ["2019-13"], DEFINITIONS)


def test_a_source_without_a_table_that_is_needed_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE offers")
    with pytest.raises(UsageError, match=r"offers.*The source lacks it"):
        compute(connection, "activation_rate", "dagpenge", [""], ["2019"], DEFINITIONS)
    assert compute(connection, "contact_intensity", "dagpenge", [""], ["2019"], DEFINITIONS)[0].persons == 2


@pytest.mark.parametrize("measure", [*MEASURES.values(), *CASE_MEASURES.values()], ids=lambda measure: str(measure.code))
def test_every_indicator_is_defined_and_has_known_codes(measure: Measure) -> None:
    assert all((measure.definition, measure.formula, "BDO (2023)" in measure.source))
    assert Unit(measure.unit) in ("pct", "count", "weeks", "per_week")
    for counted, terms in measure.terms.items():
        assert not counted or Grouping(counted)
        assert all(check_group(counted, group) == group for group in terms if counted)
    assert possible_groupings(measure, tuple(POPULATIONS))


def test_results_have_the_keys_of_published_figures() -> None:
    """Every printed cell of tables 3.1, 4.1 and 5.1 has a result with its key."""
    connection = registers(persons=PERSONS, benefit_spells=SPELLS)
    for place in ("table_3_1", "table_4_1", "table_5_1"):
        printed = [figure for figure in figures("bdo2023") if figure.place == place]
        wanted = {code: tuple({f.grouping for f in printed if f.indicator == code}) for code in {f.indicator for f in printed}}
        periods = sorted({f.period for f in printed})
        found = compute_family(connection, wanted, TargetGroup(printed[0].target_group), periods, DEFINITIONS)
        keys = {result.key for result in found}
        assert printed
        assert not [figure.key for figure in printed if figure.key not in keys]
        assert all(result.groups is not None and check_period(result.period) for result in found)


def test_groups_are_those_of_the_reports() -> None:
    assert groups("seniority_range") == ("under_3_months", "over_3_months", "under_6_months", "over_6_months", "over_24_months")
    assert len(groups("municipality")) == 98
    assert {"FAK", "EAK"} & set(groups("akasse", [window("2019")])) == {"EAK"}
    assert {"FAK", "EAK"} & set(groups("akasse", [window("2019"), window("2022")])) == {"FAK", "EAK"}
    assert periods_of(["2019>2020", "2019", "2021"]) == ("2019", "2020", "2021")

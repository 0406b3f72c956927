"""The numbers of pages on contact regimes, the end of the benefit and a randomised trial, and which cells of the truth they tell.

As in `exported_numbers`, nothing is taken from memory: a cell counts as told only when a number of a file stands in its row and
column and is its value to the last digit that is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from exported_numbers import Number, Read, numbers_of_page, numbers_of_workbook

from evalkit.analysis import Analysis
from evalkit.codes import Indicator, TargetGroup, group_label, period_label
from evalkit.disclosure.asked import Asked, Given
from evalkit.disclosure.places import place_of
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.indicators import benefit_end
from evalkit.indicators.due_talks import GROUPINGS, due_talks
from evalkit.indicators.randomised import TrialChoices, flow, load, stages
from evalkit.manifest import NAME, Record, read_records
from evalkit.messages import message
from evalkit.pages.benefit_end import IN_FORCE, PACKAGE
from evalkit.pages.trial import SHARES
from evalkit.parameters import load_reports
from evalkit.regimes import programmes, read_basis
from evalkit.regimes.basis import Basis, Measured

Systems = dict[str, list[Cell]]
Pair = tuple[str, tuple[str, ...]]
_APART = {"trial_group", "right_rule"}  # by what numbers are told apart in columns, and not pages


def systems_of(analysis: Analysis, project: Path) -> Systems:
    """The cells of every page, also those that are too few to be told, by what can be added up.

    Parameters
    ----------
    project: folder with the parameter files, which say what pages on contact regimes measure.
    """
    connection, everyone = analysis.source.connection, Selection()
    ends = benefit_end.FIRST, benefit_end.LAST, ("month",)
    months = Asked(benefit_end.running_out, Given(((IN_FORCE,), *ends, everyone))).cells(connection)
    targets = [Asked(benefit_end.package_target, Given((IN_FORCE, PACKAGE, one, everyone))) for one in ("", "akasse")]
    found: Systems = {"target group": [one for asked in targets for one in asked.cells(connection)]}
    for (
        cell
    ) in months:  # a right ends in one month, so that months say nothing of each other, though small counts add up by chance
        found.setdefault(f"running out {cell.place.period}", []).append(cell)
    for report, read, one in _measured(project):
        given = (
            programmes([one.regime])[0],
            one.target_group,
            one.period,
            GROUPINGS,
            read.timeline,
            read.definitions(),
            everyone,
        )
        found[f"{report} {one.regime}"] = list(Asked(due_talks, Given(given)).cells(connection))
    if analysis.source.has("randomised_persons"):
        people = load(connection, TrialChoices().weeks + 1, everyone)
        results = (*stages(people, TrialChoices()), *flow(people, TrialChoices()))
        levels = [one for one in results if one.statistic == "level" and one.grouping != "exemption_reason"]
        found["jobcentres"] = [Cell(one, place_of(one)) for one in levels]
    return found


def _measured(project: Path) -> Iterator[tuple[str, Basis, Measured]]:
    """What pages on contact regimes measure, with the report and what the page rests on."""
    for report in load_reports(project):
        for run in (run for run in report.runs if "basis" in run.parameters):
            read = read_basis(run.parameters["basis"])
            yield from ((report.name, read, one) for one in read.measured)


def read_regimes(folder: Path, systems: Systems) -> Read:
    """The cells that the pages tell; a number that stands where a cell does and has another value is `unknown`."""
    found = Read()
    for record in read_records(folder / NAME):
        shown = [cell for name in _shown(record, systems) for cell in systems[name]]
        if record.status == "done" and shown:
            spots = _spots(record, shown)
            for name in record.outputs:
                reader = numbers_of_workbook if name.endswith(".xlsx") else numbers_of_page
                for number in (number for table in reader(folder / name, record.language) for number in table):
                    _place(name, number, spots, found)
    return found


def _place(name: str, number: Number, spots: Mapping[frozenset[str], list[Cell]], found: Read) -> None:
    here = spots.get(number.labels, [])
    told = {cell.name for cell in here if abs((cell.result.value or 0.0) - number.value) <= number.half}
    found.numbers += bool(here)
    found.told |= told
    found.unknown += [(name, number)] if here and not told else []


def _shown(record: Record, systems: Systems) -> list[str]:
    """The systems that a page shows something of."""
    notebooks: Mapping[str, tuple[str, ...]] = {
        "benefit_end": ("running out ", "target group"),
        "randomised_trial": ("jobcentres",),
        "contact_regimes": (f"{record.parameters.get('document')} ",),
    }
    return [name for name in systems if name.startswith(notebooks.get(record.notebook, ("-",)))]


def _spots(record: Record, cells: Sequence[Cell]) -> dict[frozenset[str], list[Cell]]:
    """By the labels of row and column: the cells that stand there on a page, where they are told."""
    page: set[Pair] = {(name, (code,)) for name, code in record.selection.items()}
    found: dict[frozenset[str], list[Cell]] = defaultdict(list)
    for cell in cells:
        dims = {pair for pair in cell.place.dims if pair[0] not in _APART}
        if cell.result.value is not None and (page <= dims or cell.result.indicator in ("trial_persons", *SHARES)):
            for labels in _labels(cell, dims, page, record.language):
                found[frozenset(labels)].append(cell)
    return found


def _labels(cell: Cell, dims: set[Pair], page: set[Pair], language: str) -> Iterator[set[str]]:
    """Row and column of a cell, wherever a page can show it: as a group, and as the total of the page."""
    one, total = cell.result, message("group.total", language)
    indicator, groups = Indicator(one.indicator).label(language), [group_label(n, codes[0], language) for n, codes in dims - page]
    mine = [group_label(name, codes[0], language) for name, codes in dims & page]
    if one.indicator == "running_out":
        rule = group_label("right_rule", one.group, language)
        yield from ({period_label(one.period, language, short=short), rule} for short in (True, False) if not groups)
    elif one.indicator == "trial_persons":
        stage = group_label("trial_stage", one.groups["trial_stage"], language)
        place = one.groups.get("municipality")
        yield {stage, group_label("municipality", place, language) if place else total}
        yield {stage, message("trial.column.persons", language)} if not page - dims and (page or not place) else {"", stage}
    elif one.indicator in SHARES:
        yield {indicator, group_label("municipality", one.group, language) if one.grouping else total}
    elif len(groups) < 2:
        whom = {TargetGroup(one.target_group).label(language)} if one.indicator.startswith("due_talks") else set[str]()
        rows = groups or [*mine, total, ""]
        for row in rows:
            yield {*whom, indicator, row} - {""}

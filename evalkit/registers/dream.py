"""Import of a DREAM file: one row a person and one column a week become spells of benefit and of employment, out of core.

Rows come in batches; within a batch, each week's column becomes one byte a person, and runs of equal bytes become spells. A week
is an ISO week. A person is in employment in a week that has no benefit (or one that leaves room for work) and whose Thursday
lies in a month with an industry (BRANCHE): a week without a code alone is not employment. DREAM has no hours, so the hours of
the employment are empty.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.errors import EvalkitError
from evalkit.registers.dream_codes import CodeTable, default_codes, number_of, read_codes
from evalkit.registers.dream_files import dream_batches, dream_names
from evalkit.registers.dream_layout import Layout, layout
from evalkit.registers.dream_spells import SpellMaker
from evalkit.registers.report import counted
from evalkit.registers.sql import literal

CELLS_PER_BATCH = 18_000_000  # persons times weeks; the README of the benchmark has the memory that goes with it
UNKNOWN_SHOWN = 10
SPELLS = pa.schema(
    [
        ("person_id", pa.string()),
        ("target_group", pa.string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("municipality", pa.string()),
        ("akasse", pa.string()),
    ]
)
EMPLOYMENT = pa.schema([("person_id", pa.string()), ("start", pa.date32()), ("end", pa.date32()), ("hours", pa.float64())])
PERSONS = pa.schema([("person_id", pa.string())])


@dataclass(frozen=True)
class DreamImport:
    """What was imported.

    Fields
    ------
    persons, weeks: rows and columns of weeks that were read.
    benefit_spells, employment: rows that were written.
    recalled: week codes whose meaning was not found in a public text, to the person-weeks that have them.
    without_municipality: benefit spells whose year has no municipality; validation refuses them until they are filled in.
    """

    persons: int
    weeks: int
    benefit_spells: int
    employment: int
    recalled: Mapping[int, int]
    without_municipality: int

    def text(self) -> str:
        """What a terminal shows."""
        read = f"{counted(self.persons, 'person')} by {counted(self.weeks, 'week')}"
        spells = f"{counted(self.benefit_spells, 'benefit spell')} and {counted(self.employment, 'spell')} of employment"
        lines = [f"{read}: {spells}, without hours."]
        if self.recalled:
            listed = ", ".join(f"{code} ({counted(count, 'week')})" for code, count in self.recalled.items())
            lines.append(
                f"Hold these codes against the manual of the extract; their default meaning is not from a manual: {listed}."
            )
        if self.without_municipality:
            lines.append(
                f"{counted(self.without_municipality, 'benefit spell')} without a municipality: fill it in before analysis."
            )
        return "\n".join(lines)


def import_dream(
    path: Path, folder: Path, codes: Path | None = None, person: str = "pnr", years: tuple[int, int] | None = None
) -> DreamImport:
    """Import a DREAM file of any size.

    Parameters
    ----------
    path: Parquet, CSV or sas7bdat, with the columns Y_YYWW, BRANCHE_YYYY_MM, AKyyyy and NYKOMyyyy in any case.
    folder: gets benefit_spells.parquet and employment.parquet in the canonical form, whole or not at all.
    codes: a table of codes as `dream_codes` describes; the default when None.
    person: the column of the pseudonym, which must be text.
    years: first and last ISO year to import; all when None.

    Returns
    -------
    What was read and written.

    Raises
    ------
    UsageError, EvalkitError: the file or the table of codes is not as described, a code is unknown (every one is listed, with
        its count), or a person has two rows. Nothing is written then.
    """
    table = read_codes(codes) if codes else default_codes()
    plan = layout(dream_names(path), person, years)
    maker = SpellMaker(plan, table)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".dream-") as name:
        work = Path(name)
        counts = _write(path, plan, maker, work)
        _refuse_unknown(path, maker)
        _refuse_duplicates(path, work)
        for written in ("benefit_spells.parquet", "employment.parquet"):
            (work / written).replace(folder / written)
    return DreamImport(
        persons=counts["persons"],
        weeks=len(plan.weeks),
        benefit_spells=counts["benefit_spells"],
        employment=counts["employment"],
        recalled=_recalled(maker, table),
        without_municipality=counts["without_municipality"],
    )


def _write(path: Path, plan: Layout, maker: SpellMaker, work: Path) -> Counter[str]:
    """Write the spells and the pseudonyms to files in `work`; how many rows each has."""
    schemas = {"benefit_spells": SPELLS, "employment": EMPLOYMENT, "persons": PERSONS}
    writers = {name: pq.ParquetWriter(work / f"{name}.parquet", schema) for name, schema in schemas.items()}
    counts: Counter[str] = Counter()
    try:
        for batch in dream_batches(path, plan, max(1, CELLS_PER_BATCH // len(plan.weeks))):
            spells, employment = maker.spells(batch)
            persons = pa.table({"person_id": batch[plan.person]})
            counts["without_municipality"] += spells["municipality"].null_count
            for name, made in (("benefit_spells", spells), ("employment", employment), ("persons", persons)):
                writers[name].write_table(made.cast(schemas[name]))
                counts[name] += made.num_rows
    finally:
        for writer in writers.values():
            writer.close()
    return counts


def _refuse_unknown(path: Path, maker: SpellMaker) -> None:
    """Name every code that is in no table, with how often it came."""
    lines = []
    for variable, decoder in maker.decoders.items():
        unknown = sorted(decoder.unknown, key=lambda value: (-decoder.counts[value], str(value)))
        listed = ", ".join(f"{value!r} ({counted(decoder.counts[value], 'time')})" for value in unknown[:UNKNOWN_SHOWN])
        more = f" and {len(unknown) - UNKNOWN_SHOWN} more" if len(unknown) > UNKNOWN_SHOWN else ""
        if unknown:
            total = sum(decoder.counts[value] for value in unknown)
            lines.append(f"  {variable}: {counted(len(unknown), 'unknown code')}, {counted(total, 'value')}: {listed}{more}")
    if lines:
        remedy = "Give a table of codes that has them: a copy of dream_codes.csv with a row for each. Nothing was written."
        raise EvalkitError("\n".join([f"{path.name} has codes whose meaning is not known.", *lines, remedy]))


def _refuse_duplicates(path: Path, work: Path) -> None:
    """Refuse a file in which a person has more than one row."""
    with duckdb.connect(config={"temp_directory": str(work)}) as connection:
        query = f"SELECT count(*) - count(DISTINCT person_id) FROM read_parquet({literal(str(work / 'persons.parquet'))})"
        (duplicates,) = connection.execute(query).fetchone() or (0,)
    if duplicates:
        raise EvalkitError(
            f"{path.name}: duplicate persons ({counted(duplicates, 'row')}). Keep one row a person. Nothing was written."
        )


def _recalled(maker: SpellMaker, table: CodeTable) -> dict[int, int]:
    """Weeks by code, for the codes whose meaning was not found in a public text."""
    weeks: Counter[int] = Counter()
    for value, count in maker.decoders["week"].counts.items():
        code = number_of(value)
        if code is not None and table.recalled(value):
            weeks[code] += count
    return dict(sorted(weeks.items()))

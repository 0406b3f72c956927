"""A batch of DREAM rows becomes rows of benefit_spells and employment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evalkit.errors import EvalkitError
from evalkit.registers.dream_codes import NEUTRAL, OTHER, CodeTable
from evalkit.registers.dream_layout import Layout
from evalkit.registers.dream_runs import Runs, runs, year_breaks
from evalkit.registers.tables import BENEFITS

STATES = ("", *BENEFITS, NEUTRAL, OTHER)  # a week's byte is a position here; the first is a week without a code
ROOM_FOR_WORK = np.isin(np.arange(256), [STATES.index(""), STATES.index(NEUTRAL)])
ON_BENEFIT = np.isin(np.arange(256), [STATES.index(benefit) for benefit in BENEFITS])
AT_WORK = np.arange(256) == 1


@dataclass
class Decoder:
    """Numbers for the values of columns, and how often each value came.

    Fields
    ------
    meaning: what a value becomes; None when it is not known.
    names: what each number stands for; the first is for no value.
    numbers: value to number; a value that is not known has that of no value.
    counts: how often each value came.
    unknown: values that are not known.
    """

    meaning: Callable[[object], str | None]
    names: list[str]
    numbers: dict[object, int] = field(default_factory=dict)
    counts: Counter[object] = field(default_factory=Counter)
    unknown: set[object] = field(default_factory=set)

    def decode(self, column: pa.ChunkedArray) -> npt.NDArray[np.int16]:
        """The numbers of one column, shape (rows,)."""
        array = column.combine_chunks()
        encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        values = encoded.dictionary.to_pylist()
        positions = encoded.indices.fill_null(len(values)).to_numpy()
        for value, count in zip(values, np.bincount(positions, minlength=len(values) + 1).tolist(), strict=False):
            self.counts[value] += count
        numbers: npt.NDArray[np.int16] = np.array([*map(self._number, values), 0], dtype=np.int16)[positions]
        return numbers

    def _number(self, value: object) -> int:
        if value not in self.numbers:
            self.numbers[value] = 0 if _blank(value) else self._learn(value)
        return self.numbers[value]

    def _learn(self, value: object) -> int:
        meant = self.meaning(value)
        if meant is None:
            self.unknown.add(value)
            return 0
        if meant not in self.names:
            self.names.append(meant)
        return self.names.index(meant)


def _blank(value: object) -> bool:
    return (isinstance(value, str) and not value.strip()) or value != value


class SpellMaker:
    """Makes the rows of one file, a batch at a time.

    Fields
    ------
    decoders: `week`, `work`, `akasse` and `municipality`, with what they have seen so far.
    """

    def __init__(self, layout: Layout, codes: CodeTable) -> None:
        """Prepare for the columns of a file and the meaning of its codes."""
        self._layout = layout
        self.decoders = {
            "week": Decoder(codes.week, list(STATES)),
            "work": Decoder(lambda value: "work", [""]),
            "akasse": Decoder(lambda value: codes.place("akasse", value), [""]),
            "municipality": Decoder(lambda value: codes.place("municipality", value), [""]),
        }
        days = [monday + timedelta(3) for monday in layout.mondays]
        months = list(layout.months)
        self._month_of_week = np.array([months.index(at) if (at := (day.year, day.month)) in months else -1 for day in days])
        self._year_of_week = np.unique([day.isocalendar().year for day in days], return_inverse=True)[1]
        self._mondays = np.array(layout.mondays, dtype="datetime64[D]")

    def spells(self, batch: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Rows of benefit_spells and of employment, in the order of the batch.

        Raises
        ------
        EvalkitError: a person has no pseudonym, or the pseudonym is a number.
        """
        ids = self._ids(batch)
        states = self._matrix(batch, "week", self._layout.weeks)
        places = {
            variable: self._matrix(batch, variable, tuple(years.values())) for variable, years in self._layout.places.items()
        }
        breaks = np.zeros(states.T.shape, dtype=bool)
        for numbers in places.values():
            breaks |= year_breaks(numbers, self._year_of_week)
        by_person = np.ascontiguousarray(states.T, dtype=np.uint8)
        benefits = runs(by_person, ON_BENEFIT, breaks)
        work = runs(self._at_work(batch, by_person), AT_WORK)
        return self._benefit_rows(ids, benefits, places), self._employment_rows(ids, work)

    def _ids(self, batch: pa.Table) -> pa.Array:
        ids = batch[self._layout.person].combine_chunks()
        if not pa.types.is_string(ids.type) and not pa.types.is_large_string(ids.type):
            raise EvalkitError(
                f"column {self._layout.person}: the pseudonym is a number. Write it as text, with the zeros it begins with."
            )
        if ids.null_count or "" in ids.unique().to_pylist():
            raise EvalkitError(f"column {self._layout.person}: a row has no pseudonym. Fill it in, or take the row out.")
        return ids

    def _matrix(self, batch: pa.Table, variable: str, columns: tuple[str, ...]) -> npt.NDArray[np.int16]:
        """The numbers of several columns, shape (columns, persons)."""
        decoder = self.decoders[variable]
        numbers = np.empty((len(columns), batch.num_rows), dtype=np.int16)
        for position, column in enumerate(columns):
            numbers[position] = decoder.decode(batch[column])
        return numbers

    def _at_work(self, batch: pa.Table, states: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """1 in weeks of employment, shape (persons, weeks)."""
        months = self._matrix(batch, "work", tuple(self._layout.months.values())) > 0
        never = np.zeros((1, batch.num_rows), dtype=bool)
        worked = np.ascontiguousarray(np.concatenate([months, never])[self._month_of_week].T)
        return (worked & ROOM_FOR_WORK[states]).view(np.uint8)

    def _benefit_rows(self, ids: pa.Array, found: Runs, places: dict[str, npt.NDArray[np.int16]]) -> pa.Table:
        year = self._year_of_week[found.first]
        columns = {
            "person_id": ids.take(pa.array(found.row)),
            "target_group": _texts(found.state, self.decoders["week"].names),
            **self._days(found),
            **{name: _texts(places[name][year, found.row], self.decoders[name].names) for name in ("municipality", "akasse")},
        }
        return pa.table(columns)

    def _employment_rows(self, ids: pa.Array, found: Runs) -> pa.Table:
        hours = pa.nulls(len(found.row), pa.float64())
        return pa.table({"person_id": ids.take(pa.array(found.row)), **self._days(found), "hours": hours})

    def _days(self, found: Runs) -> dict[str, pa.Array]:
        return {
            "start": pa.array(self._mondays[found.first]),
            "end": pa.array(self._mondays[found.last] + np.timedelta64(6, "D")),
        }


def _texts(numbers: npt.NDArray[np.integer], names: list[str]) -> pa.Array:
    """The names of numbers as text; null for no value."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array([name or None for name in names])).cast(
        pa.string()
    )

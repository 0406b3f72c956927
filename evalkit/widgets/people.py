"""Who is on a benefit where, small enough to count in memory while a reader chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.codes import group_list
from evalkit.codes.types import TargetGroup
from evalkit.filters import BACKGROUND, Selection
from evalkit.registers.timeline import Timeline
from evalkit.widgets.offers import Counts

PLACES = ("municipality", "akasse")
COLUMNS = (*PLACES, "target_group", *BACKGROUND)


@dataclass(frozen=True)
class People:
    """One row a person, target group, municipality and a-kasse in one period: some 350,000 rows for the whole country.

    Fields
    ------
    codes: column to the codes that occur, in the order of their list.
    columns: column to each row's position in `codes`; -1 where the row has no code.
    person: number of the person, the same for one person in all rows.
    alone: whether the row is its person's only one.
    """

    codes: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, NDArray[np.int16]]
    person: NDArray[np.int64]
    alone: NDArray[np.bool_]

    def count(self, selection: Selection) -> Counts:
        """Distinct persons by column and code under the selection, whose own choice of that column is put aside.

        A person who is in two municipalities counts once in each.
        """
        kept = {column: self._among(column, codes) for column, codes in selection.conditions().items()}
        return {column: self._counted(column, [rows for name, rows in kept.items() if name != column]) for column in COLUMNS}

    def _among(self, column: str, codes: Sequence[str]) -> NDArray[np.bool_]:
        """Which rows have one of the codes."""
        chosen = np.array([code in codes for code in self.codes[column]] + [False])
        return chosen[self.columns[column]]  # position -1 is the last, which is never chosen

    def _counted(self, column: str, conditions: Sequence[NDArray[np.bool_]]) -> dict[str, int]:
        position, codes = self.columns[column], self.codes[column]
        rows = position >= 0
        for condition in conditions:
            rows &= condition
        several = np.flatnonzero(rows & ~self.alone)
        pairs = np.unique(self.person[several] * len(codes) + position[several])
        counts = np.bincount(position[rows & self.alone], minlength=len(codes)) + np.bincount(
            pairs % len(codes), minlength=len(codes)
        )
        return {code: int(count) for code, count in zip(codes, counts, strict=True)}


def people(timelines: Mapping[str, Timeline]) -> dict[str, People]:
    """Everybody on a benefit, by period.

    Parameters
    ----------
    timelines: target group to its timeline, each without a selection and over the same periods.
    """
    frame = pd.concat([_rows(target_group, made) for target_group, made in timelines.items()], ignore_index=True)
    windows = next(iter(timelines.values())).windows
    return {window.period: of_frame(frame[frame["period"] == number]) for number, window in enumerate(windows)}


def of_frame(frame: pd.DataFrame) -> People:
    """The rows of a frame, with the columns `person_id` and those of `COLUMNS` as codes, empty where there is none."""
    codes, columns = {}, {}
    for column in COLUMNS:
        known = TargetGroup.codes().codes if column == "target_group" else group_list(column).codes
        occurring = set(frame[column].dropna().unique())
        codes[column] = tuple(code for code in known if code in occurring)
        columns[column] = pd.Categorical(frame[column], categories=codes[column]).codes.astype(np.int16)
    person = pd.factorize(frame["person_id"])[0].astype(np.int64)
    return People(codes, columns, person, np.bincount(person)[person] == 1)


def _rows(target_group: str, made: Timeline) -> pd.DataFrame:
    names = ", ".join(f"m.{column}" for column in BACKGROUND)
    frame: pd.DataFrame = made.connection.execute(
        f"SELECT DISTINCT m.period, m.person_id, p.municipality, p.akasse, {names} "
        f"FROM {made.pieces} p JOIN {made.members} m ON m.member = p.member"
    ).df()
    return frame.assign(target_group=target_group)

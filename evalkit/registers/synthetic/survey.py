"""The satisfaction survey of the synthetic population: nobody real, calibrated to the printed figures of Rambøll 2023.

The first wave has no margins, as the report says of it that its answers are not weighted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Array, Texts
from evalkit.registers.synthetic.reference import group_codes
from evalkit.registers.synthetic.survey_answers import draw_answers
from evalkit.registers.synthetic.survey_goals import waves
from evalkit.registers.synthetic.survey_people import Asked, draw_asked

STREAM = 4  # of random numbers, so that nothing else in the population moves with the survey
Columns = dict[str, Array]


def survey_tables(seed: int) -> Iterator[tuple[str, Columns]]:
    """Name and columns of the survey's tables; the same for the same seed, at every scale."""
    random = np.random.default_rng([seed, STREAM])
    asked = list(draw_asked(random))
    answers = draw_answers(asked, random)
    days = np.array(list(waves().values()), dtype="datetime64[D]")
    yield "survey_waves", {"wave": _texts(list(waves())), "start": days[:, 0], "end": days[:, 1]}
    yield "survey_answers", _shuffled(_answers(asked, answers), random)
    yield "survey_margins", _margins([one for one in asked if one.wave != min(waves())])


def _answers(asked: Sequence[Asked], answers: Sequence[dict[str, Texts]]) -> Columns:
    parts = [
        {
            "wave": np.full(one.size, one.wave, dtype=object),
            "trial_group": np.full(one.size, one.group, dtype=object),
            "akasse": one.akasse,
            "municipality": one.municipality,
            **{name: _texts(group_codes("dagpenge", name))[positions] for name, positions in one.background.items()},
            **given,
        }
        for one, given in zip(asked, answers, strict=True)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _shuffled(columns: Columns, random: np.random.Generator) -> Columns:
    """Rows in random order within a wave, with numbers as pseudonyms."""
    size = len(columns["wave"])
    order = np.lexsort((random.random(size), columns["wave"].astype(str)))
    ids = _texts([f"R{number:06d}" for number in range(1, size + 1)])
    return {"respondent_id": ids} | {name: column[order] for name, column in columns.items()}


def _margins(asked: Sequence[Asked]) -> Columns:
    rows = [
        (one.wave, one.group, name, category, int(count))
        for one in asked
        for name, counts in one.population.items()
        for category, count in zip(group_codes("dagpenge", name), counts, strict=True)
        if count
    ]
    wave, group, variable, category, persons = zip(*rows, strict=True)
    named = {"wave": wave, "trial_group": group, "variable": variable, "category": category}
    return {name: _texts(values) for name, values in named.items()} | {"persons": np.array(persons)}


def _texts(values: Sequence[str]) -> Texts:
    return np.array(values, dtype=object)

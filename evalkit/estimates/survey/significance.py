"""Levels of significance, their marks, and p values adjusted for how many were asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evalkit.errors import EvalkitError
from evalkit.estimates.survey.weights import Floats

# Level in pct. and its mark, the strictest first.
MARKS: tuple[tuple[float, str], ...] = ((0.1, "***"), (1.0, "**"), (5.0, "*"))


def significance_level(p_value: float) -> float | None:
    """The strictest level at which a difference is significant: 0.1, 1 or 5 (pct.), or None; a p value at a level is not under.

    >>> significance_level(0.0004), significance_level(0.03), significance_level(0.05)
    (0.1, 5.0, None)
    """
    if not 0 <= p_value <= 1:
        raise EvalkitError(f"a p value is between 0 and 1, not {p_value}.")
    return next((level for level, _ in MARKS if 100 * p_value < level), None)


def significance_mark(p_value: float) -> str:
    """`***` below 0.1 pct., `**` below 1 pct., `*` below 5 pct., otherwise nothing.

    >>> significance_mark(0.0004), significance_mark(0.004), significance_mark(0.3)
    ('***', '**', '')
    """
    return dict(MARKS).get(significance_level(p_value) or 0.0, "")


def holm(p_values: ArrayLike) -> Floats:
    """P values adjusted by Holm: the chance of any false finding among the k stays below the level.

    Formula: the i-th smallest times (k - i + 1), never below the one before it nor above 1.

    Parameters
    ----------
    p_values: (k,), 0 to 1.

    Returns
    -------
    (k,), in the order given; as `p.adjust(method = "holm")` in R.

    Source
    ------
    Holm (1979).

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p_values, dtype=np.float64)
    if not np.all((values >= 0) & (values <= 1)):
        raise EvalkitError(f"p values are between 0 and 1, not {values.tolist()}.")
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1)), 1)
    return adjusted

"""Shares of several indicators that make up one whole, such as the reasons for which something ends.

They are found in the numbers and not declared, so that a new indicator is covered too: at every place that tells of all of them
their numerators come to the denominator that they share.
Two may do so by chance, so two count where they do it at several places.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from evalkit.disclosure.places import Place

# Of one indicator at a place: the numbers of its numerator and of its denominator.
Share = tuple[int, int]
_SOME = 3  # parts, or places at which they make up the whole
_MOST = 8  # indicators of one denominator that are looked at


def partitions(shares: Mapping[Place, Mapping[str, Share]], values: Sequence[float]) -> Iterator[tuple[list[int], int]]:
    """The numerators that make up a denominator, and it.

    Parameters
    ----------
    shares: place to indicator to its unknowns.
    values: the truth of each unknown.
    """
    places: dict[frozenset[str], list[list[Share]]] = {}
    for by_indicator in shares.values():
        of_whole: dict[int, list[str]] = {}
        for indicator, (_, whole) in by_indicator.items():
            of_whole.setdefault(whole, []).append(indicator)
        for indicators in of_whole.values():
            for count in range(2, len(indicators) + 1) if len(indicators) <= _MOST else ():
                for parts in itertools.combinations(sorted(indicators), count):
                    places.setdefault(frozenset(parts), []).append([by_indicator[one] for one in parts])
    for some, found in places.items():
        if max(len(some), len(found)) >= _SOME and all(_make_up(here, values) for here in found):
            yield from (([part for part, _ in here], here[0][1]) for here in found)


def _make_up(shares: Sequence[Share], values: Sequence[float]) -> bool:
    whole = values[shares[0][1]]
    return math.isclose(math.fsum(values[part] for part, _ in shares), whole, rel_tol=1e-9)

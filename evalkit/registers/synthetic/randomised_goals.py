"""What the printed figures ask of the synthetic randomised trial, and what stands in where nothing is printed."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from evalkit.audit.reading import stands_for
from evalkit.codes import group_list
from evalkit.errors import EvalkitError
from evalkit.published import PublishedFigure, figures

DOCUMENT = "alleigang2009"
READY = ("job_ready", "not_stated")  # of whom the effects of single jobcentres are told; the context of the second says the first
# How far the share that ever supports itself moves where the printed effect is significant, where it is not, and by how much in
# the other jobcentres: assumptions, large and small enough for the printed signs and significances.
LARGE, SMALL, ABOVE, BELOW = 0.31, 0.09, 0.03, -0.06
AIMED = {
    "excluded_share",
    "exclusion_reason_share",
    "exempted_share",
    "attendance",
    "meeting_participation",
    "not_job_ready_share",
    "self_support_effect",
    "activation_effect",
    "disability_pension_effect",
    "effect_picture",
    "socioeconomic_result_per_unemployed",
}


@dataclass(frozen=True)
class Jobcentre:
    """What one jobcentre is made to look like.

    Fields
    ------
    municipality: its code. gross: persons of the gross group. excluded: share of them that is excluded before the draw.
    exempted: share of the participants exempted in the last week of the intervention. attendance: share of due meetings attended.
    self_support, activation: how far being drawn moves the share of the job-ready that ever supports itself, or is activated.
    """

    municipality: str
    gross: int
    excluded: float
    exempted: float
    attendance: float
    self_support: float
    activation: float


@functools.cache
def jobcentres() -> tuple[Jobcentre, ...]:
    """The nine jobcentres: as printed where a figure is printed, else as assumed in `reference/randomised.csv`.

    >>> [one.excluded for one in jobcentres() if one.municipality in ("0169", "0410")]
    [0.11, 0.52]
    """
    rows = _assumed()
    excluded = _excluded(rows)
    effects = _self_support(list(rows))
    return tuple(
        Jobcentre(
            code,
            int(row["gross"]),
            excluded[code],
            _stated("exempted_share", code, row["exempted"]),
            _stated("attendance", code, row["attendance"]),
            effects[code],
            _activation(code),
        )
        for code, row in rows.items()
    )


@functools.cache
def reasons() -> dict[str, float]:
    """The share of each reason among the excluded: as printed, and the rest evenly on the others."""
    codes = group_list("exemption_reason").codes
    told = {f.group: float(f.printed) / 100 for f in of("exclusion_reason_share")}
    rest = (1 - sum(told.values())) / (len(codes) - len(told))
    return {code: told.get(code, rest) for code in codes}


def share(indicator: str, statistic: str = "level") -> float:
    """The middle of what the printed total leaves open, from 0 to 1."""
    figure = next(one for one in of(indicator, statistic) if not one.grouping)
    stands = stands_for(figure)
    return float(stands.low + stands.high) / 200


def of(indicator: str, statistic: str = "") -> Iterator[PublishedFigure]:
    """The figures with digits of an indicator."""
    for figure in figures(DOCUMENT):
        if figure.indicator == indicator and statistic in ("", figure.statistic) and figure.value is not None:
            yield figure


def randomised_targets() -> frozenset[str]:
    """Ids of the printed figures that the trial is made to reproduce."""
    return frozenset(
        figure.id
        for figure in figures(DOCUMENT)
        if figure.indicator in AIMED or (figure.indicator, figure.grouping) == ("jobcentre_count", "self_support_effect")
    )


@functools.cache
def _assumed() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("reference/randomised.csv").read_text(encoding="utf-8")
    return {row["municipality"]: row for row in csv.DictReader(text.splitlines())}


def _stated(indicator: str, municipality: str, assumed: str) -> float:
    """A jobcentre's share from 0 to 1: printed, as its own or as the lowest or highest of all, or assumed."""
    told = [float(figure.printed) for figure in of(indicator) if figure.group == municipality]
    if not told and not assumed:
        raise EvalkitError(f"reference/randomised.csv: {indicator} of {municipality} is neither printed nor assumed.")
    return (told[0] if told else float(assumed)) / 100


def _excluded(rows: dict[str, dict[str, str]]) -> dict[str, float]:
    """The share excluded of each jobcentre: those that are assumed are moved alike, so that the total is the printed one."""
    shares = {code: _stated("excluded_share", code, row["excluded"]) for code, row in rows.items()}
    gross = {code: int(row["gross"]) for code, row in rows.items()}
    free = [code for code, row in rows.items() if row["excluded"]]
    lacking = share("excluded_share") * sum(gross.values()) - sum(gross[code] * shares[code] for code in rows)
    return {code: shares[code] + (lacking / sum(gross[one] for one in free) if code in free else 0) for code in rows}


def _self_support(codes: list[str]) -> dict[str, float]:
    """The effect on self-support of each jobcentre's job-ready: the printed sign, and as many positive ones as are printed."""
    told = {code: _words("self_support_effect", code) for code in codes}
    sign = {code: 1 if "positive" in words else -1 for code, words in told.items() if words}
    moved = {code: sign[code] * (LARGE if _significant(told[code]) else SMALL) for code in sign}
    counted = [int(f.printed) for f in of("jobcentre_count") if (f.grouping, f.group) == ("self_support_effect", "positive")]
    left = max(counted) - sum(value > 0 for value in moved.values())
    silent = [code for code in codes if code not in moved]
    return moved | {code: ABOVE if at < left else BELOW for at, code in enumerate(silent)}


def _activation(code: str) -> float:
    words = _words("activation_effect", code)
    more = 0.40 if _significant(_words("self_support_effect", code)) else 0.17
    return -0.20 if "negative" in words else more


def _words(indicator: str, municipality: str) -> str:
    """All that is printed in words of the effect on a jobcentre's job-ready."""
    return "; ".join(
        figure.words_en
        for figure in figures(DOCUMENT)
        if figure.indicator == indicator and figure.group == municipality and figure.target_group in READY
    )


def _significant(words: str) -> bool:
    return any(part == "significant" for part in words.split("; "))

"""Answers: in each group and wave as many favourable ones, by weight, as the shares say; who gives them depends on background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evalkit.estimates.survey.raking import rake
from evalkit.registers.survey_tables import QUESTIONS, TRIAL_GROUPS
from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints, Texts
from evalkit.registers.synthetic.program import Name
from evalkit.registers.synthetic.reference import group_codes
from evalkit.registers.synthetic.survey_goals import last_wave, solve_shares, waves
from evalkit.registers.synthetic.survey_people import ANSWERS_MORE, Asked

# What is assumed: how answers are spread, how often a question is passed over, and how far a-kasser and waves lie apart (points).
STRONGLY = 0.35
UNFAVOURABLE = {"neither": 0.52, "negative": 0.24, "very_negative": 0.12, "dont_know": 0.12}
PASSED_OVER = 0.015
SPREAD_OF_AKASSER, SPREAD_OF_WAVES = 5.0, 1.0
TREND = {"trial": -2.0, "comparison": 0.0}
# Those who answer more often are also more satisfied, so that answers without weights are too favourable.
TENDENCY = 0.7
# A question that only those are asked who answered another favourably.
FOLLOWS = {"job_openings_relevant": "job_openings_presented"}
# Up to how many answers every subset is tried, and how near the wanted part one must come to be chosen for its scores.
FEW, NEAR = 15, 0.001

Cell = tuple[Ints, float]  # who is in it, and the share that is wanted in pct


def draw_answers(asked: Sequence[Asked], random: np.random.Generator) -> list[dict[str, Texts]]:
    """For each group and wave, question to (persons,) answers; empty for those who did not answer or were not asked."""
    weights = [_weights(one) for one in asked]
    scores = [_score(one, random) for one in asked]
    answers: list[dict[str, Texts]] = [{} for _ in asked]
    for question in QUESTIONS:
        reached = [_reached(one, question, given, random) for one, given in zip(asked, answers, strict=True)]
        shares = solve_shares(question, _sizes(asked, weights, reached), _offsets(asked, random))
        for place, one in enumerate(asked):
            noisy = scores[place] + random.normal(size=one.size)
            favourable = np.zeros(one.size, dtype=bool)
            for here, share in _cells(one, reached[place], shares):
                favourable[here[choose(weights[place][here], noisy[here], share / 100)]] = True
            answers[place][question] = _worded(favourable, reached[place], noisy, random)
    return answers


def _weights(asked: Asked) -> Floats:
    """(persons,) weights of those who answered, raked to the population in every wave; 0 for the others."""
    codes = {name: np.array(group_codes("dagpenge", name), dtype=object) for name in asked.background}
    columns = {name: codes[name][positions[asked.answered]].tolist() for name, positions in asked.background.items()}
    margins = {
        name: dict(zip(codes[name].tolist(), counts.astype(float).tolist(), strict=True))
        for name, counts in asked.population.items()
    }
    weights = np.zeros(asked.size)
    last = asked.wave != min(waves())
    weights[asked.answered] = rake(columns, margins).weights if last else 1.0
    return weights


def _score(asked: Asked, random: np.random.Generator) -> Floats:
    """(persons,) how satisfied someone is apart from the question: those who answer more often are so more often."""
    score = random.normal(size=asked.size)
    for name, more in ANSWERS_MORE.items():
        effect = np.log([more.get(code, 1.0) for code in group_codes("dagpenge", name)])
        score += TENDENCY * effect[asked.background[name]]
    return score


def _reached(asked: Asked, question: str, given: Mapping[str, Texts], random: np.random.Generator) -> Bools:
    """(persons,) who answers a question: respondents that it is put to, apart from a few who pass it over."""
    reached = asked.answered.copy()
    if question in FOLLOWS:
        reached &= np.isin(given[FOLLOWS[question]].astype(str), ("very_positive", "positive"))
    if question != QUESTIONS[0]:
        reached &= random.random(asked.size) >= PASSED_OVER
    return reached


def _is_last_trial(asked: Asked) -> bool:
    return (asked.wave, asked.group) == (last_wave(), TRIAL_GROUPS[0])


def _sizes(asked: Sequence[Asked], weights: Sequence[Floats], reached: Sequence[Bools]) -> dict[str, float]:
    """The part of each a-kasse in the weights of those of the trial who answer in the last wave."""
    place = next(place for place, one in enumerate(asked) if _is_last_trial(one))
    one, own = asked[place], weights[place] * reached[place]
    return {akasse: float(own[one.akasse == akasse].sum() / own.sum()) for akasse in dict.fromkeys(one.akasse[reached[place]])}


def _offsets(asked: Sequence[Asked], random: np.random.Generator) -> dict[Name, float]:
    last = next(one for one in asked if _is_last_trial(one))
    found: dict[Name, float] = {akasse: float(random.normal(0, SPREAD_OF_AKASSER)) for akasse in dict.fromkeys(last.akasse)}
    return found | {(one.group, one.wave): float(random.normal(TREND[one.group], SPREAD_OF_WAVES)) for one in asked}


def _cells(asked: Asked, reached: Bools, shares: Mapping[Name, float]) -> list[Cell]:
    if not _is_last_trial(asked):
        return [(np.flatnonzero(reached), shares[asked.group, asked.wave])]
    akasser = dict.fromkeys(asked.akasse[reached])
    return [(np.flatnonzero(reached & (asked.akasse == akasse)), shares[akasse]) for akasse in akasser]


def choose(weights: Floats, scores: Floats, part: float) -> Bools:
    """Who is chosen so that they carry a part of the weight: those with high scores, apart from what is needed to come near.

    Parameters
    ----------
    weights, scores: (persons,), weights positive.
    part: wanted part of the weight, 0 to 1.

    >>> choose(np.array([1.0, 1.0, 2.0]), np.array([3.0, 2.0, 1.0]), 0.5).tolist()
    [True, True, False]
    """
    parts = weights / weights.sum()
    if len(parts) <= FEW:
        every = (np.arange(2 ** len(parts))[:, None] >> np.arange(len(parts)) & 1).astype(bool)
        missed = np.abs(every @ parts - part)
        near = missed <= max(NEAR, float(missed.min()))
        return np.asarray(every[near][np.argmax(every[near] @ scores)])
    order = np.argsort(-scores, kind="stable")
    chosen = np.zeros(len(parts), dtype=bool)
    count = int(np.clip(np.searchsorted(np.cumsum(parts[order]), part), 1, len(parts) - 1))
    chosen[order[:count]] = True
    inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    left = part - parts[chosen].sum()
    missed = np.abs(parts[outside][None, :] - parts[inside][:, None] - left)
    out, into = np.unravel_index(int(np.argmin(missed)), missed.shape)
    if missed.min() < abs(left):
        chosen[inside[out]], chosen[outside[into]] = False, True
    return chosen


def _worded(favourable: Bools, reached: Bools, scores: Floats, random: np.random.Generator) -> Texts:
    """The answer of each: strong ones from those with the highest and lowest scores, don't know from anyone unfavourable."""
    answer = np.full(len(reached), None, dtype=object)
    pleased = np.flatnonzero(favourable)
    pleased = pleased[np.argsort(-scores[pleased], kind="stable")]
    strongly = round(STRONGLY * len(pleased))
    answer[pleased[:strongly]], answer[pleased[strongly:]] = "very_positive", "positive"
    others = np.flatnonzero(reached & ~favourable)
    unsure = random.permutation(others)[: round(UNFAVOURABLE["dont_know"] * len(others))]
    rest = np.setdiff1d(others, unsure)
    rest = rest[np.argsort(-scores[rest], kind="stable")]
    ends = np.cumsum([part for word, part in UNFAVOURABLE.items() if word != "dont_know"]) / (1 - UNFAVOURABLE["dont_know"])
    places = np.searchsorted(ends * len(rest), np.arange(len(rest)) + 0.5)
    answer[unsure], answer[rest] = "dont_know", np.array(list(UNFAVOURABLE), dtype=object)[places]
    return answer

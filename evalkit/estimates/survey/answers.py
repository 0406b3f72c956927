"""Answers on a scale: which of them count as yes, and who counts at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.errors import EvalkitError, UnknownCode
from evalkit.estimates.survey.design import Flags


@dataclass(frozen=True, eq=False)
class Outcome:
    """One yes-or-no quantity of n respondents.

    Fields
    ------
    hit: (n,), whether the respondent says yes. counted: (n,), whether the respondent is in the denominator; `hit` implies it.
    """

    hit: Flags
    counted: Flags


@dataclass(frozen=True)
class Scale:
    """The answers that a question allows and how they are counted.

    Fields
    ------
    codes: the answers in their order, without don't know.
    positive: those that count as yes.
    dont_know: the code for don't know; empty where the question has none.
    dont_know_counted: whether don't know is in the denominator. There is no default: it changes the number.
    """

    codes: tuple[str, ...]
    positive: tuple[str, ...]
    dont_know: str
    dont_know_counted: bool

    def __post_init__(self) -> None:
        """Refuse a scale whose parts do not fit each other."""
        for code in self.positive:
            if code not in self.codes:
                raise UnknownCode("positive answer", code, self.codes)
        if self.dont_know in self.codes or len(set(self.codes)) != len(self.codes):
            raise EvalkitError(f"the answers {', '.join(self.codes)} and don't know ({self.dont_know!r}) must all differ.")

    @property
    def shown(self) -> tuple[str, ...]:
        """The answers in a full distribution: don't know last, where it is counted."""
        return (*self.codes, self.dont_know) if self.dont_know and self.dont_know_counted else self.codes

    def outcome(self, answers: Sequence[str | None]) -> Outcome:
        """Who says yes, among those who are counted.

        Parameters
        ----------
        answers: (n,) codes; None and "" are not answered (or not asked) and never counted.

        Raises
        ------
        UnknownCode: an answer outside the scale.

        >>> scale = Scale(("yes", "no"), ("yes",), "dont_know", dont_know_counted=False)
        >>> found = scale.outcome(["yes", "dont_know", None, "no"])
        >>> found.hit.tolist(), found.counted.tolist()
        ([True, False, False, False], [True, False, False, True])
        """
        return self._outcome(self._checked(answers), self.positive)

    def outcomes(self, answers: Sequence[str | None]) -> dict[str, Outcome]:
        """Each shown answer as an outcome of its own, over the same counted respondents; parameters as in `outcome`."""
        codes = self._checked(answers)
        return {code: self._outcome(codes, (code,)) for code in self.shown}

    def _outcome(self, codes: np.ndarray[tuple[int], np.dtype[np.str_]], positive: tuple[str, ...]) -> Outcome:
        counted = np.isin(codes, self.shown)
        return Outcome(hit=np.isin(codes, positive) & counted, counted=counted)

    def _checked(self, answers: Sequence[str | None]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        codes = np.array(["" if answer is None else answer for answer in answers], dtype=str)
        allowed = [*self.codes, self.dont_know] if self.dont_know else list(self.codes)
        for code in np.unique(codes).tolist():
            if code and code not in allowed:
                raise UnknownCode("answer", code, allowed, f"{np.count_nonzero(codes == code)} respondents")
        return codes

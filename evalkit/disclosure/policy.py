"""How much is hidden, and how wide an interval a hidden number must be left."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.errors import UsageError
from evalkit.messages import message

MINIMA = (3, 5, 10)
MARGIN = 0.1  # of a hidden sum of weeks, talks or weights: what it must at least stay uncertain by


@dataclass(frozen=True)
class Policy:
    """How much is hidden.

    Attributes
    ----------
    minimum: fewest persons that a number may be told of: 3, 5 or 10.
    dominance: the greatest part, above 0 and at most 1, of a numerator or denominator that may be one person's: the (n, k) rule
        with n = 1 and k = 100 times this. It is looked at where a result says how much is one person's.
    rounding: base to which counts are rounded before they are told, and shares after them; 0 for none.

    Raises
    ------
    UsageError: another minimum, a part that is none, or a base below 0.
    """

    minimum: int = 5
    dominance: float = 0.5
    rounding: int = 0

    def __post_init__(self) -> None:
        """Refuse what no policy has."""
        if self.minimum not in MINIMA:
            allowed = ", ".join(map(str, MINIMA))
            raise UsageError(f"minimum {self.minimum}: a policy hides numbers on too few persons. Allowed: {allowed}.")
        if not 0 < self.dominance <= 1:
            raise UsageError(f"dominance {self.dominance:g}: give a part above 0 and at most 1, for example 0.5.")
        if self.rounding < 0:
            raise UsageError(f"rounding {self.rounding}: give a base such as 5, or 0 for no rounding.")

    def is_few(self, count: float) -> bool:
        """Whether a count of persons, or of things that each belong to one person, is above 0 and below the minimum.

        >>> [Policy(5).is_few(count) for count in (0, 1, 4, 5)]
        [False, True, True, False]
        """
        return 1e-6 < count < self.minimum - 1e-6

    def width(self, amount: float) -> float:
        """How wide, at least, the interval must be that anyone can work out for a hidden amount.

        Formula: the minimum, and a tenth of the amount where that is more.

        >>> Policy(5).width(3), Policy(5).width(400)
        (5.0, 40.0)
        """
        return max(float(self.minimum), MARGIN * amount)

    def remark(self, language: str) -> str:
        """What a reader is told of the policy, in `da` or `en`."""
        told = message("disclosure.remark", language, minimum=self.minimum)
        return f"{told} {message('disclosure.rounded', language, base=self.rounding)}" if self.rounding else told

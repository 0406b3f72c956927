"""The error tree of evalkit.

Every message names the thing, what came, what is allowed and what to do. `exit_code` is what the
command line ends with: 1 when something in the work failed, 2 when evalkit was used wrongly.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class EvalkitError(Exception):
    """Something in the work failed; the rest of it was still done."""

    exit_code = 1


class UsageError(EvalkitError):
    """evalkit was asked for something that does not exist or is not allowed."""

    exit_code = 2


class UnknownCode(UsageError, ValueError):
    """A code, name or key that is not in its list.

    Parameters
    ----------
    kind: what the code is, for example `a-kasse`.
    got: what came.
    allowed: every allowed value, in the order in which the message shall list them.
    where: the file and line, or the option, that holds it; empty when there is none.
    """

    def __init__(self, kind: str, got: object, allowed: Iterable[str], where: str = "") -> None:
        choices = [str(choice) for choice in allowed]
        near = nearest(str(got), choices)
        hint = f" Did you mean {near!r}?" if near else ""
        place = f"{where}: " if where else ""
        super().__init__(f"{place}unknown {kind} {str(got)!r}.{hint} Allowed: {', '.join(choices)}.")
        self.kind, self.got, self.allowed, self.nearest = kind, str(got), choices, near


def nearest(got: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like `got`, or None when none comes close; case does not count.

    >>> nearest("akase", ["akasse", "municipality"])
    'akasse'
    """
    by_folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(got.casefold(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None

"""Why a calibrated population cannot meet some figures: they cannot hold together with others, as reasons for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from evalkit.ledger.row import Reason
from evalkit.messages import LANGUAGES, message
from evalkit.published import PublishedFigure, place_label
from evalkit.published.text import printed_text, quantity_label, whom_label

SHOWN = 6  # figures of a conflict that a reason lists; of more it says how many they are


class Conflict(Protocol):
    """Printed figures that cannot hold together."""

    @property
    def figures(self) -> Sequence[str]:
        """Ids of them all."""

    @property
    def given_up(self) -> Sequence[str]:
        """Ids of those that the population does not meet."""

    @property
    def reason(self) -> str:
        """Why, as a key of the message catalogue."""


def conflict_reasons(conflicts: Iterable[Conflict], figures: Sequence[PublishedFigure]) -> Mapping[str, Reason]:
    """A reason for every figure that is given up: why, and with which others it cannot hold.

    Parameters
    ----------
    conflicts: as the population's solver finds them.
    figures: the registry.
    """
    by_id = {figure.id: figure for figure in figures}
    found: dict[str, Reason] = {}
    for conflict in conflicts:
        for given_up in conflict.given_up:
            others = [by_id[one] for one in conflict.figures if one != given_up]
            texts = {language: _told(conflict.reason, others, language) for language in LANGUAGES}
            found.setdefault(given_up, Reason(texts["da"], texts["en"]))
    return found


def _told(why: str, others: Sequence[PublishedFigure], language: str) -> str:
    if not others:
        return message(why, language)
    listed = "; ".join(_figure(one, language) for one in others[:SHOWN])
    more = message("ledger.conflict.more", language, count=len(others) - SHOWN) if len(others) > SHOWN else ""
    return f"{message(why, language)} {message('ledger.conflict.with', language, figures=listed + more)}"


def _figure(figure: PublishedFigure, language: str) -> str:
    about = ", ".join(part for part in (quantity_label(figure, language), whom_label(figure, language)) if part)
    return f"{printed_text(figure, language)} ({about}; {place_label(figure.document, figure.place, language)})"

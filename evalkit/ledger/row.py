"""What the ledger says of one published figure: status, evidence and reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evalkit.audit import Finding
from evalkit.messages import message
from evalkit.published import PublishedFigure
from evalkit.results import Result


class Status(StrEnum):
    """How a published figure stands.

    REPRODUCED: the computed number lies within half a unit of the last printed digit. AGREES: it is one of those that the
    printed words or qualifier (ca., knap, godt, over ...) allow; in arithmetic also where it lies within what the rounding of
    the printed inputs allows. DIFFERS: it is none of these. NOT_COMPUTABLE: nothing was computed.
    """

    REPRODUCED = "reproduced"
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPUTABLE = "not_computable"

    def label(self, language: str) -> str:
        """What a reader sees, in `da` or `en`."""
        return message(f"ledger.status.{self}", language)


class Evidence(StrEnum):
    """Where the computed number comes from.

    MICRODATA_TARGET: from microdata that were calibrated to this quantity. MICRODATA_EMERGENT: from microdata that were not.
    ARITHMETIC: it follows from other published figures. NONE: there is none.
    """

    MICRODATA_TARGET = "microdata_target"
    MICRODATA_EMERGENT = "microdata_emergent"
    ARITHMETIC = "arithmetic"
    NONE = "none"

    def label(self, language: str) -> str:
        """What a reader sees, in `da` or `en`."""
        return message(f"ledger.evidence.{self}", language)


@dataclass(frozen=True)
class Reason:
    """Why a figure is not reproduced: a sentence in Danish and the same in English."""

    da: str
    en: str

    def text(self, language: str) -> str:
        """The sentence in `da` or `en`."""
        return self.da if language == "da" else self.en

    @staticmethod
    def of_message(key: str) -> Reason:
        """A sentence of the message catalogue."""
        return Reason(message(key, "da"), message(key, "en"))

    @staticmethod
    def of_finding(finding: Finding) -> Reason:
        """What the audit found."""
        return Reason(finding.message("da"), finding.message("en"))


@dataclass(frozen=True)
class LedgerRow:
    """One row a published figure.

    Attributes
    ----------
    figure: as printed.
    computed: the result that states the same quantity, whatever its state; None where there is none.
    status, evidence: see there.
    reason: why it is not reproduced; set whenever the status is `differs` or `not_computable`, and only then.
    """

    figure: PublishedFigure
    computed: Result | None
    status: Status
    evidence: Evidence
    reason: Reason | None = None

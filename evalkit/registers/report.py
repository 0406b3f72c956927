"""What is wrong with a source, as findings that name the file, the column, the count and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Fields
    ------
    severity: error (the source is refused), warning (it is taken, results may mislead) or note.
    file: name of the file, without its folder.
    column: name of the column; empty when the finding is about the whole file.
    problem: what is wrong with the rows, for example `codes that are not in the list`.
    count: how many rows; 0 when the finding is about the whole column or file.
    remedy: what to do.
    keys: what names the first of the rows. Confidential: only for the terminal of the person who owns the data.
    values: the values that are wrong, most frequent first. Confidential as the keys are.
    """

    severity: Severity
    file: str
    column: str
    problem: str
    count: int
    remedy: str
    keys: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def text(self, *, confidential: bool) -> str:
        """One finding in a few lines; keys and values only when `confidential`."""
        place = f"{self.file}, column {self.column}" if self.column else self.file
        rows = f" ({counted(self.count, 'row')})" if self.count else ""
        lines = [f"{self.severity}: {place}: {self.problem}{rows}."]
        if confidential:
            lines += [f"  {value}" for value in self.values]
            lines += [f"  First: {', '.join(self.keys)}"] if self.keys else []
        return "\n".join([*lines, f"  Remedy: {self.remedy}"] if self.remedy else lines)


@dataclass(frozen=True)
class Report:
    """Everything that was found in one source.

    Fields
    ------
    source: the name of the source, without its folder.
    findings: in the order of the tables.
    """

    source: str
    findings: tuple[Finding, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not self.of("error")

    def text(self, *, confidential: bool) -> str:
        """The whole report, errors first, grouped by severity; keys and values of rows only when `confidential`."""
        counts = ", ".join(counted(len(self.of(severity)), severity) for severity in SEVERITIES)
        blocks = [finding.text(confidential=confidential) for severity in SEVERITIES for finding in self.of(severity)]
        return "\n".join([f"{self.source}: {counts}.", *blocks])


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

"""One published figure: a quantity as a document prints it, under the keys that indicators share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evalkit.codes import split_group


@dataclass(frozen=True)
class PublishedFigure:
    """A quantity that a document prints in one place.

    Attributes
    ----------
    id: stable slug, unique over all documents.
    document, place: where it is printed; codes of `sources.yml` and `places.csv`.
    indicator, statistic, target_group, grouping, group, period: what it measures. An empty grouping and
        group mean the total; an empty period means that none is stated.
    printed: the printed digits with a decimal point; empty where the document prints words, a date or a sign.
    unit, qualifier, kind: codes of their lists (`pct`, `just_under`, `published_table` ...).
    words_da, words_en: what is printed where there are no digits.
    remark_da, remark_en: how the place was read.
    """

    id: str
    document: str
    place: str
    indicator: str
    statistic: str
    target_group: str
    grouping: str
    group: str
    period: str
    printed: str
    unit: str
    qualifier: str
    kind: str
    words_da: str
    words_en: str
    remark_da: str
    remark_en: str

    @property
    def value(self) -> Decimal | None:
        """The printed number, exactly, or None where no digits are printed."""
        return Decimal(self.printed) if self.printed else None

    @property
    def decimals(self) -> int:
        """How many decimals are printed: the precision of the statement."""
        return len(self.printed.partition(".")[2])

    @property
    def key(self) -> tuple[str, str, str, str, str, str, str]:
        """What is measured, without where: two figures with one key state one quantity."""
        return (self.indicator, self.statistic, self.target_group, self.grouping, self.group, self.period, self.unit)

    @property
    def groups(self) -> dict[str, str]:
        """The groupings that it is divided by, each with its group: two for a crossed grouping, none for a total."""
        return split_group(self.grouping, self.group)

    def words(self, language: str) -> str:
        """What is printed in words, in `da` or `en`."""
        return self.words_da if language == "da" else self.words_en

    def remark(self, language: str) -> str:
        """The remark on reading, in `da` or `en`."""
        return self.remark_da if language == "da" else self.remark_en

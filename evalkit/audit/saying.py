"""How figures are said within a finding: value, what sets it apart from the claim, and where it is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evalkit.audit.units import SHARES
from evalkit.codes import Document, Indicator, Qualifier, Statistic, TargetGroup, Unit, group_label, period_label
from evalkit.errors import UnknownCode
from evalkit.messages import message
from evalkit.published import PublishedFigure, place_label
from evalkit.published.text import number_text, printed_text, quantity_label

Figures = Sequence[PublishedFigure]
MANY_PLACES = 6
_IN_WORDS = {
    "da": re.compile(r'trykt (?:i|med) ord: "([^"]+)"()'),
    "en": re.compile(r'printed in words: "([^"]+)"(?: \(([^)]+)\))?'),
}
_OWN_NAMES = ("akasse", "municipality", "region")
_NAMES = ("Alle i gang", "Danske A-kasser", "Århus", "September", "October", "November")


@dataclass(frozen=True)
class Speaker:
    """Says the figures of one finding in one language.

    Attributes
    ----------
    claimed: the statements that the finding is about; their common key is said once, by `topic`.
    language: `da` or `en`.
    one_document: whether all figures of the finding are printed in one document, which then needs no name.
    """

    claimed: tuple[PublishedFigure, ...]
    language: str
    one_document: bool = True

    def topic(self, figures: Figures = ()) -> str:
        """What is stated, on whom and when: `Antal jobcentre (arbejdsmarkedsparate, positiv)`."""
        rows = figures or self.claimed
        each = (self._each(name, rows) for name in ("whom", "group", "period"))
        what = quantity_label(rows[0], self.language)
        shared = [told for told, *others in each if told and not others and told.casefold() not in what.casefold()]
        return f"{what} ({', '.join(shared)})" if shared else what

    def said(self, figures: Figures) -> list[str]:
        """Each different value once, with what sets it apart and its places: `2 (afsnit 1.3 og 2.2)`."""
        found: dict[tuple[str, ...], list[PublishedFigure]] = {}
        for figure in figures:
            found.setdefault((*self._value(figure), *self._apart(figure)), []).append(figure)
        return [self._with_places(rows) for rows in found.values()]

    def listed(self, figures: Figures) -> str:
        """The same as one text: `2 (afsnit 1.3) og 6 (afsnit 2.1)`."""
        return joined(self.said(figures), self.language)

    def places(self, figures: Figures) -> str:
        """Where figures are printed: `afsnit 1.3 og 2.2`; the first of many, with their number."""
        labels = list(dict.fromkeys(self._place(figure) for figure in figures))
        if len(labels) > MANY_PLACES:
            return message("audit.places", self.language, count=len(labels), place=labels[0])
        if any("," in label for label in labels):
            return "; ".join(labels)
        short = [label.partition(" ") for label in labels]
        alike = self.language == "da" and self.one_document and len({kind for kind, _, _ in short}) == 1
        return joined([labels[0], *(number for _, _, number in short[1:])] if alike else labels, self.language)

    def with_unit(self, number: str, like: PublishedFigure) -> str:
        """A computed number, already formatted, in the unit of a figure."""
        return Unit(like.unit).with_number(number, self.language)

    def group(self, figure: PublishedFigure) -> str:
        """The group of a figure as it stands in a sentence; empty for the total."""
        label = group_label(figure.grouping, figure.group, self.language) if figure.grouping else ""
        return label if figure.grouping in _OWN_NAMES else lowered(label)

    def _with_places(self, rows: Figures) -> str:
        text, number = self._value(rows[0])
        apart = ", ".join(part for part in (number, *self._apart(rows[0])) if part)
        return f"{text} ({'; '.join(part for part in (apart, self.places(rows)) if part)})"

    def _value(self, figure: PublishedFigure) -> tuple[str, str]:
        """The value as it is printed, and the number where that is a fraction in words."""
        text = text_of(figure, self.language)
        words = _IN_WORDS[self.language].search(figure.remark(self.language)) if figure.unit in SHARES else None
        if words is None or not figure.printed:
            return text, ""
        return message("audit.quoted", self.language, words=lowered(words[2] or words[1])), text

    def _apart(self, figure: PublishedFigure) -> list[str]:
        """What of a figure's key its topic does not say."""
        names = ("indicator", "statistic", "whom", "group", "period")
        claims = {name: self._each(name, self.claimed) for name in names}
        first = self.claimed[0]
        claims |= {name: self._each(name, [first]) for name in ("indicator", "statistic")}
        told = {name: self._each(name, [figure])[0] for name in names}
        if _measure(figure) == _measure(first) and not told["group"] and claims["group"] != [""]:
            told["group"] = lowered(message("group.total", self.language))
        return [lowered(text) for name, text in told.items() if text and [text] != claims[name]]

    def _each(self, name: str, figures: Figures) -> list[str]:
        told: dict[str, Callable[[PublishedFigure], str]] = {
            "indicator": lambda one: Indicator(one.indicator).label(self.language),
            "statistic": lambda one: _statistic(one, self.language),
            "whom": lambda one: lowered(TargetGroup(one.target_group).label(self.language)),
            "group": self.group,
            "period": lambda one: _period(one.period, self.language),
        }
        return list(dict.fromkeys(told[name](figure) for figure in figures))

    def _place(self, figure: PublishedFigure) -> str:
        place = lowered(place_label(figure.document, figure.place, self.language))
        return place if self.one_document else f"{Document(figure.document).label(self.language)}, {place}"


def text_of(figure: PublishedFigure, language: str) -> str:
    """A figure as printed, with qualifier and unit; a date that does not exist as its digits."""
    try:
        return printed_text(figure, language)
    except UnknownCode:
        return figure.printed or figure.words(language)


def bare(figure: PublishedFigure, language: str) -> str:
    """A figure's number with its qualifier but without its unit, for sums."""
    return Qualifier(figure.qualifier).with_number(number_text(figure, language), language)


def joined(texts: Sequence[str], language: str) -> str:
    """A list in running text: `2, 3 og 6`."""
    if len(texts) < 2:
        return "".join(texts)
    return message("audit.and", language, first=", ".join(texts[:-1]), last=texts[-1])


def lowered(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless it begins with an abbreviation or a name."""
    keep = label[1:2].isupper() or label.startswith(_NAMES)
    return label if keep else label[:1].lower() + label[1:]


def _measure(figure: PublishedFigure) -> tuple[str, str]:
    return figure.indicator, figure.statistic


def _statistic(figure: PublishedFigure, language: str) -> str:
    return "" if figure.statistic == "level" else Statistic(figure.statistic).label(language).lower()


def _period(period: str, language: str) -> str:
    try:
        label = period_label(period, language) if period else ""
        return label if period[:1].isdigit() else lowered(label)
    except UnknownCode:
        return period

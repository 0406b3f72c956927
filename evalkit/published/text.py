"""How a published figure reads: qualifier, number and unit in Danish or English."""

from __future__ import annotations

from collections.abc import Callable

from evalkit.codes import Grouping, Indicator, Qualifier, Statistic, TargetGroup, Unit, group_label, period_label
from evalkit.keyed import Keyed
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published.figure import PublishedFigure

# Units in which the printed digits are a date: how they are written as a period code.
_DATES: dict[str, Callable[[str], str]] = {
    "year_month": lambda printed: f"{printed[:4]}-{printed[4:]}",
    "date_yyyymmdd": lambda printed: f"{printed[:4]}-{printed[4:6]}-{printed[6:]}",
}


def number_text(figure: PublishedFigure, language: str) -> str:
    """The printed digits alone, in the language's style and with the printed precision; words where no digits are.

    >>> from evalkit.published import figures
    >>> [number_text(f, "da") for f in figures("ramboll2023") if f.id == "r23_a1vis_visiteret"]
    ['72.899']
    """
    if figure.value is None:
        words = figure.words(language)
        return period_label(words, language) if figure.unit == "date" and words else words
    if figure.unit in _DATES:
        return period_label(_DATES[figure.unit](figure.printed), language)
    if figure.unit == "year":
        return figure.printed
    return format_number(figure.value, figure.decimals, language)


def printed_text(figure: PublishedFigure, language: str) -> str:
    """The figure as a reader sees it: `ca. 25.000`, `knap 33,3 pct.`, `side 9`, `positiv; signifikant`."""
    number = number_text(figure, language)
    if figure.value is None:
        return number or message("cell.missing", language)
    return Unit(figure.unit).with_number(Qualifier(figure.qualifier).with_number(number, language), language)


def quantity_label(figure: PublishedFigure, language: str) -> str:
    """What is measured, in words: the indicator and, where it is not the level itself, the statistic."""
    indicator = Indicator(figure.indicator).label(language)
    if figure.statistic == "level":
        return indicator
    return f"{indicator}: {Statistic(figure.statistic).label(language).lower()}"


def whom_label(figure: PublishedFigure, language: str) -> str:
    """On whom it is measured, in words: the target group and, where it is not the total, the group."""
    group = group_label(figure.grouping, figure.group, language) if figure.grouping else ""
    return ", ".join(part for part in (TargetGroup(figure.target_group).label(language), group) if part)


def field_label(figure: Keyed, field: str, language: str) -> str:
    """The label of one key of a figure.

    Parameters
    ----------
    field: a key's name; `measure`, which is the period of a level and else the statistic; or a grouping, and then the
        label is that of the group within it.

    >>> from evalkit.published import figures
    >>> field_label(figures("bdo2023")[0], "target_group", "en")
    'The document'
    """
    total = message("group.total", language)
    statistic = Statistic(figure.statistic).label(language)
    labels: dict[str, Callable[[], str]] = {
        "indicator": lambda: Indicator(figure.indicator).label(language),
        "statistic": lambda: statistic,
        "target_group": lambda: TargetGroup(figure.target_group).label(language),
        "grouping": lambda: Grouping(figure.grouping).label(language) if figure.grouping else total,
        "group": lambda: group_label(figure.grouping, figure.group, language) or total,
        "period": lambda: period_label(figure.period, language),
        "measure": lambda: period_label(figure.period, language, short=True) if figure.statistic == "level" else statistic,
        "unit": lambda: Unit(figure.unit).label(language) or message("unit.count", language),
    }
    if field in labels:
        return labels[field]()
    return group_label(field, figure.groups.get(field, ""), language) or total


def field_value(figure: Keyed, field: str) -> str:
    """The code of one key of a figure; `field` as for `field_label`."""
    if field == "measure":
        return figure.period if figure.statistic == "level" else figure.statistic
    return str(getattr(figure, field)) if hasattr(figure, field) else figure.groups.get(field, "")

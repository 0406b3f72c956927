"""What a reader has chosen to look at: a-kasser, municipalities, target groups, a period, and groups by background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from evalkit.codes import (
    Akasse,
    Municipality,
    TargetGroup,
    check_group,
    check_period,
    group_label,
    group_list,
    period_label,
    resolve_group,
)
from evalkit.codes.types import Code
from evalkit.errors import UnknownCode
from evalkit.keyed import Keyed

Codes = str | Iterable[str] | None
Background = Mapping[str, Codes] | Iterable[tuple[str, Codes]] | None

DIMENSIONS = ("akasse", "municipality", "target_group")
BACKGROUND = ("sex", "age", "origin", "education")


K = TypeVar("K", bound=Keyed)
C = TypeVar("C", bound=Code)


@dataclass(frozen=True)
class Selection:
    """A choice of groups. An empty field leaves everything in, also persons without a code, such as those without an a-kasse.

    The constructor takes codes: one, several in any order, or None; `Selection.of` takes names too. Two selections of
    the same groups are equal and have the same hash, so that a selection is a key of a cache.

    Attributes
    ----------
    akasse, municipality, target_group: codes without repetition, in the order of their list.
    period: the one chosen period; empty for no choice.
    background: pairs of a grouping (`sex`, `age`, `origin`, `education`) and its chosen groups; a person must be in
        one of the groups of each grouping.

    Raises
    ------
    UnknownCode: a code, grouping or period that does not exist.
    CodeNotTextError: a code that is not text.

    >>> Selection(akasse=Akasse("HK-A")).label("da")
    'HK-A'
    """

    akasse: tuple[Akasse, ...] = ()
    municipality: tuple[Municipality, ...] = ()
    target_group: tuple[TargetGroup, ...] = ()
    period: str = ""
    background: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Bring one code, several codes or None to the one form of each field."""
        given = {
            "akasse": _codes(Akasse, self.akasse, Akasse),
            "municipality": _codes(Municipality, self.municipality, Municipality),
            "target_group": _codes(TargetGroup, self.target_group, TargetGroup),
            "period": check_period(self.period or ""),
            "background": _background(self.background, check_group),
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(
        cls,
        akasse: Codes = None,
        municipality: Codes = None,
        target_group: Codes = None,
        period: str | None = None,
        background: Background = None,
    ) -> Self:
        """A selection from codes or names, as people write them in a notebook or on the command line.

        Parameters
        ----------
        akasse, municipality, target_group: one code, name or alias, several, or None for all.
        period: a period's code, or None.
        background: grouping to one or several groups.

        Raises
        ------
        UnknownCode: nothing is called like that; the message has what is allowed and the nearest.

        >>> chosen = Selection.of(municipality=["Århus", "0101"], background={"age": "under_25"})
        >>> chosen.municipality, chosen.background
        (('0101', '0751'), (('age', ('under_25',)),))
        """
        return cls(
            akasse=_codes(Akasse, akasse, Akasse.resolve),
            municipality=_codes(Municipality, municipality, Municipality.resolve),
            target_group=_codes(TargetGroup, target_group, TargetGroup.resolve),
            period=period or "",
            background=_background(background, resolve_group),
        )

    @classmethod
    def only(cls, dimension: str, code: str) -> Self:
        """A selection of one a-kasse or one municipality; of everyone where the dimension is empty.

        >>> Selection.only("municipality", "0101").municipality, Selection.only("", "") == Selection()
        (('0101',), True)
        """
        return cls.of(akasse=code if dimension == "akasse" else None, municipality=code if dimension == "municipality" else None)

    def keeps(self, figure: Keyed) -> bool:
        """Whether a figure belongs to the choice.

        A figure for another group than the chosen ones is left out; a figure that is not divided by a chosen grouping
        stays, for it is what the chosen groups are compared with. A chosen target group or period leaves only its own.
        """
        if self.target_group and figure.target_group not in self.target_group:
            return False
        if self.period and figure.period != self.period:
            return False
        chosen = self.conditions().get(figure.grouping)
        return chosen is None or figure.group in chosen

    def keep(self, figures: Iterable[K]) -> tuple[K, ...]:
        """The figures or results that belong to the choice, in their order."""
        return tuple(figure for figure in figures if self.keeps(figure))

    def conditions(self) -> dict[str, tuple[str, ...]]:
        """What a register query is to be restricted by: column to the codes that it may have, for restricted columns only.

        `municipality`, `akasse` and `target_group` are columns of benefit spells; `sex`, `origin` and `education` are
        columns of persons; `age` is the group of the age at the first benefit week of the period. The period is not among them.

        >>> Selection.of(akasse="HK", background={"sex": "women"}).conditions()
        {'akasse': ('HK-A',), 'sex': ('women',)}
        """
        chosen = {name: tuple(str(code) for code in getattr(self, name)) for name in DIMENSIONS}
        return {name: codes for name, codes in {**chosen, **dict(self.background)}.items() if codes}

    def label(self, language: str) -> str:
        """The names of what is chosen, joined by commas; empty when nothing is chosen."""
        codes: list[Code] = [*self.akasse, *self.municipality, *self.target_group]
        groups = [group_label(grouping, group, language) for grouping, chosen in self.background for group in chosen]
        names = [*(code.label(language) for code in codes), *groups, period_label(self.period, language)]
        return ", ".join(name for name in names if name)


def _several(value: Codes) -> tuple[str, ...]:
    """One, several or no codes as a tuple; what is neither text nor iterable is one code, to be refused by its type."""
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) or not isinstance(value, Iterable) else tuple(value)


def _codes(kind: type[C], value: Codes, read: Callable[[str], C]) -> tuple[C, ...]:
    """Each code once, in the order of the list; a number gets the message on codes that are not text."""
    found = {read(code) if isinstance(code, str) else kind(code) for code in _several(value)}
    return tuple(code for code in kind.all() if code in found) if found else ()


def _background(value: Background, read: Callable[[str, str], str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each restricted grouping once with its groups, in the order of `BACKGROUND` and of the groups' lists."""
    pairs = dict(value.items() if isinstance(value, Mapping) else value or ())
    for grouping in pairs:
        if grouping not in BACKGROUND:
            raise UnknownCode("background", grouping, BACKGROUND)
    found = {grouping: {read(grouping, group) for group in _several(groups)} for grouping, groups in pairs.items()}
    return tuple(
        (grouping, tuple(group for group in group_list(grouping).codes if group in found[grouping]))
        for grouping in BACKGROUND
        if found.get(grouping)
    )

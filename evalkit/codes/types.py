"""Codes as types: a value of one of these types is a code of its list, and stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from evalkit.codes.lists import CodeList, Row, code_list
from evalkit.errors import UsageError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class CodeNotTextError(UsageError, ValueError):
    """A code came as a number or another thing that is not text; YAML reads an unquoted 0101 as 65."""


class Code(str):
    """A code of one list. Only the code itself is taken; `resolve` takes names and aliases.

    As a field of a pydantic model, also a strict one, it takes text only and reports its own message.

    Raises
    ------
    UnknownCode: no such code.
    CodeNotTextError: not text, for example a municipality without quotes.
    """

    __slots__ = ()
    list_name: ClassVar[str]

    def __new__(cls, value: object) -> Self:
        """Take a code of the list and nothing else."""
        if not isinstance(value, str):
            raise _not_text(cls.codes(), value)
        cls.codes().row(value)
        return super().__new__(cls, value)

    @classmethod
    def codes(cls) -> CodeList:
        """The list that the code is in."""
        return code_list(cls.list_name)

    @classmethod
    def all(cls) -> tuple[Self, ...]:
        """Every code, in the order of the list."""
        return tuple(cls(code) for code in cls.codes().codes)

    @classmethod
    def resolve(cls, text: str) -> Self:
        """The code that a name, label or alias stands for; case, spaces, hyphens, aa/å, ae/æ and oe/ø do not count.

        Raises
        ------
        UnknownCode: nothing in the list is spelled like that.
        """
        return cls(cls.codes().resolve(text))

    @property
    def row(self) -> Row:
        """The code's row in its file."""
        return self.codes().row(self)

    def label(self, language: str) -> str:
        """What a reader sees, in Danish (`da`) or English (`en`)."""
        return self.codes().label(self, language)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by the type's own constructor."""
        from pydantic_core import core_schema  # here, so that code lists do not cost an import of pydantic

        return core_schema.no_info_plain_validator_function(cls, json_schema_input_schema=core_schema.str_schema())


def _not_text(codes: CodeList, got: object) -> CodeNotTextError:
    """The error for a code that is not text; for a number it shows the code that the number was before YAML read it."""
    written = (f"{got:04o}", f"{got:04d}") if isinstance(got, int) else ()
    example = next((code for code in (*written, *codes.codes) if code in codes.rows), "")
    kind = codes.naming.kind
    return CodeNotTextError(f'{kind} {got!r} is not text. Codes are quoted text: write for example {kind} "{example}".')


class BesideNumber(Code):
    """A code whose label stands beside a number, at the place that its list says."""

    __slots__ = ()

    def with_number(self, number: str, language: str) -> str:
        """The number with the label before it, after it, or without it.

        Parameters
        ----------
        number: already formatted for the language, perhaps with a qualifier before it.
        language: `da` or `en`.

        >>> Unit("months").with_number("1", "da"), Unit("page").with_number("9", "en"), Unit("year").with_number("2019", "da")
        ('1 måned', 'page 9', '2019')
        >>> Unit("pct").with_number(Qualifier("just_under").with_number("33,3", "da"), "da")
        'knap 33,3 pct.'
        """
        one = self.row.get(f"one_{language}", "") if number == "1" else ""
        parts = {"before": (self.label(language), number), "after": (number, one or self.label(language)), "silent": (number,)}
        return " ".join(parts[self.row["position"]])


class Region(Code):
    """One of the five regions: `1081` to `1085`.

    >>> Region("1084").label("da")
    'Region Hovedstaden'
    """

    __slots__ = ()
    list_name = "regions"


class Municipality(Code):
    """One of the 98 municipalities by its official number of four digits. Source: Statistics Denmark.

    >>> Municipality.resolve("Høje Taastrup")
    '0169'
    >>> Municipality("0101").label("en")
    'København'
    """

    __slots__ = ()
    list_name = "municipalities"

    @property
    def region(self) -> Region:
        """The region that the municipality lies in."""
        return Region(self.row["region"])


class Akasse(Code):
    """An a-kasse that existed in some year from 2009 on, by a short code for the command line.

    The row has `from_year` and `to_year`, the first and last year in which it existed, empty when not recorded or not ended.

    >>> [Akasse.resolve(name) for name in ("3FA", "Magistrenes A-kasse", "Dansk Metal")]
    ['3F-A', 'MA-A', 'METAL-A']
    """

    __slots__ = ()
    list_name = "akasser"

    @property
    def full_name(self) -> str:
        """The name in full."""
        return self.row["full_name"]

    def successor(self) -> Akasse | None:
        """The a-kasse that this one merged into; None when it did not merge.

        >>> Akasse("IAK").successor()
        'AKA'
        """
        return Akasse(self.row["merged_into"]) if self.row["merged_into"] else None

    def remark(self, language: str) -> str:
        """What is to be known of mergers and changes of name; empty when there is nothing."""
        return self.row[f"remark_{Language(language)}"]


class Document(Code):
    """One of the published documents.

    >>> Document("sfi2013").label("da")
    'SFI 2013'
    """

    __slots__ = ()
    list_name = "documents"


class TargetGroup(Code):
    """Who or what is measured. The row has `kind`: benefit, trial, survey, review, regime, document and the like."""

    __slots__ = ()
    list_name = "target_groups"


class Indicator(Code):
    """A quantity itself, without group, statistic and period."""

    __slots__ = ()
    list_name = "indicators"


class Grouping(Code):
    """What a population is divided by."""

    __slots__ = ()
    list_name = "groupings"

    @property
    def is_partition(self) -> bool:
        """Whether the groups are disjoint and exhaust the whole."""
        return self.row["partition"] == "yes"


class Unit(BesideNumber):
    """What a number counts or measures."""

    __slots__ = ()
    list_name = "units"


class Qualifier(BesideNumber):
    """How a printed number is meant: exact, about, at least ..."""

    __slots__ = ()
    list_name = "qualifiers"


class Statistic(Code):
    """Which statement of a quantity: its level, a change, a range ..."""

    __slots__ = ()
    list_name = "statistics"


class Kind(Code):
    """Where a published figure stands: in a table, in the text, or in a rule."""

    __slots__ = ()
    list_name = "kinds"


class Language(Code):
    """`da` or `en`."""

    __slots__ = ()
    list_name = "languages"

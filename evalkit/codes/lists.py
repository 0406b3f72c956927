"""The code lists: one CSV each beside this module, read once."""

from __future__ import annotations

import csv
import functools
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from evalkit.codes.folding import forms
from evalkit.errors import UnknownCode
from evalkit.messages import LANGUAGES

Row = Mapping[str, str]


@dataclass(frozen=True)
class Naming:
    """What a list's codes are called in messages, and the folded words that its names may carry or leave out."""

    kind: str
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()


# Every list by its file. The longer of two suffixes stands first.
LISTS = {
    "akasser": Naming("a-kasse", prefixes=("akassen",), suffixes=("arbejdsloeshedskasse", "akasse")),
    "documents": Naming("document"),
    "groupings": Naming("grouping"),
    "indicators": Naming("indicator"),
    "kinds": Naming("kind"),
    "languages": Naming("language"),
    "municipalities": Naming("municipality", prefixes=("jobcenter",), suffixes=("regionskommune", "kommune")),
    "periods": Naming("period"),
    "qualifiers": Naming("qualifier"),
    "regions": Naming("region", prefixes=("region",)),
    "statistics": Naming("statistic"),
    "target_groups": Naming("target group"),
    "units": Naming("unit"),
}


@dataclass(frozen=True)
class CodeList:
    """Codes with their labels, in the order of their file.

    Fields
    ------
    naming: what a code of the list is called in messages, and what its names may leave out.
    rows: code to the row of the file. A row has `name`, the same in both languages, or `label_da` and `label_en`.
    spellings: folded code, name, label or alias to the code. A spelling that two codes claim is left out.
    """

    naming: Naming
    rows: Mapping[str, Row]
    spellings: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in the order of the file."""
        return tuple(self.rows)

    def row(self, code: str) -> Row:
        """The row of one code.

        Raises
        ------
        UnknownCode: no such code; other spellings than the code itself do not count.
        """
        if code not in self.rows:
            raise self.unknown(code)
        return self.rows[code]

    def label(self, code: str, language: str) -> str:
        """What a reader sees for a code.

        Raises
        ------
        UnknownCode: no such code or language.

        >>> code_list("regions").label("1085", "en")
        'Region Zealand'
        """
        if language not in LANGUAGES:
            raise UnknownCode("language", language, LANGUAGES)
        row = self.row(code)
        return row["name"] if "name" in row else row[f"label_{language}"]

    def resolve(self, text: str) -> str:
        """The code that a spelling stands for.

        Parameters
        ----------
        text: a code, name, label or alias; case, spaces, hyphens, aa/å, ae/æ and oe/ø do not count.

        Raises
        ------
        UnknownCode: nothing in the list is spelled like that.

        >>> code_list("municipalities").resolve("Jobcenter Århus")
        '0751'
        """
        for form in forms(text, self.naming.prefixes, self.naming.suffixes):
            if form in self.spellings:
                return self.spellings[form]
        raise self.unknown(text)

    def unknown(self, got: str) -> UnknownCode:
        """The error for something that is not in the list; when a name was asked for, codes of digits are listed with names."""
        named = not got.isdigit()
        listed = (f"{code} {self.label(code, 'da')}" if named and code.isdigit() else code for code in self.rows)
        return UnknownCode(self.naming.kind, got, listed)


def build(naming: Naming, rows: Iterable[Row]) -> CodeList:
    """A code list from the rows of a file; each has a `code`."""
    by_code = {row["code"]: row for row in rows}
    claims: dict[str, set[str]] = defaultdict(set)
    for code, row in by_code.items():
        for spelling in spellings(row):
            for form in forms(spelling, naming.prefixes, naming.suffixes):
                claims[form].add(code)
    unambiguous = {form: next(iter(codes)) for form, codes in claims.items() if len(codes) == 1}
    own = {forms(code)[0]: code for code in by_code}
    return CodeList(naming, by_code, unambiguous | own)


def spellings(row: Row) -> tuple[str, ...]:
    """Every way in which a row spells its code: the code, its names or labels, and its aliases."""
    names = (row[column] for column in ("code", "name", "full_name", "label_da", "label_en") if column in row)
    return tuple(spelling for spelling in (*names, *row.get("aliases", "").split("|")) if spelling)


@functools.cache
def read(name: str) -> tuple[Row, ...]:
    """The rows of one CSV of this package."""
    text = resources.files("evalkit.codes").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@functools.cache
def code_list(name: str) -> CodeList:
    """One code list by the name of its file.

    Raises
    ------
    UnknownCode: no such list.

    >>> code_list("languages").codes
    ('da', 'en')
    """
    if name not in LISTS:
        raise UnknownCode("code list", name, LISTS)
    return build(LISTS[name], read(name))

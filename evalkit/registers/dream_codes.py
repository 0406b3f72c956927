"""What the codes of a DREAM file mean here: a table of ranges that the user can replace.

Columns: variable (week, akasse or municipality), first and last (the range of codes, both included), becomes, label_da, label_en,
source.

- week becomes a target group (its weeks make benefit spells), `employment_neutral` (the person may be in work that week, as on
  a state education grant) or `other` (no target group, and not in work).
- akasse and municipality become a code of their list, or nothing: no a-kasse, no municipality.

The default is a start and not the manual. Its `source` says where a row comes from: `public` was seen in published code that
reads DREAM, `recalled` was not found in a public text and is to be held against the manual that came with the extract. The
import counts the weeks behind each. A code that is not in the table is refused. A municipality is its official number, with or
without the zero that it begins with; an a-kasse is a name or code of the a-kasse list unless the table says more.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from evalkit.codes import code_list
from evalkit.errors import EvalkitError, UnknownCode
from evalkit.registers.tables import BENEFITS

NEUTRAL = "employment_neutral"
OTHER = "other"
HEAD = ("variable", "first", "last", "becomes", "label_da", "label_en", "source")
LISTS = {"akasse": "akasser", "municipality": "municipalities"}


@dataclass(frozen=True)
class Range:
    """One row of the table: the codes `first` to `last` of a variable become one thing."""

    variable: str
    first: int
    last: int
    becomes: str
    label_da: str
    label_en: str
    source: str


@dataclass(frozen=True)
class CodeTable:
    """Every range, and what each code becomes.

    Fields
    ------
    ranges: the rows of the table.
    meanings: variable to code to its row.
    """

    ranges: tuple[Range, ...]
    meanings: Mapping[str, Mapping[int, Range]]

    def week(self, value: object) -> str | None:
        """What a week's code becomes; None when it is not in the table.

        >>> default_codes().week("111"), default_codes().week(651.0), default_codes().week("7")
        ('dagpenge', 'employment_neutral', None)
        """
        found = self._found("week", value)
        return found.becomes if found else None

    def place(self, variable: str, value: object) -> str | None:
        """The code of an a-kasse or municipality, empty for none; None when it is not known.

        >>> default_codes().place("municipality", 101), default_codes().place("akasse", "3F")
        ('0101', '3F-A')
        """
        found = self._found(variable, value)
        if found:
            return found.becomes
        codes = code_list(LISTS[variable])
        if variable == "municipality":
            number = number_of(value)
            official = "" if number is None else f"{number:04d}"
            return official if official in codes.rows else None
        try:
            return codes.resolve(str(value))
        except UnknownCode:
            return None

    def recalled(self, value: object) -> bool:
        """Whether what a week's code becomes was not found in a public text."""
        found = self._found("week", value)
        return found is not None and found.source == "recalled"

    def _found(self, variable: str, value: object) -> Range | None:
        number = number_of(value)
        return None if number is None else self.meanings.get(variable, {}).get(number)


def number_of(value: object) -> int | None:
    """A code as a number, whether it came as text or as a number; None when it is neither.

    >>> number_of("0101"), number_of(111.0), number_of("11A"), number_of(1.5)
    (101, 111, None, None)
    """
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else None
    return int(value) if isinstance(value, int | float) and value == int(value) else None


def default_codes() -> CodeTable:
    """The table that comes with evalkit."""
    return _parse(resources.files("evalkit.registers").joinpath("dream_codes.csv").read_text(encoding="utf-8"), "dream_codes.csv")


def read_codes(path: Path) -> CodeTable:
    """A table that the user wrote.

    Raises
    ------
    EvalkitError: the file cannot be read, or a row is wrong; the message says which and what is allowed.
    """
    try:
        return _parse(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise EvalkitError(f"{path.name} cannot be read as a CSV file in UTF-8.") from error


def _parse(text: str, name: str) -> CodeTable:
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != HEAD:
        raise EvalkitError(f"{name}, line 1: the columns must be {','.join(HEAD)}, with commas between them.")
    ranges = tuple(_range(row, f"{name}, line {line}") for line, row in enumerate(rows, 2))
    meanings: dict[str, dict[int, Range]] = {"week": {}, **{variable: {} for variable in LISTS}}
    for line, one in enumerate(ranges, 2):
        for code in range(one.first, one.last + 1):
            if code in meanings[one.variable]:
                raise EvalkitError(f"{name}, line {line}: the {one.variable} code {code} is in two rows. Keep one.")
            meanings[one.variable][code] = one
    return CodeTable(ranges, meanings)


def _range(row: Mapping[str, str], where: str) -> Range:
    if row["variable"] not in ("week", *LISTS):
        raise UnknownCode("variable", row["variable"], ("week", *LISTS), where)
    first, last = number_of(row["first"]), number_of(row["last"])
    if first is None or last is None or first > last:
        raise EvalkitError(f"{where}: first and last must be whole numbers, the smaller one first.")
    allowed = (*BENEFITS, NEUTRAL, OTHER) if row["variable"] == "week" else ("", *code_list(LISTS[row["variable"]]).codes)
    if row["becomes"] not in allowed:
        raise UnknownCode("meaning", row["becomes"], allowed, where)
    return Range(row["variable"], first, last, row["becomes"], row["label_da"], row["label_en"], row["source"])

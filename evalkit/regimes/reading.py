"""Values of a regime's file, read strictly: every message names the file, the line and the remedy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from evalkit.errors import UnknownCode, UsageError
from evalkit.located import Located
from evalkit.regimes.model import WEEKS_IN, Quantity, Value

_QUANTITY = re.compile(r"(?P<number>\d+(\.\d+)?)(?: (?P<unit>[a-z]+))?")
_PLURAL = {"week": "weeks", "month": "months", "year": "years"}
UNITS = (*WEEKS_IN, "pct")
_HOW = 'write a whole number and a unit, such as "6 weeks" or "3 months", or the name of an assumption'


@dataclass(frozen=True)
class Where:
    """A place in a file, as messages tell it."""

    file: str
    line: int
    rule: str = ""

    def at(self, item: Located) -> Where:
        """The place of an item in the same file."""
        return replace(self, line=item.line)

    def __str__(self) -> str:
        """`file, line 3 (rule cv_talk)`."""
        return f"{self.file}, line {self.line}" + (f" ({self.rule})" if self.rule else "")


Mapped = Mapping[str, Located]


def mapping(item: Located, what: str, allowed: Collection[str], needed: Collection[str], where: Where) -> Mapped:
    """The keys of a mapping; refuses one that is unknown or missing."""
    if not isinstance(item.value, dict):
        raise UsageError(f"{where.at(item)}: {what} has keys: {', '.join(allowed)}.")
    for key, value in item.value.items():
        if key not in allowed:
            raise UnknownCode(f"key of {what}", key, allowed, str(where.at(value)))
    missing = [key for key in needed if key not in item.value]
    if missing:
        raise UsageError(f"{where.at(item)}: {what} has no {', '.join(missing)}; add {'it' if len(missing) == 1 else 'them'}.")
    return item.value


def items(keys: Mapped, key: str, where: Where) -> list[Located]:
    """A list; empty where the key is not given."""
    if key not in keys:
        return []
    value = keys[key].value
    if not isinstance(value, list):
        raise UsageError(f"{where.at(keys[key])}: {key} is a list, with - before each entry.")
    return value


def text(keys: Mapped, key: str, where: Where) -> str:
    """A text; empty where the key is not given."""
    if key not in keys:
        return ""
    if not isinstance(keys[key].value, str):
        raise UsageError(f'{where.at(keys[key])}: {key}: {keys[key].text} is not text; write it in quotes: "{keys[key].text}".')
    return str(keys[key].value)


def texts(keys: Mapped, key: str, where: Where) -> tuple[str, ...]:
    """One text or a list of them; nothing where the key is not given."""
    if key not in keys:
        return ()
    found = keys[key].value if isinstance(keys[key].value, list) else [keys[key]]
    assert isinstance(found, list)
    return tuple(text({key: one}, key, where) for one in found)


def code(keys: Mapped, key: str, kind: str, allowed: Collection[str], where: Where) -> str:
    """A text that is one of the allowed codes; empty where the key is not given."""
    found = text(keys, key, where)
    if key in keys and found not in allowed:
        raise UnknownCode(kind, found, allowed, str(where.at(keys[key])))
    return found


def codes(keys: Mapped, key: str, kind: str, allowed: Collection[str], where: Where) -> tuple[str, ...]:
    """One or several of the allowed codes; nothing where the key is not given."""
    found = texts(keys, key, where)
    for one in found:
        if one not in allowed:
            raise UnknownCode(kind, one, allowed, str(where.at(keys[key])))
    return found


def both_languages(keys: Mapped, key: str, where: Where) -> Mapping[str, str]:
    """A text in Danish and English; both empty where the key is not given."""
    if key not in keys:
        return {"da": "", "en": ""}
    here = where.at(keys[key])
    inner = mapping(keys[key], key, ("da", "en"), ("da", "en"), here)
    return {language: text(inner, language, here) for language in ("da", "en")}


def day(keys: Mapped, key: str, where: Where) -> dt.date | None:
    """A date; None where the key is not given."""
    if key not in keys:
        return None
    value = keys[key].value
    if not isinstance(value, dt.date):
        raise UsageError(f"{where.at(keys[key])}: {key}: {keys[key].text!r} is not a date; write it as 2020-01-01.")
    return value


def whole(keys: Mapped, key: str, where: Where) -> int:
    """A whole number from 1; 0 where the key is not given."""
    if key not in keys:
        return 0
    value = keys[key].value
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UsageError(f"{where.at(keys[key])}: {key}: {keys[key].text!r} is not a whole number from 1.")
    return value


def quantity(keys: Mapped, key: str, units: Collection[str], where: Where) -> Quantity:
    """A number with one of some units; the unit "" is that of a count.

    Raises
    ------
    UsageError: something else.
    """
    written = str(keys[key].text)
    found = _QUANTITY.fullmatch(written)
    unit = _PLURAL.get((found["unit"] or ""), found["unit"] or "") if found else ""
    if not found or unit not in units:
        how = "write a whole number, such as 2" if units == ("",) else _HOW
        raise UsageError(f"{where.at(keys[key])}: {key}: {written!r} does not fit; {how}.")
    return Quantity(Fraction(found["number"]), unit or "count")


def value(keys: Mapped, key: str, units: Collection[str], assumptions: Collection[str], where: Where) -> Value | None:
    """A quantity or the name of an assumption; None where the key is not given."""
    if key not in keys:
        return None
    written = str(keys[key].text)
    if re.fullmatch(r"[a-z][a-z0-9_]*", written):
        if written not in assumptions:
            raise UnknownCode("assumption", written, assumptions or ("none is declared",), str(where.at(keys[key])))
        return written
    return quantity(keys, key, units, where)

"""Reads declared relations from YAML: what is written, checked for form, with the line of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from importlib.resources.abc import Traversable

from evalkit.audit.counting import value_condition
from evalkit.audit.kinds import KINDS, Kind
from evalkit.audit.relation import Option
from evalkit.errors import UnknownCode, UsageError
from evalkit.located import Located, read_yaml
from evalkit.published import PublishedFigure

# Every column that a selector may name: who says what where, but not the digits and words themselves.
_TOLD = ("printed", "words_da", "words_en", "remark_da", "remark_en")
COLUMNS = tuple(field.name for field in fields(PublishedFigure) if field.name not in _TOLD)
_COMMON = ("id", "kind", "for_each", "note")


@dataclass(frozen=True)
class Selector:
    """Which figures a role takes: by id, or by the values of columns.

    Attributes
    ----------
    ids: the ids; empty for a selector by columns.
    columns: allowed values by column; empty for a selector by ids.
    where: file and line.
    """

    ids: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    where: str

    def keeps(self, column: str) -> bool:
        """Whether it takes one value of a column, or fixed figures, whatever a relation is repeated over."""
        return bool(self.ids) or len(self.columns.get(column, ())) == 1


@dataclass(frozen=True)
class Declaration:
    """A relation as it is written.

    Attributes
    ----------
    id, kind: as in `Relation`.
    document: whose figures its selectors mean where they name no document; empty in `across.yml`.
    selectors: one a role that is given.
    options: the given options.
    for_each: columns over whose values the relation is repeated.
    where: file and line.
    """

    id: str
    kind: str
    document: str
    selectors: Mapping[str, Selector]
    options: Mapping[str, Option]
    for_each: tuple[str, ...]
    where: str


def read_declarations(file: Traversable) -> tuple[Declaration, ...]:
    """Every relation in one file; its name without `.yml` is the document, or `across` for several.

    Raises
    ------
    UsageError: it is not YAML, or not of the form that the README of the relations describes; names file, line and remedy.
    """
    name = f"relations/{file.name}"
    content = read_yaml(file, name)
    for line, problem in content.problems():
        raise UsageError(f"{name}, line {line}: {problem}")
    if not content.value:
        return ()
    if not isinstance(content.value, list):
        raise UsageError(f"{name}: holds a list of relations, each beginning with `- id:`.")
    document = file.name.removesuffix(".yml").replace("across", "")
    found = [_declaration(item, _Where(name, item.line), document) for item in content.value]
    _refuse_twins(found)
    return tuple(found)


@dataclass(frozen=True)
class _Where:
    """A place in a file, as messages tell it."""

    file: str
    line: int
    relation: str = ""

    def at(self, item: Located) -> _Where:
        return replace(self, line=item.line)

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" + (f" (relation {self.relation})" if self.relation else "")


def _refuse_twins(found: list[Declaration]) -> None:
    first: dict[str, Declaration] = {}
    for one in found:
        if one.id in first:
            raise UsageError(f"{one.where}: the id {one.id!r} is taken by the relation at {first[one.id].where}.")
        first[one.id] = one


def _declaration(located: Located, where: _Where, document: str) -> Declaration:
    item = located.value
    if not isinstance(item, dict):
        raise UsageError(f"{where}: a relation has keys: id, kind, and the roles of its kind.")
    where = replace(where, relation=_text(item, "id", where))
    kind = _text(item, "kind", where)
    if kind not in KINDS:
        raise UnknownCode("kind of relation", kind, KINDS, str(where.at(item["kind"])))
    shape = KINDS[kind]
    _check_keys(item, kind, shape, where)
    selectors = {role: _selector(item[role], where.at(item[role])) for role in shape.roles if role in item}
    options = {name: _option(item[name], takes, where.at(item[name])) for name, takes in shape.options.items() if name in item}
    for_each: tuple[str, ...] = ()
    if "for_each" in item:
        for_each = tuple(_known_column(one, where.at(item["for_each"])) for one in _texts(item["for_each"], where))
    return Declaration(where.relation, kind, document, selectors, options, for_each, str(where))


def _check_keys(item: Mapping[str, Located], kind: str, shape: Kind, where: _Where) -> None:
    allowed = (*_COMMON, *shape.roles, *shape.options)
    for key, value in item.items():
        if key not in allowed:
            raise UnknownCode(f"key of a {kind} relation", key, allowed, str(where.at(value)))
    missing = [role for role, takes in shape.roles.items() if takes != "any" and role not in item]
    missing += [option for option in shape.required if option not in item]
    if missing:
        raise UsageError(f"{where}: a relation of kind {kind} needs {', '.join(missing)}.")
    if shape.one_of and sum(name in item for name in shape.one_of) != 1:
        raise UsageError(f"{where}: a relation of kind {kind} takes one of {', '.join(shape.one_of)}.")


def _option(located: Located, takes: str | tuple[str, ...], where: _Where) -> Option:
    value = located.value
    if isinstance(takes, tuple):
        if value not in takes:
            raise UnknownCode("value", located.plain(), takes, str(where))
        return str(value)
    if takes in ("texts", "columns"):
        words = _texts(located, where)
        return tuple(_known_column(word, where) for word in words) if takes == "columns" else words
    if takes == "flag" and isinstance(value, bool):
        return value
    if takes == "count" and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if takes == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(located.text)
    if takes == "text" and isinstance(value, str):
        return value
    if takes == "condition" and isinstance(value, str) and value_condition(value):
        return value
    raise UsageError(f"{where}: {located.plain()!r} does not fit; it takes {_WANTED[takes]}.")


_WANTED = {
    "flag": "true or false",
    "count": "a whole number from 0 up",
    "number": "a number",
    "text": "text in quotes",
    "condition": 'a sign and a number in quotes, such as "< 0" or ">= -10 and <= 5"',
}


def _selector(located: Located, where: _Where) -> Selector:
    value = located.value
    if isinstance(value, str | list):
        return Selector(_texts(located, where), {}, str(where))
    if not isinstance(value, dict) or not value:
        raise UsageError(f"{where}: select figures by an id, a list of ids, or columns such as {{place: table_3_1}}.")
    columns = {}
    for name, wanted in value.items():
        columns[_known_column(name, where.at(wanted))] = _texts(wanted, where.at(wanted))
    return Selector((), columns, str(where))


def _known_column(column: str, where: _Where) -> str:
    if column not in COLUMNS:
        raise UnknownCode("column", column, COLUMNS, str(where))
    return column


def _texts(located: Located, where: _Where) -> tuple[str, ...]:
    values = located.value if isinstance(located.value, list) else [located]
    for one in values:
        if not isinstance(one.value, str):
            raise UsageError(f'{where}: {one.text} is not text; write it in quotes: "{one.text}".')
    if not values:
        raise UsageError(f"{where}: the list is empty.")
    return tuple(str(one.value) for one in values)


def _text(item: Mapping[str, Located], key: str, where: _Where) -> str:
    if key not in item:
        raise UsageError(f"{where}: the relation has no {key}.")
    return _texts(item[key], where.at(item[key]))[0]

"""Reads declared relations from YAML: what is written, checked for form, with the line of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from importlib.resources.abc import Traversable

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from evalkit.audit.counting import value_condition
from evalkit.audit.kinds import KINDS, Kind
from evalkit.audit.relation import Option
from evalkit.errors import UnknownCode, UsageError
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
    try:
        content = YAML(typ="rt", pure=True).load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{name}{line}: not YAML: {error.problem}.") from None
    if content is None:
        return ()
    if not isinstance(content, CommentedSeq):
        raise UsageError(f"{name}: holds a list of relations, each beginning with `- id:`.")
    document = file.name.removesuffix(".yml").replace("across", "")
    lines = [content.lc.item(position)[0] + 1 for position in range(len(content))]
    found = [_declaration(item, _Where(name, line), document) for item, line in zip(content, lines, strict=True)]
    _refuse_twins(found)
    return tuple(found)


@dataclass(frozen=True)
class _Where:
    """A place in a file, as messages tell it."""

    file: str
    line: int
    relation: str = ""

    def at(self, item: CommentedMap, key: object) -> _Where:
        return replace(self, line=item.lc.key(key)[0] + 1)

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" + (f" (relation {self.relation})" if self.relation else "")


def _refuse_twins(found: list[Declaration]) -> None:
    first: dict[str, Declaration] = {}
    for one in found:
        if one.id in first:
            raise UsageError(f"{one.where}: the id {one.id!r} is taken by the relation at {first[one.id].where}.")
        first[one.id] = one


def _declaration(item: object, where: _Where, document: str) -> Declaration:
    if not isinstance(item, CommentedMap):
        raise UsageError(f"{where}: a relation has keys: id, kind, and the roles of its kind.")
    where = replace(where, relation=_text(item, "id", where))
    kind = _text(item, "kind", where)
    if kind not in KINDS:
        raise UnknownCode("kind of relation", kind, KINDS, str(where.at(item, "kind")))
    shape = KINDS[kind]
    _check_keys(item, kind, shape, where)
    selectors = {role: _selector(item[role], where.at(item, role)) for role in shape.roles if role in item}
    options = {name: _option(item[name], takes, where.at(item, name)) for name, takes in shape.options.items() if name in item}
    for_each: tuple[str, ...] = ()
    if "for_each" in item:
        for_each = tuple(_known_column(one, where.at(item, "for_each")) for one in _texts(item["for_each"], where))
    return Declaration(where.relation, kind, document, selectors, options, for_each, str(where))


def _check_keys(item: CommentedMap, kind: str, shape: Kind, where: _Where) -> None:
    allowed = (*_COMMON, *shape.roles, *shape.options)
    for key in item:
        if str(key) not in allowed:
            raise UnknownCode(f"key of a {kind} relation", key, allowed, str(where.at(item, key)))
    missing = [role for role, takes in shape.roles.items() if takes != "any" and role not in item]
    missing += [option for option in shape.required if option not in item]
    if missing:
        raise UsageError(f"{where}: a relation of kind {kind} needs {', '.join(missing)}.")
    if shape.one_of and sum(name in item for name in shape.one_of) != 1:
        raise UsageError(f"{where}: a relation of kind {kind} takes one of {', '.join(shape.one_of)}.")


def _option(value: object, takes: str | tuple[str, ...], where: _Where) -> Option:
    if isinstance(takes, tuple):
        if value not in takes:
            raise UnknownCode("value", value, takes, str(where))
        return str(value)
    if takes in ("texts", "columns"):
        words = _texts(value, where)
        return tuple(_known_column(word, where) for word in words) if takes == "columns" else words
    if takes == "flag" and isinstance(value, bool):
        return value
    if takes == "count" and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return int(value)
    if takes == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(str(value))
    if takes == "text" and isinstance(value, str):
        return str(value)
    if takes == "condition" and isinstance(value, str) and value_condition(value):
        return str(value)
    raise UsageError(f"{where}: {value!r} does not fit; it takes {_WANTED[takes]}.")


_WANTED = {
    "flag": "true or false",
    "count": "a whole number from 0 up",
    "number": "a number",
    "text": "text in quotes",
    "condition": 'a sign and a number in quotes, such as "< 0" or ">= 20"',
}


def _selector(value: object, where: _Where) -> Selector:
    if isinstance(value, str | CommentedSeq):
        return Selector(_texts(value, where), {}, str(where))
    if not isinstance(value, CommentedMap) or not value:
        raise UsageError(f"{where}: select figures by an id, a list of ids, or columns such as {{place: table_3_1}}.")
    columns = {}
    for name, wanted in value.items():
        columns[_known_column(str(name), where.at(value, name))] = _texts(wanted, where.at(value, name))
    return Selector((), columns, str(where))


def _known_column(column: str, where: _Where) -> str:
    if column not in COLUMNS:
        raise UnknownCode("column", column, COLUMNS, str(where))
    return column


def _texts(value: object, where: _Where) -> tuple[str, ...]:
    values = list(value) if isinstance(value, CommentedSeq) else [value]
    for one in values:
        if not isinstance(one, str):
            raise UsageError(f'{where}: {one} is not text; write it in quotes: "{one}".')
    if not values:
        raise UsageError(f"{where}: the list is empty.")
    return tuple(str(one) for one in values)


def _text(item: CommentedMap, key: str, where: _Where) -> str:
    if key not in item:
        raise UsageError(f"{where}: the relation has no {key}.")
    return _texts(item[key], where.at(item, key))[0]

"""Turns declared relations into figures in roles; what selects nothing, or not what its role takes, is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from importlib.resources.abc import Traversable

from evalkit.audit.declared import Declaration, Selector, read_declarations
from evalkit.audit.index import quantity
from evalkit.audit.kinds import KINDS
from evalkit.audit.relation import Relation
from evalkit.audit.units import add_up
from evalkit.errors import UnknownCode, UsageError
from evalkit.published import PublishedFigure

Figures = Sequence[PublishedFigure]


def load_relations(figures: Figures, folder: Traversable | None = None) -> tuple[Relation, ...]:
    """Every relation of every document, resolved.

    Parameters
    ----------
    figures: the registry.
    folder: where the YAML files are; the package's own when None.

    Raises
    ------
    UsageError: a file is malformed, or a relation selects nothing or not what its kind takes; names file, line and relation.
    """
    home = folder or resources.files("evalkit.audit").joinpath("relations")
    files = sorted((file for file in home.iterdir() if file.name.endswith(".yml")), key=lambda file: file.name)
    return tuple(relation for file in files for one in read_declarations(file) for relation in resolve(one, figures))


def resolve(declaration: Declaration, figures: Figures) -> tuple[Relation, ...]:
    """The relations that a declaration stands for: one, or one for each combination of its `for_each` columns.

    A column for which a selector names one value keeps it in every combination, and ids stay as they are. The combinations
    are those of the first role that leaves some of the columns open.

    Raises
    ------
    UsageError: as for `load_relations`.
    """
    selected = {role: _select(selector, declaration, figures) for role, selector in declaration.selectors.items()}
    relations = []
    for combination in _combinations(declaration, selected):
        roles = {role: _narrowed(rows, declaration.selectors[role], combination) for role, rows in selected.items()}
        told = f"{declaration.where}{_told(combination)}"
        _check(declaration.kind, roles, told)
        given = {role: roles.get(role, ()) for role in KINDS[declaration.kind].roles}
        relations.append(Relation(declaration.id, declaration.kind, given, declaration.options, told))
    return tuple(relations)


def _select(selector: Selector, declaration: Declaration, figures: Figures) -> tuple[PublishedFigure, ...]:
    if selector.ids:
        by_id = {figure.id: figure for figure in figures}
        for one in selector.ids:
            if one not in by_id:
                raise UnknownCode("figure", one, _near(one, by_id), selector.where)
        return tuple(by_id[one] for one in selector.ids)
    columns = dict(selector.columns)
    if "document" not in columns:
        if not declaration.document:
            raise UsageError(f"{selector.where}: name the document; only a document's own file can leave it out.")
        columns["document"] = (declaration.document,)
    return _filtered(columns, figures, selector.where)


def _filtered(columns: dict[str, tuple[str, ...]], figures: Figures, where: str) -> tuple[PublishedFigure, ...]:
    rows = tuple(figure for figure in figures if figure.document in columns["document"])
    for column, wanted in columns.items():
        known = {str(getattr(figure, column)) for figure in (figures if column == "document" else rows)}
        for value in wanted:
            if value not in known:
                raise UnknownCode(column, value, sorted(known), where)
    rows = tuple(figure for figure in rows if all(getattr(figure, column) in wanted for column, wanted in columns.items()))
    if not rows:
        told = ", ".join(f"{column}: {' or '.join(wanted)}" for column, wanted in columns.items())
        raise UsageError(f"{where}: no figure has {told}. The relation is stale: correct it or take it out.")
    return rows


def _combinations(declaration: Declaration, selected: dict[str, tuple[PublishedFigure, ...]]) -> list[dict[str, str]]:
    if not declaration.for_each:
        return [{}]
    for role, rows in selected.items():
        selector = declaration.selectors[role]
        if not all(selector.keeps(column) for column in declaration.for_each):
            found = {tuple(str(getattr(row, column)) for column in declaration.for_each) for row in rows}
            return [dict(zip(declaration.for_each, values, strict=True)) for values in sorted(found)]
    why = "every role takes ids or one value of each for_each column"
    raise UsageError(f"{declaration.where}: {why}, so there is nothing to repeat over.")


def _narrowed(rows: Figures, selector: Selector, combination: dict[str, str]) -> tuple[PublishedFigure, ...]:
    open_columns = {column: value for column, value in combination.items() if not selector.keeps(column)}
    return tuple(row for row in rows if all(getattr(row, column) == value for column, value in open_columns.items()))


def _check(kind: str, roles: dict[str, tuple[PublishedFigure, ...]], where: str) -> None:
    shape = KINDS[kind]
    for role, rows in roles.items():
        if not rows:
            raise UsageError(f"{where}: no figure for {role}. The relation is stale: correct it or take it out.")
        quantities = {quantity(row) for row in rows}
        if shape.roles[role] == "one" and len(quantities) > 1:
            raise UsageError(f"{where}: {role} takes one quantity, but these are {len(quantities)}: {_ids(rows)}.")
    units = {row.unit for role in shape.one_family for row in roles.get(role, ())}
    if shape.one_family and not add_up(units):
        raise UsageError(f"{where}: {', '.join(sorted(units))} cannot be added or compared.")


def _near(one: str, ids: Iterable[str]) -> list[str]:
    stem = one[: max(4, len(one) // 2)]
    return sorted(known for known in ids if known.startswith(stem)) or sorted(ids)[:20]


def _ids(rows: Figures) -> str:
    shown = ", ".join(row.id for row in rows[:6])
    return shown if len(rows) <= 6 else f"{shown} and {len(rows) - 6} more"


def _told(combination: dict[str, str]) -> str:
    told = ", ".join(f"{column}: " + (value or '""') for column, value in combination.items())
    return f" for {told}" if told else ""

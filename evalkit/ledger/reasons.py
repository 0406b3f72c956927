"""Why figures are not computable, or differ: sentences declared in `reasons.yml` for the figures that selectors take.

The file has two lists, `not_computable` and `differs`. An entry is

    - select: {document: bdo2023, indicator: "rule_*"}   # one selector, or a list of them
      da: En regel, ikke en måling.
      en: A rule, not a measurement.

A selector names columns of the registry with the value, or list of values, that a figure must have; `*` in a value stands for any
characters, an empty text for none. The first entry that takes a figure gives its reason. Everything is refused, with the line,
that is misspelt, or that takes no figure which an earlier entry left: a reason for nothing is stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from evalkit.audit.declared import COLUMNS
from evalkit.errors import UnknownCode, UsageError
from evalkit.ledger.row import Reason, Status
from evalkit.published import PublishedFigure

_NONE: Mapping[str, Reason] = MappingProxyType({})
_KEYS = ("select", "da", "en")
_LISTS = ("not_computable", "differs")


@dataclass(frozen=True)
class Reasons:
    """Reasons by the id of the figure, apart for the two statuses that need one: what excuses a gap excuses no difference.

    Attributes
    ----------
    not_computable, differs: by id of the figure.
    otherwise: by status, the reason of every figure that has none of its own: for registers that are not the document's.
    """

    not_computable: Mapping[str, Reason] = field(default_factory=lambda: _NONE)
    differs: Mapping[str, Reason] = field(default_factory=lambda: _NONE)
    otherwise: Mapping[Status, Reason] = field(default_factory=lambda: MappingProxyType({}))


def load_reasons(
    figures: Sequence[PublishedFigure], conflicts: Mapping[str, Reason] = _NONE, file: Traversable | None = None
) -> Reasons:
    """The declared reasons, resolved, with those of the population beside them.

    Parameters
    ----------
    figures: the whole registry.
    conflicts: by id, why a calibrated population cannot meet a figure; they come before declared differences.
    file: the YAML file; the package's own when None.

    Raises
    ------
    UsageError: the file is malformed, or a selector takes nothing; names the line.
    """
    home = file or resources.files("evalkit.ledger").joinpath("reasons.yml")
    lists = _read(home)
    found = {name: _taken(_entries(lists[name], home.name), figures) for name in lists}
    return Reasons(found.get("not_computable", _NONE), {**found.get("differs", _NONE), **conflicts})


@dataclass(frozen=True)
class _Entry:
    """One selector with its reason and its place in the file."""

    columns: Mapping[str, tuple[str, ...]]
    reason: Reason
    where: str


def _read(file: Traversable) -> CommentedMap:
    try:
        content = YAML(typ="rt", pure=True).load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{file.name}{line}: not YAML: {error.problem}.") from None
    allowed = _LISTS
    if not isinstance(content, CommentedMap):
        raise UsageError(f"{file.name}: holds the lists {' and '.join(allowed)}.")
    for key in content:
        if key not in allowed:
            raise UnknownCode("list of reasons", key, allowed, f"{file.name}, line {content.lc.key(key)[0] + 1}")
    return content


def _entries(items: object, file: str) -> Iterator[_Entry]:
    if not isinstance(items, CommentedSeq):
        raise UsageError(f"{file}: a list holds reasons, each beginning with `- select:`.")
    for position, item in enumerate(items):
        where = f"{file}, line {items.lc.item(position)[0] + 1}"
        if not isinstance(item, CommentedMap):
            raise UsageError(f"{where}: a reason has the keys {', '.join(_KEYS)}.")
        for key in item:
            if key not in _KEYS:
                raise UnknownCode("key of a reason", key, _KEYS, where)
        texts = [item.get(language) for language in ("da", "en")]
        if not all(isinstance(text, str) and text for text in texts):
            raise UsageError(f"{where}: a reason is told in both languages, as `da` and `en`.")
        selectors = item.get("select")
        for selector in selectors if isinstance(selectors, CommentedSeq) else [selectors]:
            if not isinstance(selector, CommentedMap) or not selector:
                raise UsageError(f"{where}: select figures by columns such as {{document: bdo2023, unit: page}}.")
            here = f"{file}, line {selector.lc.line + 1}"
            yield _Entry(_columns(selector, here), Reason(*map(str, texts)), here)


def _columns(selector: CommentedMap, where: str) -> Mapping[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for column, value in selector.items():
        if column not in COLUMNS:
            raise UnknownCode("column", column, COLUMNS, where)
        values = list(value) if isinstance(value, CommentedSeq) else [value]
        for one in values:
            if not isinstance(one, str):
                raise UsageError(f'{where}: {one} is not text; write it in quotes: "{one}".')
        columns[str(column)] = tuple(str(one) for one in values)
    return columns


def _taken(entries: Iterator[_Entry], figures: Sequence[PublishedFigure]) -> Mapping[str, Reason]:
    found: dict[str, Reason] = {}
    for entry in entries:
        _refuse_idle_values(entry, figures)
        fresh = {figure.id: entry.reason for figure in figures if figure.id not in found and _fits(figure, entry.columns)}
        if not fresh:
            raise _stale(entry.where, "earlier reasons have all figures with", entry.columns)
        found |= fresh
    return found


def _refuse_idle_values(entry: _Entry, figures: Sequence[PublishedFigure]) -> None:
    """Refuse a value that is misspelt, or that no figure has which the other columns take: each must take some."""
    for column, values in entry.columns.items():
        others = {name: patterns for name, patterns in entry.columns.items() if name != column}
        beside = {str(getattr(figure, column)) for figure in figures if _fits(figure, others)}
        for value in values:
            if not any(_fits(figure, {column: (value,)}) for figure in figures):
                raise UnknownCode(column, value, sorted(beside), entry.where)
            if not any(fnmatchcase(one, value) for one in beside):
                raise _stale(entry.where, "no figure has", {**entry.columns, column: (value,)})


def _fits(figure: PublishedFigure, columns: Mapping[str, Sequence[str]]) -> bool:
    return all(any(fnmatchcase(str(getattr(figure, name)), one) for one in patterns) for name, patterns in columns.items())


def _stale(where: str, why: str, columns: Mapping[str, Sequence[str]]) -> UsageError:
    told = ", ".join(f"{column}: {' or '.join(values)}" for column, values in columns.items())
    return UsageError(f"{where}: {why} {told}. The reason is stale: correct it or take it out.")

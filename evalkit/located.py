"""YAML whose values remember their line and how they were written.

Read as YAML 1.2, so `NO` stays text. A number is read only when it is written in the one way that cannot be
misread: `0101` could be text, 101 or octal 65, and is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from evalkit.errors import UsageError

Scalar = str | int | float | bool | dt.date | None

_NOTHING = re.compile(r"(?!)")
_READERS: dict[str, tuple[re.Pattern[str], Callable[[str], Scalar]]] = {
    "int": (re.compile(r"[-+]?(0|[1-9][0-9]*)"), int),
    "float": (re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?"), float),
    "bool": (re.compile(r"true|false"), lambda text: text == "true"),
    "null": (re.compile(r"null|~|"), lambda text: None),
    "timestamp": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), dt.date.fromisoformat),
}


@dataclass(frozen=True)
class Located:
    """A value in a YAML file.

    Fields
    ------
    value: a mapping of text to Located, a list of Located, or a scalar.
    line: the line it begins on, or its key's line, from 1.
    text: a scalar as it is written in the file; empty for a mapping or a list.
    problem: why the scalar cannot be read; empty when it can.
    """

    value: dict[str, Located] | list[Located] | Scalar
    line: int
    text: str = ""
    problem: str = ""

    def plain(self) -> object:
        """The value as plain Python: dict, list and scalars."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def at(self, location: Sequence[str | int]) -> Located:
        """The value at `location` (keys and positions), or the deepest one on the way there that exists."""
        here = self
        for step in location:
            within: Mapping[Any, Located] = {}
            if isinstance(here.value, list | dict):
                within = here.value if isinstance(here.value, dict) else dict(enumerate(here.value))
            here = within.get(step, here)
        return here

    def problems(self, key: str = "") -> Iterator[tuple[int, str]]:
        """Line and sentence of everything in here that could not be read."""
        if self.problem:
            yield self.line, f"{key}: {self.problem}" if key else self.problem
        if isinstance(self.value, dict):
            for name, item in self.value.items():
                yield from item.problems(name)
        if isinstance(self.value, list):
            for item in self.value:
                yield from item.problems(key)


def read_yaml(path: Traversable, name: str) -> Located:
    """One YAML file.

    Parameters
    ----------
    path: the file.
    name: what messages call it, for example `parameters/bdo2023.yml`.

    Raises
    ------
    UsageError: the file cannot be read or is not YAML; names the file and the line.
    """
    try:
        node = YAML(typ="rt", pure=True).compose(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{name}{line}: not YAML: {error.problem}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name}: not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}.") from None
    return Located({}, 1) if node is None else _located(node, node.start_mark.line + 1)


def _located(node: Node, line: int) -> Located:
    if isinstance(node, MappingNode):
        return _mapping(node, line)
    if isinstance(node, SequenceNode):
        return Located([_located(item, item.start_mark.line + 1) for item in node.value], line)
    return _scalar(str(node.value), str(node.tag).rpartition(":")[2], line)


def _mapping(node: MappingNode, line: int) -> Located:
    items: dict[str, Located] = {}
    problem = ""
    for key, value in node.value:
        at = key.start_mark.line + 1
        if str(key.value) in items:
            line, problem = at, f"the key {key.value!r} is given twice; the first is on line {items[key.value].line}."
        items[str(key.value)] = _located(value, at)
    return Located(items, line, problem=problem)


def _scalar(text: str, kind: str, line: int) -> Located:
    if kind == "str":
        return Located(text, line, text)
    pattern, read = _READERS.get(kind, (_NOTHING, str))
    if pattern.fullmatch(text):
        try:
            return Located(read(text), line, text)
        except ValueError:
            return Located(None, line, text, f"{text} is not a date.")
    return Located(None, line, text, f'{text} can be read in several ways; write it in quotes: "{text}".')

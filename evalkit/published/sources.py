"""The five documents, each described once: title, publisher, year, and what was measured, on whom, when and how."""

from __future__ import annotations

import functools
from importlib import resources

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML


class Measured(BaseModel):
    """One thing that a document measured: what, on whom, from which data, from `start` to `end` (ISO), on `n` units."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    what_da: str
    what_en: str
    who_da: str
    who_en: str
    data_da: str
    data_en: str
    start: str
    end: str
    n: int | None

    def label(self, field: str, language: str) -> str:
        """`what`, `who` or `data` in `da` or `en`."""
        return str(getattr(self, f"{field}_{language}"))


class Source(BaseModel):
    """A document: how it is named in a list of sources, and what it measured."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: str
    title_en: str
    publisher: str
    client: str | None
    year: int
    measured: list[Measured]

    def citation(self) -> str:
        """How the document is cited below a figure: publisher, year and title.

        >>> sources()["sfi2013"].citation().startswith("SFI")
        True
        """
        return f"{self.publisher} ({self.year}): {self.title}"


@functools.cache
def sources() -> dict[str, Source]:
    """Every document by its code, in the order of the registry."""
    text = resources.files("evalkit.published").joinpath("sources.yml").read_text(encoding="utf-8")
    return {code: Source.model_validate(entry) for code, entry in YAML(typ="safe").load(text).items()}

"""The style sheets and the script that are carried to the page."""

from __future__ import annotations

from importlib import resources


def asset(name: str) -> str:
    """The text of a file of this package."""
    return resources.files("evalkit.widgets").joinpath(name).read_text(encoding="utf-8")

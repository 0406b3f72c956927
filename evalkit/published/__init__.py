"""The registry of published figures: every quantity that the five documents print.

`figures()` gives the rows, `sources()` the documents, `places()` the names of the places in them.
"""

from evalkit.published.figure import PublishedFigure
from evalkit.published.registry import figures, place_label, published_groups
from evalkit.published.sources import Source, sources

__all__ = ["PublishedFigure", "Source", "figures", "place_label", "published_groups", "sources"]

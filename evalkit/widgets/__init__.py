"""Widgets for JupyterLab: a panel of filters, and a page on which any indicator can be looked at by any grouping."""

from evalkit.widgets.cube import Cube
from evalkit.widgets.explorer import explore
from evalkit.widgets.panel import FilterPanel

__all__ = ["Cube", "FilterPanel", "explore"]

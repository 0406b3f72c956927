"""Widgets for JupyterLab: a panel of filters, and a page on which any indicator can be looked at by any grouping."""

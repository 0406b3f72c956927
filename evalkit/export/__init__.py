"""Exports that can be handed over: one HTML file and one workbook a run, and the index page of them all."""

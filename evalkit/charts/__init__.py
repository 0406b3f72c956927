"""Kinds of figures beside bars and dots: curves, lines over time, answers, timelines of rules, trials."""

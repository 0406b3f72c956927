"""Disclosure control: what may not be told because too few persons lie behind it, or because it tells what is hidden."""

from evalkit.disclosure.control import disclose
from evalkit.disclosure.policy import MINIMA, Policy

__all__ = ["MINIMA", "Policy", "disclose"]

"""Disclosure control: what may not be told because too few persons lie behind it, or because it tells what is hidden."""

from evalkit.disclosure.asked import Given
from evalkit.disclosure.attack import Attack, attack
from evalkit.disclosure.control import disclose
from evalkit.disclosure.kept import Plans, content_of
from evalkit.disclosure.policy import MINIMA, Policy

__all__ = ["MINIMA", "Attack", "Given", "Plans", "Policy", "attack", "content_of", "disclose"]

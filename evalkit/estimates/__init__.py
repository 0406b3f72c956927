"""Estimates: pure numerical functions on arrays, which know nothing of registers, codes or readers."""

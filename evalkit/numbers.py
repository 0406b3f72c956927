"""Numbers as a Danish or English reader expects them: 44.589 and 3,4, or 44,589 and 3.4."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from evalkit.errors import UnknownCode

_SIGNS = {"da": (".", ","), "en": (",", ".")}
_MINUS = "\N{MINUS SIGN}"


def format_number(value: Decimal | int | float, decimals: int | None, language: str) -> str:
    """One number as text.

    Parameters
    ----------
    value: a finite number. A float stands for its shortest decimal form, so 0.1 is one tenth.
    decimals: how many decimals to show; None shows those that the number has.
    language: `da` (44.589 and 3,4) or `en` (44,589 and 3.4).

    Returns
    -------
    The text, with a true minus sign (U+2212), thousands separators from 1000 up and no sign on a zero.

    Raises
    ------
    UnknownCode: no such language.
    ValueError: the number is not finite: missing values have texts of their own.

    Convention
    ----------
    Halves are rounded away from zero, as in the documents: 2.5 becomes 3 and -2.5 becomes -3.

    >>> format_number(44589, None, "da"), format_number(Decimal("3.40"), None, "da"), format_number(-0.04, 1, "da")
    ('44.589', '3,40', '0,0')
    """
    if language not in _SIGNS:
        raise UnknownCode("language", language, list(_SIGNS))
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a finite number and cannot be shown as one.")
    if decimals is not None:
        wide = Context(prec=max(28, number.adjusted() + decimals + 2), rounding=ROUND_HALF_UP)
        number = number.quantize(Decimal(1).scaleb(-decimals), context=wide)
    thousands, point = _SIGNS[language]
    text = f"{number.copy_abs():,f}".replace(",", "\0").replace(".", point).replace("\0", thousands)
    return f"{_MINUS}{text}" if number < 0 else text

"""What makes two spellings of a name the same: case, spaces, hyphens and the two ways of writing æ, ø and å do not count."""

from __future__ import annotations

import unicodedata

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def fold(text: str) -> str:
    """A spelling reduced to the letters a to z and digits; folding twice changes nothing.

    Parameters
    ----------
    text: a code, name or alias as somebody wrote it.

    Returns
    -------
    The text in lower case with æ, ø, å as ae, oe, aa, other accents taken off, and every other sign left out.

    >>> fold("Århus") == fold("AARHUS")
    True
    >>> fold("Høje Tåstrup"), fold("3F-A")
    ('hoejetaastrup', '3fa')
    """
    plain = unicodedata.normalize("NFC", text).casefold().translate(_DANISH)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain).casefold() if sign.isascii() and sign.isalnum())


def forms(text: str, prefixes: tuple[str, ...] = (), suffixes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The folded forms under which a spelling is known, the fullest first.

    Parameters
    ----------
    text: a code, name or alias.
    prefixes, suffixes: folded words that say what kind of thing it is and may be left out, for example `kommune`.
        A genitive s before a suffix may be left out too.

    >>> forms("Københavns Kommune", suffixes=("kommune",))
    ('koebenhavnskommune', 'koebenhavns', 'koebenhavn')
    """
    full = fold(text)
    short = next((full.removesuffix(word) for word in suffixes if full.endswith(word)), full)
    found = [full, short] if short == full else [full, short, short.removesuffix("s")]
    found += [form.removeprefix(word) for word in prefixes for form in found if form.startswith(word)]
    return tuple(dict.fromkeys(form for form in found if form))

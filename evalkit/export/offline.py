"""Nothing on a page may point outside its file: no request, no script, no path of the machine that made it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

ADDRESSES = {"src", "srcset", "href", "poster", "data", "action", "formaction", "background", "ping", "longdesc"}
DEAD_ELEMENTS = {"script", "iframe", "frame", "object", "embed", "base", "meta", "link", "audio", "video"}
STYLE_ADDRESS = re.compile(r"""@import\s*[^;]*|url\(\s*['"]?(?!data:|\#)[^)]*\)?""", re.IGNORECASE)


def outside_references(root: HtmlElement) -> list[str]:
    """What an element and its descendants load from, or link to, outside the file.

    Data of its own (`data:`), places on the page (`#name`) and relative links to sibling pages are inside.

    >>> from lxml.html import fromstring
    >>> outside_references(fromstring('<p><a href="../index.html">a</a><a href="/srv/x.csv">b</a></p>'))
    ['href="/srv/x.csv"']
    """
    found = []
    for element in root.iter("*"):
        for name, value in element.attrib.items():
            if re.split("[:}]", name)[-1].lower() in ADDRESSES and not _is_inside(element.tag, value.strip()):
                found.append(f'{name}="{value[:80]}"')
            found += [match[:80] for match in STYLE_ADDRESS.findall(value) if name not in ADDRESSES and name != "alt"]
        if str(element.tag).rpartition("}")[2] == "style":
            found += [match[:80] for match in STYLE_ADDRESS.findall(element.text or "")]
    return found


def dead_parts(root: HtmlElement) -> list[str]:
    """Elements and attributes that need a script, a player or another file, and so do nothing on a still page.

    >>> from lxml.html import fromstring
    >>> dead_parts(fromstring('<div onclick="go()"><script>go()</script></div>'))
    ['onclick', '<script>']
    """
    found = []
    for element in root.iter("*"):
        if element.tag in DEAD_ELEMENTS:
            found.append(f"<{element.tag}>")
        found += [name for name in element.attrib if name.lower().startswith("on")]
    return found


def _is_inside(tag: str, address: str) -> bool:
    if address.startswith(("#", "data:")):
        return True
    parts = urlsplit(address)
    return tag == "a" and not parts.scheme and not parts.netloc and not parts.path.startswith(("/", "\\"))

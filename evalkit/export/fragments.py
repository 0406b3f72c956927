"""Outputs as fragments of one page: checked, with unique ids, headings in order, and tables that scroll by themselves."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence, Set

from lxml.html import Element, HtmlElement, HTMLParser, fragment_fromstring

from evalkit.export.html_tables import text_of, tidy_table
from evalkit.export.offline import dead_parts, outside_references
from evalkit.export.page import ExportError
from evalkit.messages import message

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("headers", "for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details")
FRAME_IDS = frozenset({"main", "contents", "contents-title"})
FILLER_ALT = "No description has been provided for this image"


def read_fragment(markup: str, cell: str) -> HtmlElement:
    """One output as an element tree inside a `div`, with its tables mended.

    Raises
    ------
    ExportError: it needs a script, points outside the file, or has a picture without alternative text.
    """
    fragment = fragment_fromstring(markup, create_parent="div", parser=HTMLParser(huge_tree=True, remove_comments=True))
    for style in fragment.xpath(".//style[@scoped]"):
        style.drop_tree()
    if dead := dead_parts(fragment):
        raise ExportError(f"{cell} shows {', '.join(dead)}, which is dead on a still page. Display static HTML or a picture.")
    if outside := outside_references(fragment):
        raise ExportError(
            f"{cell} points outside the page: {', '.join(outside)}. "
            "Put pictures in as data, link only to places on the page or to pages beside it, and write other addresses as text."
        )
    if any(not _says_what_it_shows(picture) for picture in fragment.iter("img", "svg")):
        raise ExportError(
            f"{cell} shows a picture without alternative text. Give <img> an alt, or <svg> a <title>, that says what it is."
        )
    for table in list(fragment.iter("table")):
        tidy_table(table)
    fragment.set("class", "output")
    return fragment


def unique_ids(fragments: Sequence[HtmlElement]) -> None:
    """Give every id that was already taken a new name, and follow it in the references of its own output."""
    taken = set(FRAME_IDS)
    for fragment in fragments:
        renamed: dict[str, str] = {}
        here: set[str] = set()
        for element in fragment.xpath(".//*[@id]"):
            old = element.get("id")
            new = _free(old, taken, "{}-{}")
            element.set("id", new)
            taken.add(new)
            if old not in here:
                renamed[old] = new
            here.add(old)
        _follow(fragment, {old: new for old, new in renamed.items() if old != new})


def take_heading(fragments: Sequence[HtmlElement]) -> str | None:
    """Take the first `h1` out of the outputs and return its words, for the head of the page; None when there is none.

    The headings that stay follow each other without a gap: a later `h1` becomes an `h2`, and no level is skipped.
    """
    headings = [heading for fragment in fragments for heading in fragment.iter(*HEADINGS)]
    first = next((heading for heading in headings if heading.tag == "h1"), None)
    title = text_of(first) if first is not None else None
    if first is not None:
        headings.remove(first)
        first.drop_tree()
    before = 1
    for heading in headings:
        before = min(max(int(heading.tag[1]), 2), before + 1)
        heading.tag = f"h{before}"
    return title


def contents_list(fragments: Sequence[HtmlElement]) -> list[tuple[str, str]]:
    """Id and words of every second-level heading, in order; a heading without an id gets one from its words."""
    taken = FRAME_IDS.union(*(fragment.xpath(".//@id") for fragment in fragments))
    found = []
    for fragment in fragments:
        for heading in fragment.iter("h2"):
            if not heading.get("id"):
                heading.set("id", _free(_slug(text_of(heading)), taken, "{}-{}"))
                taken |= {heading.get("id")}
            found.append((heading.get("id"), text_of(heading)))
    return found


def scroll_regions(fragments: Sequence[HtmlElement], language: str) -> None:
    """Let each table and each displayed formula scroll in a box of its own that the keyboard reaches and that has a name."""
    names: set[str] = set()
    tables = [table for fragment in fragments for table in fragment.iter("table")]
    for number, table in enumerate(tables, start=1):
        region = next((above for above in table.iterancestors() if above.get("tabindex")), None)
        if region is None:
            region = _wrap(table, "region", _table_name(table) or message("export.table", language, number=number))
        name = _free(region.get("aria-label", ""), names, "{} ({})")
        region.set("aria-label", name)
        names.add(name)
    formulas = [formula for fragment in fragments for formula in fragment.xpath(".//math[@display='block']")]
    for number, formula in enumerate(formulas, start=1):
        _wrap(formula, "group", message("export.formula", language, number=number))


def _says_what_it_shows(picture: HtmlElement) -> bool:
    if picture.tag == "img":
        return picture.get("alt", "").strip() not in ("", FILLER_ALT)
    return bool(picture.get("aria-label") or picture.findtext("title") or picture.get("aria-hidden") == "true")


def _free(wanted: str, taken: Set[str], pattern: str) -> str:
    """The wanted name, or the first of its numbered forms that nothing has yet."""
    numbered = (pattern.format(wanted, number) for number in itertools.count(2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


def _slug(words: str) -> str:
    plain = words.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "part"


def _follow(fragment: HtmlElement, renamed: dict[str, str]) -> None:
    if not renamed:
        return
    names = "|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True))
    pattern = re.compile(rf"#({names})(?![\w-])")

    def new_name(found: re.Match[str]) -> str:
        return f"#{renamed[found[1]]}"

    for element in fragment.iter("*"):
        for name, value in element.attrib.items():
            if name in REFERENCES:
                element.set(name, " ".join(renamed.get(token, token) for token in value.split()))
            elif name in ("href", "xlink:href") or "url(#" in value:
                element.set(name, pattern.sub(new_name, value))
        if element.tag == "style" and element.text:
            element.text = pattern.sub(new_name, element.text)


def _table_name(table: HtmlElement) -> str:
    caption = table.find("caption")
    if caption is None:
        figure = next(table.iterancestors("figure"), None)
        caption = figure.find("figcaption") if figure is not None else None
    return text_of(caption) if caption is not None else ""


def _wrap(element: HtmlElement, role: str, name: str) -> HtmlElement:
    box = Element("div", {"class": "scroll", "role": role, "tabindex": "0", "aria-label": name})
    element.addprevious(box)
    tail, element.tail = element.tail, None
    box.append(element)
    box.tail = tail
    return box

"""The finished outputs of every report, in both languages; `make test` makes them and names their folder."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from lxml import html

from evalkit.codes import Akasse, Municipality
from evalkit.codes.lists import spellings
from evalkit.published import sources

OUTPUTS = Path(os.environ.get("EVALKIT_OUTPUTS", "no finished outputs"))
pytestmark = pytest.mark.skipif(not OUTPUTS.is_dir(), reason="EVALKIT_OUTPUTS names no finished outputs folder")

LANGUAGES = ("da", "en")
PAGES = {language: sorted((OUTPUTS / language).rglob("*.html")) for language in LANGUAGES}
QUOTED = re.compile(r'"[^"]*"|»[^«]*«|“[^”]*”')
LETTERS = re.compile(r"[æøåÆØÅ]")
NAMES = {"Føtex", "Rambøll"}
# Words that stand in most Danish sentences and in no English one.
DANISH = {
    *("af", "og", "til", "ikke", "eller", "der", "som", "på", "fra", "ved", "det", "den", "et", "blev", "hvor", "efter", "før"),
    *("kommuner", "kommune", "antal", "andel", "uger", "måneder", "samtaler", "tilbud", "ledige", "regler", "trykt", "ord"),
    *("ingen", "både", "kun", "mindst", "højst", "senest", "knap", "godt", "dagpenge", "kontanthjælp", "forsøg", "fund"),
}
ENGLISH = {"the", "and", "of", "with", "from", "number", "share", "weeks", "months", "printed", "talks", "rules", "findings"}


def _manifest(language: str) -> dict[str, object]:
    return json.loads((OUTPUTS / language / "manifest.json").read_text(encoding="utf-8"))


def _texts(page: Path) -> list[str]:
    root = html.fromstring(page.read_text(encoding="utf-8"))
    for element in root.xpath("//style | //script"):
        element.drop_tree()
    return [*root.itertext(), *root.xpath("//@alt | //@aria-label | //@title")]


def _known_names() -> list[str]:
    names = [name for code in (*Municipality.all(), *Akasse.all()) for name in spellings(code.row)]
    names += [text for source in sources().values() for text in (source.title, source.publisher)]
    return sorted({*names, *NAMES}, key=len, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_run_is_done_and_every_report_has_pages(language: str) -> None:
    runs = _manifest(language)["runs"]
    assert isinstance(runs, list)
    assert {run["status"] for run in runs} == {"done"}
    pages = {page.relative_to(OUTPUTS / language).as_posix() for page in PAGES[language]}
    assert pages == {f"{run['report']}/{run['run']}.html" for run in runs} | {"index.html"}
    assert len({run["report"] for run in runs}) == 6


def test_both_languages_have_the_same_pages() -> None:
    danish, english = ({page.relative_to(OUTPUTS / language) for page in PAGES[language]} for language in LANGUAGES)
    assert danish == english


def test_english_pages_have_no_danish_word_but_names_and_quotations() -> None:
    either = "|".join(re.sub(r"\\[ -]", "[ -]", re.escape(name)).replace("Aa", "(Aa|Å)") for name in _known_names())
    names = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    left = []
    for page in PAGES["en"]:
        for text in _texts(page):
            words = re.findall(r"[^\W\d_]+", names.sub(" ", QUOTED.sub(" ", text)))
            left += [(page.name, text.strip()[:120]) for word in words if LETTERS.search(word) or word.lower() in DANISH]
    assert left == []


def test_danish_pages_have_no_english_word() -> None:
    left = [
        (page.name, text.strip()[:120])
        for page in PAGES["da"]
        for text in _texts(page)
        for word in re.findall(r"[^\W\d_]+", QUOTED.sub(" ", text))
        if word.lower() in ENGLISH
    ]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_names_a_path_of_the_machine(language: str) -> None:
    home = str(Path(__file__).resolve().parents[2])
    for path in (OUTPUTS / language).rglob("*"):
        if path.suffix in {".html", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert home not in text, path.name
            assert str(Path.home()) + "/" not in text, path.name

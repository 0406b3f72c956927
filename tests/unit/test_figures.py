"""Figures: drawn from the frame alone, the same bytes each time, nothing cut off, and their numbers beside them."""

from __future__ import annotations

import io

import matplotlib.image as mpimg
import numpy as np
import pandas as pd
import pytest
from lxml import html

from evalkit.figures import Figure, bars, dots, spans
from evalkit.tables import TABLE_MIME, Cell, Column, Row, Table

DATA = Table("chart", "Titel.", "da", ("Gruppe",), (Column("pct."),), (Row(("Mænd",), (Cell("1,5", 1.5),)),), "Kilden")
LONG = "Efterkommere af indvandrere fra ikke-vestlige lande med en mellemlang videregående uddannelse"
FRAME = pd.DataFrame(
    {
        "label": ["Mænd", "Mænd", "Kvinder", "Kvinder", LONG, LONG],
        "hue": ["2019", "september 2021–august 2022"] * 3,
        "value": [35.0, 35.2, 36.4, 33.9, 0.0, 100.0],
    }
)
HUES = ["2019", "september 2021–august 2022"]
PERIODS = pd.DataFrame(
    {"label": ["a", "b", "b"], "start": [2009.0, 2012.5, 2020.0], "end": [2009.8, 2013.0, 2023.1], "hue": ["x", "y", "y"]}
)


def _drawn() -> dict[str, Figure]:
    return {
        "bars": bars(FRAME, DATA, "Alt.", "pct.", 1, HUES),
        "plain": bars(FRAME[FRAME["hue"] == "2019"], DATA, "Alt.", "pct.", 1),
        "dots": dots(FRAME, DATA, "Alt.", "pct.", 1, HUES),
        "spans": spans(PERIODS, DATA, "Alt.", "år", ["x", "y"]),
    }


DRAWN = _drawn()


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_touches_the_edge(name: str) -> None:
    picture = mpimg.imread(io.BytesIO(DRAWN[name].png))[..., :3]
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert (edge > 0.99).all(), "something is cut off at the edge of the picture"
    assert (picture < 0.5).any(), "the picture is empty"


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_frame_gives_the_same_bytes(name: str) -> None:
    assert _drawn()[name].png == DRAWN[name].png


def test_the_frame_is_left_as_it_was() -> None:
    before = FRAME.copy()
    dots(FRAME, DATA, "Alt.", "pct.", 1, HUES)
    assert FRAME.equals(before)


def test_the_page_shows_picture_text_source_and_numbers() -> None:
    bundle = DRAWN["dots"]._repr_mimebundle_()
    root = html.fragment_fromstring(bundle["text/html"])
    image = root.find("img")
    assert image.get("src").startswith("data:image/png;base64,")
    assert image.get("alt") == "Alt."
    assert "Kilden" in root.text_content()
    assert root.find("details").xpath(".//td")[0].text == "1,5"
    assert bundle[TABLE_MIME]["key"] == "chart"


def test_a_missing_number_leaves_its_line_empty() -> None:
    frame = FRAME.assign(value=FRAME["value"].where(FRAME["label"] != "Mænd"))
    assert dots(frame, DATA, "Alt.", "pct.", 1, HUES).png != DRAWN["dots"].png

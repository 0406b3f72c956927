"""Lines over time: what is drawn, and nothing outside the picture."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib import image

from evalkit.charts.timelines import lines
from evalkit.results import Result
from evalkit.tables import Table
from evalkit.typeset import results_table

MONTHS = [f"2020-{month:02d}" for month in range(1, 13)]


def _table() -> Table:
    one = Result("covered", "level", "trial", "", "", "2020-01", "count", 10, 10.0, 1.0, 10.0)
    return results_table([one], "covered", "Omfattede", "Kilde", "da", ("period",), ("indicator",), ())


def _frame(series: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"label": month, "hue": f"Regel {number}", "value": 100.0 * place}
            for number in range(series)
            for place, month in enumerate(MONTHS)
        ]
    )


@pytest.mark.parametrize("series", [1, 4])
@pytest.mark.parametrize("shaded", [None, ("2020-03", "2020-06", "Suspenderet")])
def test_a_picture_with_a_margin_and_an_alternative_text(series: int, shaded: tuple[str, str, str] | None) -> None:
    hues = [f"Regel {number}" for number in range(series)] if series > 1 else []
    frame = _frame(series) if series > 1 else _frame(1).assign(hue="")
    figure = lines(frame, _table(), "Hvad den viser", "antal", hues=hues, shaded=shaded)
    pixels = image.imread(io.BytesIO(figure.png))[..., :3]
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert np.allclose(edge, 1.0), "the drawing reaches the edge of the picture"
    assert 'alt="Hvad den viser"' in figure.to_html()


def test_the_ground_of_a_stretch_is_drawn() -> None:
    plain = lines(_frame(1).assign(hue=""), _table(), "a", "antal")
    shaded = lines(_frame(1).assign(hue=""), _table(), "a", "antal", shaded=("2020-03", "2020-06", "Suspenderet"))
    assert plain.png != shaded.png

"""The page on a randomised trial: figures, tables, both languages, and what stands where nothing can be told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tiny_registers import registers

from evalkit.analysis import Analysis
from evalkit.computed import Computed
from evalkit.disclosure import Policy
from evalkit.figures import Figure
from evalkit.filters import Selection
from evalkit.indicators.randomised import TrialChoices
from evalkit.page import Html, Page
from evalkit.pages.trial import Shown, TrialPage
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import attach
from evalkit.registers.synthetic.randomised import randomised_tables
from evalkit.registers.validation import validate
from evalkit.tables import Table

CHOICES = TrialChoices(draws=99)
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic trial beside empty registers."""
    found, empty = tmp_path_factory.mktemp("trial"), registers()
    for name in ("persons", "benefit_spells", "talks", "offers", "employment"):
        empty.execute(f"COPY {name} TO '{found / name}.parquet' (FORMAT parquet)")
    for name, columns in randomised_tables(1):
        arrays = {one: pa.array(np.ma.getdata(column), mask=np.ma.getmaskarray(column)) for one, column in columns.items()}
        pq.write_table(pa.table(arrays), found / f"{name}.parquet")
    return found


def page(folder: Path, language: str = "da", **chosen: str) -> TrialPage:
    source = attach(str(folder))
    selection = Selection.of(**chosen)
    return TrialPage(
        Computed(Page("trial", "alleigang2009", language, selection), Analysis(source, Definitions(), Policy(5))), CHOICES
    )


def test_the_synthetic_trial_breaks_no_rule(folder: Path) -> None:
    with attach(str(folder)) as source:
        assert not [found for found in validate(source).findings if found.file.startswith("randomised")]


def everything(trial: TrialPage) -> dict[str, Shown]:
    return {
        "flow": trial.flow(), "jobcentres": trial.jobcentres(), "shares": trial.shares(), "exempted": trial.exempted(),
        "balance": trial.balance(), "effects": trial.effects(), "weeks": trial.weeks("activation"),
        "readiness": trial.weeks("self_support", "job_ready", "not_job_ready"),
        "forest": trial.forest("self_support", "job_ready"), "checks": trial.checks(), "account": trial.account(),
        "tornado": trial.tornado(),
    }  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
def test_everything_is_shown(folder: Path, language: str) -> None:
    shown = everything(page(folder, language))
    for name in ("flow", "exempted", "weeks", "readiness", "forest", "tornado"):
        figure = shown[name]
        assert isinstance(figure, Figure), name
        assert figure.png.startswith(PNG)
        assert len(figure.alt) > 40
    for name in ("jobcentres", "shares", "balance", "effects", "checks", "account"):
        assert isinstance(shown[name], Table), name


def test_what_is_drawn_is_told_in_words(folder: Path) -> None:
    trial = page(folder)
    flow, forest, tornado = trial.flow(), trial.forest("self_support", "job_ready"), trial.tornado()
    assert isinstance(flow, Figure)
    assert isinstance(forest, Figure)
    assert isinstance(tornado, Figure)
    assert "Bruttogruppe: 5.500" in flow.alt
    assert "Eget interval uden 0: Lolland, Næstved" in forest.alt
    assert "Uger som selvforsørgende" in tornado.alt


def test_printed_signs_stand_beside_the_effects(folder: Path) -> None:
    table = page(folder).signs()
    assert isinstance(table, Table)
    texts = [cell.text for row in table.rows for cell in row.cells]
    assert "positiv; signifikant \N{CHECK MARK}" in texts
    assert not any("\N{NOT EQUAL TO}" in text for text in texts)


def test_the_design_is_counted_again(folder: Path) -> None:
    table = page(folder, "en").design()
    counted = {row.head[1]: [cell.text for cell in row.cells] for row in table.rows}
    assert counted["Decision competence: yes"] == ["4", "4", "Bornholm, Middelfart, Nyborg, Sønderborg"]
    assert any(cells[0] != cells[1] for cells in counted.values())  # the text counts one more with individual talks


def test_a_jobcentre_is_told_of_what_the_countrys_page_tells_of_it(folder: Path) -> None:
    whole, shown = page(folder), everything(page(folder, municipality="Lolland"))
    for name, all_of_it in (("shares", whole.shares()), ("jobcentres", whole.jobcentres())):
        table = shown[name]
        assert isinstance(table, Table)
        assert isinstance(all_of_it, Table)
        assert [row.head[0] for row in table.rows] == ["I alt", "Lolland"]
        assert set(table.rows) <= set(all_of_it.rows)
    flow, forest, every = shown["flow"], shown["forest"], whole.forest("self_support", "job_ready")
    assert isinstance(flow, Figure)
    assert "Bruttogruppe: 620" in flow.alt
    assert isinstance(forest, Figure)
    assert isinstance(every, Figure)
    assert forest.data.rows == tuple(row for row in every.data.rows if row.head == ("Lolland",))
    for name in ("exempted", "balance", "effects", "weeks", "readiness", "checks", "account", "tornado"):
        only = shown[name]
        assert isinstance(only, Html)
        assert "kun for hele landet" in only.markup


@pytest.mark.parametrize(
    ("chosen", "words"),
    [({"municipality": "0101"}, "Ingen af forsøgets personer"), ({"akasse": "HK-A"}, "ingen a-kasse")],
)
def test_where_nothing_can_be_told_it_says_why(folder: Path, chosen: dict[str, str], words: str) -> None:
    for shown in everything(page(folder, **chosen)).values():
        assert isinstance(shown, Html)
        assert words in shown.markup


def test_a_source_without_a_trial_says_so(folder: Path, tmp_path: Path) -> None:
    for file in folder.glob("*.parquet"):
        if not file.name.startswith("randomised"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    for shown in everything(page(tmp_path)).values():
        assert isinstance(shown, Html)
        assert "randomised_persons" in shown.markup

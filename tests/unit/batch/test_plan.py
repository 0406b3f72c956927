"""From reports and choices to runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evalkit.batch.plan import Run, plan, slug
from evalkit.codes import Akasse, Document, Language, Municipality, TargetGroup
from evalkit.errors import UnknownCode, UsageError
from evalkit.parameters import Parameter, Report, RunSpec
from evalkit.published import published_groups
from evalkit.registers.tables import MARKER

LANGUAGE = Parameter("language", Language, "Language")
SOURCE = Parameter("source", str, "str")
AKASSE = Parameter("akasse", Akasse | None, "Akasse | None")
MUNICIPALITY = Parameter("municipality", Municipality | None, "Municipality | None")
TARGET_GROUP = Parameter("target_group", TargetGroup | None, "TargetGroup | None")
DOCUMENT = Parameter("document", Document, "Document")
TITLE = {"da": "Side", "en": "Page"}


def _spec(run: str, *declared: Parameter, **parameters: object) -> RunSpec:
    document = Document("bdo2023")
    return RunSpec(run, TITLE, "notebook", {"document": document, **parameters}, (LANGUAGE, DOCUMENT, *declared))


def _report(name: str, split_by: Sequence[str], *runs: RunSpec) -> Report:
    return Report(name, {"da": f"Rapport {name}", "en": f"Report {name}"}, tuple(split_by), runs)


BDO = _report(
    "bdo", ["akasse", "target_group"],
    _spec("contact-dagpenge", AKASSE, TARGET_GROUP, target_group=TargetGroup("dagpenge")),
    _spec("contact-all", AKASSE, TARGET_GROUP, target_group=None),
    _spec("rules"),
)  # fmt: skip
SFI = _report("sfi", ["municipality"], _spec("benefit", MUNICIPALITY, AKASSE))
REGISTERS = _report("registers", ["municipality", "akasse"], _spec("computed", MUNICIPALITY, AKASSE, SOURCE))


def _groups(document: str, dimension: str) -> Sequence[str]:
    return {
        "akasse": [Akasse("HK-A"), Akasse("3F-A")],
        "municipality": [Municipality("0101"), Municipality("0751")],
        "target_group": [TargetGroup("dagpenge"), TargetGroup("kontanthjaelp_activity_ready")],
    }[dimension]


def _ids(reports: Sequence[Report], each: str | None = None, **only: str) -> list[str]:
    return [run.name for run in plan(reports, each, only, "da", "synthetic", _groups)]


def test_without_choices_every_run_is_made_once_for_all_groups() -> None:
    runs = plan([BDO, SFI], None, {}, "en", "synthetic", _groups)
    assert [run.name for run in runs] == ["bdo/contact-dagpenge", "bdo/contact-all", "bdo/rules", "sfi/benefit"]
    assert runs[3] == Run(
        "sfi", "Report sfi", "benefit", "benefit", 0, "Page", "notebook", "en", "synthetic",
        {"language": "en", "document": "bdo2023", "municipality": None, "akasse": None}, {},
    )  # fmt: skip
    assert runs[0].selection == {"target_group": "dagpenge"}


def test_what_the_command_line_fills_in_has_the_declared_types() -> None:
    (run,) = plan([SFI], None, {"municipality": "0751"}, "da", "synthetic", _groups)
    assert isinstance(run.parameters["language"], Language)
    assert isinstance(run.parameters["municipality"], Municipality)
    assert (run.title, run.id, run.selection) == ("Side: Aarhus", "benefit-0751", {"municipality": "0751"})


@pytest.mark.parametrize(
    ("each", "only", "ids"),
    [
        ("akasse", {}, ["contact-dagpenge-hk-a", "contact-dagpenge-3f-a", "contact-all-hk-a", "contact-all-3f-a"]),
        ("target_group", {}, ["contact-dagpenge", "contact-all-dagpenge", "contact-all-kontanthjaelp-activity-ready"]),
        (None, {"akasse": "HK-A"}, ["contact-dagpenge-hk-a", "contact-all-hk-a"]),
        (None, {"akasse": "HK Danmarks A-kasse"}, ["contact-dagpenge-hk-a", "contact-all-hk-a"]),
        (None, {"target_group": "dagpenge"}, ["contact-dagpenge", "contact-all-dagpenge"]),
        (None, {"target_group": "dagpenge", "akasse": "3F"}, ["contact-dagpenge-3f-a", "contact-all-3f-a-dagpenge"]),
        ("akasse", {"akasse": "3F-A"}, ["contact-dagpenge-3f-a", "contact-all-3f-a"]),
        ("akasse", {"target_group": "kontanthjaelp_activity_ready"},
         ["contact-all-hk-a-kontanthjaelp-activity-ready", "contact-all-3f-a-kontanthjaelp-activity-ready"]),
    ],
)  # fmt: skip
def test_runs_are_split_and_restricted(each: str | None, only: dict[str, str], ids: list[str]) -> None:
    assert _ids([BDO], each, **only) == [f"bdo/{name}" for name in ids]


def test_reports_that_cannot_be_split_by_the_dimension_are_left_out() -> None:
    assert _ids([BDO, SFI], "municipality") == ["sfi/benefit-0101", "sfi/benefit-0751"]


def test_the_groups_are_those_that_the_document_has_figures_for() -> None:
    runs = plan([SFI], "municipality", {}, "da", "synthetic")
    assert [run.selection["municipality"] for run in runs] == list(published_groups("bdo2023", "municipality"))


def test_a_notebook_that_shows_no_document_is_not_split() -> None:
    overview = _report("all", ["akasse"], RunSpec("a", TITLE, "notebook", {}, (LANGUAGE, AKASSE)))
    assert _ids([overview]) == ["all/a"]
    with pytest.raises(UsageError, match=r"They can be split by: all: nothing\."):
        _ids([overview], "akasse")


def test_an_unknown_code_is_named_with_what_is_allowed() -> None:
    with pytest.raises(UnknownCode, match=r"^--only akasse: unknown a-kasse 'XX'\. Allowed: 3F-A, HK-A\.$") as caught:
        _ids([BDO, SFI], akasse="XX")
    assert caught.value.exit_code == 2


def test_municipalities_are_listed_with_their_names() -> None:
    with pytest.raises(UnknownCode, match=r"unknown municipality '9999'\. Allowed: 0101 København, 0751 Aarhus\."):
        _ids([SFI], municipality="9999")


def test_a_code_without_figures_says_which_have_some() -> None:
    with pytest.raises(
        UsageError, match=r"--only akasse=BF-A: no chosen report has figures for that a-kasse\. Allowed: 3F-A, HK-A\."
    ):
        _ids([BDO], akasse="BF-A")


@pytest.mark.parametrize(("each", "only"), [("municipality", {}), (None, {"municipality": "0101"})])
def test_a_dimension_that_no_report_is_split_by_says_which_are(each: str | None, only: dict[str, str]) -> None:
    with pytest.raises(
        UsageError, match=r"no chosen report can be split by municipality\. They can be split by: bdo: akasse, target_group\."
    ):
        _ids([BDO], each, **only)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("akase", {}, "da", "synthetic"), "--each: unknown dimension 'akase'. Did you mean 'akasse'?"),
        ((None, {"kommune": "0101"}, "da", "synthetic"), "--only: unknown dimension 'kommune'"),
        ((None, {}, "sv", "synthetic"), "--language: unknown language 'sv'. Allowed: da, en."),
    ],
)
def test_other_choices_that_do_not_exist(arguments: tuple[str | None, dict[str, str], str, str], said: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        plan([BDO], *arguments, _groups)
    assert str(caught.value).startswith(said)


def test_microdata_have_pages_for_every_municipality_and_every_akasse_that_is_left() -> None:
    assert len(_ids([REGISTERS], "municipality")) == 98
    merged = [code for code in Akasse.all() if code.successor()]
    assert merged
    assert not {run.selection["akasse"] for run in plan([REGISTERS], "akasse", {}, "da", "synthetic")} & set(merged)


def test_a_source_is_named_without_its_folders_and_says_when_nobody_is_behind_it(tmp_path: Path) -> None:
    folder = tmp_path / "secret" / "extract"
    folder.mkdir(parents=True)
    (made_up,) = plan([REGISTERS], None, {}, "da", "synthetic")
    (real,) = plan([REGISTERS], None, {}, "da", str(folder))
    assert (made_up.source_name, made_up.synthetic) == ("synthetic", True)
    assert (real.source_name, real.synthetic) == ("extract", False)
    (folder / MARKER).write_text("{}", encoding="utf-8")
    assert real.synthetic
    (quoted,) = plan([SFI], None, {}, "da", str(folder))
    assert (quoted.source_name, quoted.synthetic) == ("", False)


def test_a_source_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"--source nowhere: no such folder or file\. Allowed: synthetic, a folder"):
        plan([REGISTERS], None, {}, "da", "nowhere")


def test_nothing_to_run_is_said() -> None:
    with pytest.raises(UsageError, match="no run of the chosen reports has figures for this choice"):
        plan([SFI], "municipality", {}, "da", "synthetic", lambda document, dimension: [])


def test_two_runs_with_one_page_are_refused() -> None:
    fixed = _spec("a-dagpenge", TARGET_GROUP, target_group=TargetGroup("dagpenge"))
    clash = _report("bdo", ["target_group"], _spec("a", TARGET_GROUP, target_group=None), fixed)
    assert _ids([clash]) == ["bdo/a", "bdo/a-dagpenge"]
    with pytest.raises(UsageError, match=r"two runs would be written to bdo/a-dagpenge\.html; .*parameters/bdo\.yml other ids"):
        _ids([clash], "target_group")


def test_a_notebook_that_declares_a_filled_in_parameter_wrongly_is_named() -> None:
    wrong = _report("bdo", [], RunSpec("a", TITLE, "notebook", {}, (Parameter("language", int, "int"),)))
    with pytest.raises(UsageError, match=r"notebooks/notebook\.ipynb: language: Input should be a valid integer"):
        _ids([wrong])


def test_page_names_are_plain_ascii() -> None:
    assert [slug(text) for text in ("HK-A", "Ærø Ålborg", "Børne- & Ungdoms", "é!")] == [
        "hk-a",
        "aeroe-aalborg",
        "boerne-ungdoms",
        "e",
    ]

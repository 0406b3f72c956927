"""Parameter files: what is right comes through typed; all that is wrong is said at once, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_projects import Project

from evalkit.codes import TargetGroup
from evalkit.errors import UnknownCode, UsageError
from evalkit.parameters import find_project, load_reports, report_names

DECLARED = """\
target_group: TargetGroup = "dagpenge"
seed: int = 1
name: str = ""
akasse: Akasse | None = None
language: Language = "da"
"""
GOOD = '{target_group: "dagpenge", seed: 7, name: NO}'


@pytest.fixture
def good(project: Project) -> Project:
    project.notebook("contact", DECLARED)
    project.report("bdo", project.run("first", "contact", GOOD), split_by="[akasse]")
    return project


def _errors(project: Project, *names: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        load_reports(project.root, names)
    return str(caught.value).splitlines()


def test_a_report_comes_with_typed_parameters(good: Project) -> None:
    (report,) = load_reports(good.root)
    (run,) = report.runs
    assert (report.name, report.title["en"], report.split_by) == ("bdo", "Report bdo", ("akasse",))
    assert run.parameters == {"target_group": "dagpenge", "seed": 7, "name": "NO"}
    assert isinstance(run.parameters["target_group"], TargetGroup)
    assert [parameter.name for parameter in run.declared] == ["target_group", "seed", "name", "akasse", "language"]


def test_reports_are_sorted_and_can_be_chosen(good: Project) -> None:
    good.report("alle", good.run("a", "contact", GOOD))
    assert report_names(good.root) == ("alle", "bdo")
    assert [report.name for report in load_reports(good.root)] == ["alle", "bdo"]
    assert [report.name for report in load_reports(good.root, ["bdo", "bdo"])] == ["bdo"]


def test_an_unknown_report_names_it_and_the_nearest(good: Project) -> None:
    with pytest.raises(UnknownCode, match=r"^unknown report 'bd0'\. Did you mean 'bdo'\? Allowed: bdo\.$") as caught:
        load_reports(good.root, ["bd0"])
    assert caught.value.exit_code == 2


D = 'target_group: "dagpenge"'


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ('{targt_group: "dagpenge", seed: 7, name: a}', "unknown parameter 'targt_group'. Did you mean 'target_group'?"),
        ('{target_group: "dagpeng", seed: 7, name: a}', "target_group: unknown target group 'dagpeng'. Did you mean 'dagpenge'?"),
        ("{target_group: 7, seed: 7, name: a}", "target_group: target group 7 is not text"),
        (f'{{{D}, seed: "7", name: a}}', "seed: Input should be a valid integer; got 7."),
        (f"{{{D}, seed: 7.5, name: a}}", "seed: Input should be a valid integer"),
        (f"{{{D}, seed: true, name: a}}", "seed: Input should be a valid integer; got true."),
        (
            f"{{{D}, seed: 7, name: 101}}",
            'name: Input should be a valid string; got 101, which is not text: write it in quotes: "101".',
        ),
        (f"{{{D}, seed: 7, name: 0101}}", 'name: 0101 can be read in several ways; write it in quotes: "0101".'),
        (f"{{{D}, seed: 7, name: [a]}}", "name: Input should be a valid string; got a list."),
        (f"{{{D}, seed: 7, name: }}", "name: Input should be a valid string; got nothing."),
        (f"{{{D}, seed: 7}}", "name is missing; the notebook declares it as str, and nothing has a hidden default."),
        (f"{{{D}, seed: 7, name: a, seed: 8}}", "the key 'seed' is given twice; the first is on line 8."),
        (f"{{{D}, seed: 7, name: a, language: da}}", "language is set on the command line with --language; take it out"),
        (f'{{{D}, seed: 7, name: a, akasse: "HK-A"}}', "akasse is set on the command line with --each akasse or --only"),
    ],
)
def test_a_wrong_parameter_names_file_line_key_and_remedy(parameters: str, said: str, good: Project) -> None:
    good.report("bdo", good.run("first", "contact", parameters))
    errors = _errors(good)
    assert any(error.startswith("parameters/bdo.yml, line 8: ") and said in error for error in errors), errors


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("report: bdo", "report: BDO", 1, "report: String should match pattern"),
        ("report: bdo", "report: bdp", 1, "report: must be 'bdo', as the file is called; got 'bdp'."),
        ("report: bdo\n", "report: bdo\ntitel: x\n", 2, "unknown key 'titel'. Did you mean 'title'? Allowed: report, title,"),
        (", en: \"Report bdo\"", "", 2, "title.en is missing; needed are da, en."),
        ("[akasse]", "[akase]", 3, "split_by[0]: unknown dimension 'akase'. Did you mean 'akasse'?"),
        ("[akasse]", "akasse", 3, "split_by: Input should be a valid list; got akasse."),
        ("    notebook: contact\n", "", 5, "runs[0].notebook is missing; needed are id, title, notebook, parameters."),
        ("notebook: contact", "notebook: contakt", 7, "unknown notebook 'contakt'. Did you mean 'contact'?"),
        ("notebook: contact", "notebook: ../contact", 7, "runs[0].notebook: String should match pattern"),
        ("id: first", "id: Første", 5, "runs[0].id: String should match pattern"),
        ("id: first", "id: first\n    seed: 1", 6, "unknown key 'seed'. Allowed: id, title, notebook, parameters."),
    ],
)  # fmt: skip
def test_a_wrong_shape_names_file_line_and_key(old: str, new: str, line: int, said: str, good: Project) -> None:
    path = good.root / "parameters" / "bdo.yml"
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    errors = _errors(good)
    assert any(error.startswith(f"parameters/bdo.yml, line {line}: ") and said in error for error in errors), errors


def test_two_runs_cannot_have_one_page(good: Project) -> None:
    good.report("bdo", good.run("first", "contact", GOOD) * 2)
    assert _errors(good) == ["parameters/bdo.yml, line 9: id: 'first' is taken by the run on line 5; give another."]


def test_a_report_without_runs_is_refused(good: Project) -> None:
    good.report("bdo", "  []")
    assert "runs: List should have at least 1 item" in _errors(good)[0]


def test_an_empty_file_names_everything_that_is_missing(good: Project) -> None:
    (good.root / "parameters" / "bdo.yml").write_text("", encoding="utf-8")
    assert len(_errors(good)) == 4


def test_a_notebook_that_declares_wrongly_is_said_with_the_run(good: Project) -> None:
    good.notebook("contact", "seed = 1")
    assert _errors(good)[0].startswith(
        "parameters/bdo.yml, line 7: notebooks/contact.ipynb, parameters cell, line 2: only imports"
    )


def test_all_errors_of_all_chosen_files_come_together(good: Project) -> None:
    wrong = '{target_group: "x", seed: "y", name: 1, more: 2}'
    good.report("bdo", good.run("a", "contact", wrong) + good.run("b", "nowhere") + good.run("c", "contact", "{}"))
    good.report("other", good.run("a", "contact", "{seed: 0101}"))
    errors = _errors(good)
    assert [error.split(":")[0] for error in errors] == [
        *["parameters/bdo.yml, line 8"] * 4, "parameters/bdo.yml, line 11",
        *["parameters/bdo.yml, line 16"] * 3, "parameters/other.yml, line 8",
    ]  # fmt: skip
    assert len(_errors(good, "other")) == 1


def test_the_project_is_the_current_folder_or_the_one_that_is_named(
    good: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(good.root)
    assert find_project() == good.root.resolve()
    monkeypatch.chdir(tmp_path)
    assert find_project(good.root) == good.root.resolve()
    with pytest.raises(UsageError, match=r"no notebooks/ and parameters/ in .*--project DIR"):
        find_project(tmp_path)

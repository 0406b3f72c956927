"""Relations in YAML: what is read, and what is refused with file, line and remedy."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from audit_samples import figure

from evalkit.audit import load_relations
from evalkit.audit.declared import COLUMNS, read_declarations
from evalkit.audit.kinds import KINDS
from evalkit.errors import UsageError

TOTAL = figure("300 count", id="total", indicator="cases")
PARTS = [figure("150 count", id=name, indicator="cases", grouping="kind", group=name) for name in ("one", "two")]
YEARS = [
    figure(f"{number} pct", id=f"{name}{year}", indicator="rate", grouping="sex" if name else "", group=name, period=year)
    for year in ("2019", "2022")
    for name, number in (("", 15), ("man", 10), ("woman", 20))
]
FIGURES = [TOTAL, *PARTS, *YEARS, figure("9 pct", id="elsewhere", document="sfi2013")]

GOOD = """
- id: cases
  kind: sum
  note: two kinds
  total: total
  parts: {indicator: cases, grouping: kind}
- id: rates
  kind: hull
  for_each: [period]
  total: {indicator: rate, grouping: ""}
  groups: {indicator: rate, grouping: sex}
"""


def _file(folder: Path, text: str, name: str = "bdo2023.yml") -> Path:
    (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def test_relations_are_read_and_repeated_over_columns(tmp_path: Path) -> None:
    relations = load_relations(FIGURES, _file(tmp_path, GOOD))
    assert [one.id for one in relations] == ["cases", "rates", "rates"]
    cases, first, second = relations
    assert cases.statements("parts") == tuple(PARTS)
    assert [row.id for row in first.statements("groups")] == ["man2019", "woman2019"]
    assert [row.period for row in second.statements("total")] == ["2022"]
    assert second.where == "relations/bdo2023.yml, line 7 (relation rates) for period: 2022"


def test_a_selector_that_names_a_column_keeps_its_value_in_every_repetition(tmp_path: Path) -> None:
    text = """
    - id: shares
      kind: ratio
      for_each: [group]
      ratio: {indicator: rate, grouping: sex, period: "2019"}
      numerator: {indicator: rate, grouping: sex, period: "2022"}
      denominator: {indicator: rate, group: "", period: "2019"}
    """
    relations = load_relations(FIGURES, _file(tmp_path, text))
    assert [one.one("denominator").id for one in relations] == ["2019", "2019"]
    assert [one.one("ratio").group for one in relations] == ["man", "woman"]


def test_a_list_of_values_is_split_by_for_each(tmp_path: Path) -> None:
    text = """
    - id: bounds
      kind: bound
      for_each: [period]
      lower: {indicator: rate, group: man, period: ["2019", "2022"]}
      upper: {indicator: rate, group: woman}
    """
    relations = load_relations(FIGURES, _file(tmp_path, text))
    pairs = [(one.one("lower").id, one.one("upper").id) for one in relations]
    assert pairs == [("man2019", "woman2019"), ("man2022", "woman2022")]


def test_several_documents_stand_in_one_file(tmp_path: Path) -> None:
    text = """
    - id: alike
      kind: same
      figures: {document: [bdo2023, sfi2013], unit: pct, group: ""}
    """
    assert len(load_relations(FIGURES, _file(tmp_path, text, "across.yml"))[0].statements("figures")) == 3


def test_options_are_typed(tmp_path: Path) -> None:
    text = """
    - {id: a, kind: whole, parts: [one, two], whole: 99.5}
    - {id: b, kind: granularity, shares: [man2019], of: 150}
    - {id: c, kind: difference, difference: man2019, one: man2019, other: woman2019, either_way: true}
    - {id: d, kind: largest, claim: total, groups: {grouping: sex}, named: [man]}
    - {id: e, kind: joint, totals: total, groups: [one, two], weights_differ_by: [period]}
    - {id: f, kind: count_where, count: total, rows: {grouping: sex}, value: "< 0"}
    """
    found = {one.id: one for one in load_relations(FIGURES, _file(tmp_path, text))}
    assert float(found["a"].number("whole", 100)) == 99.5
    assert found["a"].number("tolerance_days", 3) == 3
    assert found["b"].number("of", 0) == 150
    assert found["c"].flag("either_way")
    assert found["d"].texts("named") == ("man",)
    assert found["e"].texts("weights_differ_by") == ("period",)
    assert found["f"].text("value") == "< 0"
    assert found["f"].statements("than") == ()


def test_an_empty_file_holds_no_relations(tmp_path: Path) -> None:
    assert load_relations(FIGURES, _file(tmp_path, "# nothing yet\n")) == ()


SUM = "- id: x\n  kind: sum\n  total: total\n  parts: [one, two]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: [", r"bdo2023\.yml, line \d+: not YAML"),
        ("id: x", "list of relations"),
        ("- just text", "line 1: a relation has keys"),
        ("- kind: sum", "line 1: the relation has no id"),
        ("- id: x", "the relation has no kind"),
        (SUM.replace("sum", "summ"), r"line 2 \(relation x\): unknown kind of relation 'summ'. Did you mean 'sum'\?"),
        (SUM.replace("parts", "part"), r"line 4 \(relation x\): unknown key of a sum relation 'part'. Did you mean 'parts'\?"),
        ("- id: x\n  kind: sum\n  total: total", "needs parts"),
        (SUM + SUM, "the id 'x' is taken by the relation at relations/bdo2023.yml, line 1"),
        (SUM + "  cover: mostly", r"line 5 \(relation x\): unknown value 'mostly'"),
        (SUM.replace("[one, two]", "[one, tow]"), r"unknown figure 'tow'. Did you mean 'two'\?"),
        (SUM.replace("[one, two]", "[]"), "the list is empty"),
        (SUM.replace("[one, two]", "{}"), "select figures by"),
        (SUM.replace("[one, two]", "{period: 2019}"), r'2019 is not text; write it in quotes: "2019"'),
        (SUM.replace("[one, two]", "{place: tabel_3_1}"), r"unknown place 'tabel_3_1'. Did you mean 'table_3_1'\?"),
        (SUM.replace("[one, two]", "{grup: one}"), r"unknown column 'grup'. Did you mean 'group'\?"),
        (SUM.replace("[one, two]", "{printed: '3'}"), "unknown column 'printed'"),
        (SUM.replace("[one, two]", "{group: man, indicator: cases}"), "no figure has .*The relation is stale"),
        (SUM.replace("total: total", "total: [one, two]"), "total takes one quantity, but these are 2: one, two"),
        (SUM.replace("[one, two]", "[one, man2019]"), "count, pct cannot be added or compared"),
        (SUM + "  for_each: [perod]", r"unknown column 'perod'. Did you mean 'period'\?"),
        (SUM + "  for_each: [period]", "nothing to repeat over"),
        ("- {id: x, kind: whole, parts: [one], whole: all}", "'all' does not fit; it takes a number"),
        ("- {id: x, kind: granularity, shares: [man2019], of: 1.5}", "it takes a whole number"),
        ("- {id: x, kind: granularity, shares: [man2019]}", "takes one of persons, of"),
        ("- {id: x, kind: count_where, count: total, rows: [one], value: lower}", "a sign and a number in quotes"),
        ("- {id: x, kind: difference, difference: one, one: one, other: two, either_way: yes}", "true or false"),
        ("- {id: x, kind: unbounded, figures: [one]}", "needs because"),
        (
            "- id: x\n  kind: hull\n  for_each: [period]\n  total: {indicator: rate}\n  groups: [man2019, woman2019]",
            r"\(relation x\) for period: 2019: total takes one quantity",
        ),
        (
            "- id: x\n  kind: hull\n  for_each: [place]\n  total: {indicator: rate, group: ''}\n  groups: {document: sfi2013}",
            "total takes one quantity",
        ),
        (
            "- id: x\n  kind: hull\n  for_each: [group]\n  total: {indicator: rate, period: '2019'}\n  groups: {grouping: kind}",
            'for group: "": no figure for groups',
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, message: str) -> None:
    folder = _file(tmp_path, text)
    with pytest.raises(UsageError, match=message):
        load_relations(FIGURES, folder)


def test_a_selector_in_the_common_file_names_its_document(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name the document"):
        load_relations(FIGURES, _file(tmp_path, SUM.replace("[one, two]", "{unit: count}"), "across.yml"))


def test_the_readme_has_an_example_of_every_kind_that_can_be_read(tmp_path: Path) -> None:
    from importlib import resources

    readme = resources.files("evalkit.audit").joinpath("relations", "README.md").read_text(encoding="utf-8")
    block = readme.split("## One example a kind")[1].split("## What a printed")[0]
    (tmp_path / "example.yml").write_text(textwrap.dedent(block), encoding="utf-8")
    shown = {one.kind for one in read_declarations(tmp_path / "example.yml")}
    assert set(KINDS) - shown == {"relative_change", "minimum", "smallest"}
    assert all(f"| {kind}" in readme or f", {kind} |" in readme or f", {kind}" in readme for kind in KINDS)
    assert all(column in readme for column in COLUMNS)


def test_what_could_be_read_in_several_ways_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"line 4: .*0101 can be read in several ways"):
        load_relations(FIGURES, _file(tmp_path, SUM.replace("[one, two]", "{group: 0101}")))
    with pytest.raises(UsageError, match=r"line \d: .*the key 'total' is given twice"):
        load_relations(FIGURES, _file(tmp_path, SUM + "  total: total\n"))


def test_options_and_roles_of_counts_shares_and_limits(tmp_path: Path) -> None:
    text = """
    - {id: a, kind: sum, total: total, parts: [one, two], counted_twice: 1}
    - {id: b, kind: whole, parts: [man2019, woman2019], cover: partly}
    - {id: c, kind: bound, lower: one, upper: total, usual: true}
    - {id: d, kind: count_where, count: total, rows: [one, two], listed: true}
    - {id: e, kind: count_where, count: total, rows: [one, two], words: [yes, partly]}
    - {id: f, kind: count_where, count: total, rows: [one, two], value: ">= -10 and <= 5"}
    - {id: g, kind: ratio, ratio: man2019, numerator: [one, two], denominator: elsewhere}
    - {id: h, kind: hull_of_change, change: total, before: [man2019], after: [man2022]}
    """
    found = {one.id: one for one in load_relations(FIGURES, _file(tmp_path, text))}
    assert found["a"].number("counted_twice", 0) == 1
    assert found["b"].text("cover") == "partly"
    assert found["c"].flag("usual")
    assert found["d"].flag("listed")
    assert found["e"].texts("words") == ("yes", "partly")
    assert found["f"].text("value") == ">= -10 and <= 5"
    assert len(found["g"].each("numerator")) == 2
    assert found["h"].statements("changes") == ()

"""Groups: their code list depends on the grouping."""

from __future__ import annotations

import pytest

from evalkit.codes import Akasse, Grouping, Municipality, check_group, group_label, group_list, resolve_group
from evalkit.codes.lists import read
from evalkit.errors import UnknownCode
from evalkit.messages import LANGUAGES


def test_every_group_belongs_to_a_known_grouping_and_has_labels() -> None:
    assert {row["grouping"] for row in read("groups")} <= set(Grouping.all())
    for row in read("groups"):
        assert check_group(row["grouping"], row["code"]) == row["code"]
        assert [group_label(row["grouping"], row["code"], language) for language in LANGUAGES] == [
            row["label_da"],
            row["label_en"],
        ]
        assert row["label_da"]
        assert row["label_en"]


def test_groups_stand_in_their_order() -> None:
    for grouping in {row["grouping"] for row in read("groups")}:
        order = {row["code"]: int(row["order"]) for row in read("groups") if row["grouping"] == grouping}
        assert list(group_list(grouping).codes) == sorted(order, key=lambda code: order[code])


def test_akasser_and_municipalities_are_groups_from_their_own_lists() -> None:
    assert group_list("akasse").codes == Akasse.all()
    assert group_list("municipality").codes == Municipality.all()
    assert group_label("akasse", "METAL-A", "en") == "Dansk Metal-A"
    assert group_label("municipality", "0751", "da") == "Aarhus"


@pytest.mark.parametrize(
    ("grouping", "printed", "code"),
    [
        ("akasse", "Krifa-A", "KRIFA-A"),
        ("akasse", "Min A-kasse", "MIN-A"),
        ("municipality", "Høje Taastrup", "0169"),
        ("age", "", ""),
    ],
)
def test_a_printed_name_resolves_to_the_group(grouping: str, printed: str, code: str) -> None:
    assert resolve_group(grouping, printed) == code


def test_the_total_belongs_to_every_grouping_and_to_none() -> None:
    for grouping in ("", *Grouping.all()):
        assert check_group(grouping, "") == ""
        assert group_label(grouping, "", "da") == ""


@pytest.mark.parametrize(
    ("grouping", "group", "said"),
    [
        ("akasse", "XX", "unknown a-kasse 'XX'"),
        ("municipality", "0411", "unknown municipality '0411'"),
        (str(Grouping.all()[0]), "no_such_group", "unknown .* 'no_such_group'"),
        ("kommune", "0101", "unknown grouping 'kommune'"),
    ],
)
def test_a_group_outside_its_list_is_refused(grouping: str, group: str, said: str) -> None:
    with pytest.raises(UnknownCode, match=said):
        check_group(grouping, group)
    with pytest.raises(UnknownCode, match=said):
        group_label(grouping, group, "da")

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.codes import Akasse, CodeNotTextError, Municipality, TargetGroup, group_list
from evalkit.errors import UnknownCode
from evalkit.filters import BACKGROUND, Selection


@dataclass(frozen=True)
class Figure:
    target_group: str = "dagpenge"
    grouping: str = ""
    group: str = ""
    period: str = "2019"


MUNICIPALITIES = st.lists(st.sampled_from(group_list("municipality").codes), max_size=6)
AKASSER = st.lists(st.sampled_from(group_list("akasse").codes), max_size=4)
BACKGROUNDS = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.sampled_from(group_list(name).codes), max_size=3) for name in BACKGROUND}
)
SELECTIONS = st.builds(
    Selection.of,
    akasse=AKASSER,
    municipality=MUNICIPALITIES,
    target_group=st.none() | st.sampled_from(["dagpenge", "kontanthjaelp_activity_ready"]),
    period=st.sampled_from([None, "2019", "2021-09/2022-08"]),
    background=BACKGROUNDS,
)
FIGURES = st.one_of(
    st.just(Figure()),
    st.builds(Figure, grouping=st.just("municipality"), group=st.sampled_from(group_list("municipality").codes)),
    st.builds(Figure, grouping=st.just("akasse"), group=st.sampled_from(group_list("akasse").codes)),
    st.builds(Figure, target_group=st.just("kontanthjaelp_activity_ready"), grouping=st.just("sex"), group=st.just("men")),
)


def test_nothing_chosen_is_everything() -> None:
    everything = Selection()
    assert everything == Selection(None, None) == Selection.of() == Selection.of(akasse=[], background={"age": ()})
    assert everything.conditions() == {}
    assert everything.label("da") == ""
    assert everything.keeps(Figure(grouping="municipality", group="0101"))


def test_one_code_as_notebooks_pass_it() -> None:
    chosen = Selection(Akasse("HK-A"), Municipality("0101"))
    assert chosen.akasse == (Akasse("HK-A"),)
    assert chosen == Selection("HK-A", ["0101"]) == Selection.of(akasse="HK/Danmark", municipality="Københavns Kommune")
    assert {type(code) for code in (*chosen.akasse, *chosen.municipality)} == {Akasse, Municipality}


@given(SELECTIONS, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_count(selection: Selection, random: object) -> None:
    doubled = [*selection.municipality, *selection.municipality]
    random.shuffle(doubled)  # type-free on purpose: Hypothesis' random
    again = replace(selection, municipality=tuple(doubled), background=tuple(reversed(selection.background)))
    assert again == selection
    assert hash(again) == hash(selection)


@given(SELECTIONS)
def test_a_selection_survives_its_own_conditions(selection: Selection) -> None:
    conditions = selection.conditions()
    background = {name: conditions.pop(name) for name in BACKGROUND if name in conditions}
    assert Selection.of(**conditions, period=selection.period, background=background) == selection
    assert all(codes and all(type(code) is str for code in codes) for codes in (*conditions.values(), *background.values()))


@given(SELECTIONS, st.lists(FIGURES, max_size=8))
def test_keeping_twice_changes_nothing_and_keeps_the_order(selection: Selection, figures: list[Figure]) -> None:
    kept = selection.keep(figures)
    assert selection.keep(kept) == kept
    assert list(kept) == [figure for figure in figures if selection.keeps(figure)]


@pytest.mark.parametrize(
    ("figure", "kept"),
    [
        (Figure(grouping="municipality", group="0101"), True),
        (Figure(grouping="municipality", group="0751"), True),
        (Figure(grouping="municipality", group="0461"), False),
        (Figure(grouping="municipality", group=""), False),
        (Figure(grouping="age", group="under_25"), True),
        (Figure(grouping="age", group="50_or_over"), False),
        (Figure(grouping="sex", group="men"), True),
        (Figure(), True),
        (Figure(target_group="kontanthjaelp_activity_ready"), False),
        (Figure(period="2021-09/2022-08"), False),
    ],
)
def test_what_is_kept(figure: Figure, kept: bool) -> None:
    chosen = Selection.of(
        municipality=["Aarhus", "København"], target_group="dagpenge", period="2019", background={"age": "under_25"}
    )
    assert chosen.keeps(figure) is kept


def test_labels_name_everything_that_is_chosen() -> None:
    chosen = Selection.of(
        "HK", "Århus", TargetGroup("dagpenge"), "2021-09/2022-08", {"sex": "women", "age": ["under_25", "25_to_29"]}
    )
    assert chosen.label("da") == "HK-A, Aarhus, Dagpengemodtagere, Kvinder, Under 25 år, 25-29 år, september 2021–august 2022"
    assert chosen.label("en").startswith("HK-A, Aarhus, Recipients of unemployment benefit, Women, Under 25")


def test_the_conditions_of_a_query() -> None:
    chosen = Selection.of(municipality=["0751", "0101"], background={"age": "under_25"}, period="2019")
    assert chosen.conditions() == {"municipality": ("0101", "0751"), "age": ("under_25",)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"akasse": "HKA-B"}, "unknown a-kasse 'HKA-B'"),
        ({"municipality": ["0101", "9999"]}, "unknown municipality '9999'"),
        ({"target_group": "dagpeng"}, "Did you mean 'dagpenge'?"),
        ({"period": "2019-13"}, "unknown period '2019-13'"),
        ({"background": {"seniority": "under_3_months"}}, "unknown background 'seniority'"),
        ({"background": {"age": "teen"}}, "unknown group of age 'teen'"),
    ],
)
def test_what_does_not_exist_is_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        Selection.of(**wrong)
    assert words in str(caught.value)
    with pytest.raises(UnknownCode):
        Selection(**wrong)


@pytest.mark.parametrize("number", [65, [65], (101,)])
def test_a_code_that_yaml_read_as_a_number_is_refused(number: object) -> None:
    with pytest.raises(CodeNotTextError, match="is not text"):
        Selection.of(municipality=number)


def test_the_constructor_takes_codes_only() -> None:
    with pytest.raises(UnknownCode):
        Selection(municipality="Aarhus")

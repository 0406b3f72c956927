"""How findings are said: quantity, values with their places, computed numbers with their unit, words as printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from audit_samples import figure, figures

from evalkit.audit import changes, counting, hulls, possible, repeats, shares, spread, sums
from evalkit.audit.durations import Counting, lasts
from evalkit.audit.finding import Finding
from evalkit.audit.index import Index
from evalkit.audit.registry import registry_findings
from evalkit.audit.saying import joined, lowered, text_of

SEX = {"grouping": "sex"}
OVER_TIME = {"statistic": "relative_change", "period": "2019>2022"}


def _told(found: Finding | None, language: str = "da") -> str:
    assert found is not None
    return found.message(language)


def test_a_repeat_says_the_quantity_and_groups_equal_values_with_their_places() -> None:
    key = {"indicator": "case_count", "target_group": "kontanthjaelp_activity_ready", "period": "2019"}
    rows = [
        figure(told, place=place, **key)
        for told, place in (("2 count", "section_4_4"), ("2 count", "section_4_5"), ("6 count", "table_4_1"))
    ]
    found = repeats.repeats(rows)
    start = "Antal sager (aktivitetsparate kontanthjælpsmodtagere, 2019): "
    assert _told(found) == start + "trykt som 2 (afsnit 4.4 og 4.5) og 6 (tabel 4.1); det kan ikke gælde samtidig."
    assert "2 (section 4.4 and section 4.5) and 6 (table 4.1)" in _told(found, "en")


def test_many_places_are_counted_and_places_with_a_comma_kept_apart() -> None:
    places = ["section_4_4", "section_4_5", "table_4_1", "section_4_3", "section_5_4", "section_5_6", "section_5_7"]
    rows = [figure("2 count", place=place) for place in places] + [figure("3 count", place="figure_5_5_note")]
    assert "2 (7 steder, bl.a. afsnit 4.4) og 3 (figur 5.5, anmærkning)" in _told(repeats.repeats(rows))
    pair = [figure("2 count", place=place) for place in ("section_4_4", "figure_5_5_note")] + figures("3 count")
    assert "2 (afsnit 4.4; figur 5.5, anmærkning)" in _told(repeats.repeats(pair))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("da", "trykt på måder, der ikke dækker hinanden helt: 29 pct. ({t}) og »knap hver tredje« (knap 33,3 pct.; {t})."),
        (
            "en",
            "printed in ways that do not quite agree: 29 per cent ({t}) and "
            '"just under every third" (just under 33.3 per cent; {t}).',
        ),
    ],
)  # fmt: skip
def test_a_fraction_in_words_is_quoted(language: str, expected: str) -> None:
    words = {
        "remark_da": 'trykt i ord: "Knap hver tredje"',
        "remark_en": 'printed in words: "Knap hver tredje" (just under every third)',
    }
    found = repeats.repeats([*figures("29 pct"), figure("just_under 33.3 pct", **words)])
    table = {"da": "tabel 3.1", "en": "table 3.1"}[language]
    assert _told(found, language).endswith(expected.format(t=table))


def test_a_sum_lists_its_parts() -> None:
    found = sums.adds_up(figures("8 municipalities"), figures("5 municipalities | 2 municipalities | 3 municipalities"), twice=1)
    assert _told(found).endswith("delene giver 9 kommuner (5 + 2 + 3 − 1; tabel 3.1), men der er trykt 8 kommuner (tabel 3.1).")
    text = _told(sums.adds_up(figures("20 pct"), figures("12 pct | under 1 pct")), "en")
    assert "the parts give 11.5 to 13.5 per cent (12 + under 1; table 3.1), but the document prints 20 per cent" in text


def test_a_bound_drops_the_qualifier_of_the_limit() -> None:
    assert _told(spread.order("bound", figure("1.29 per_week"), figure("under 1 per_week"))).endswith(
        "der er trykt 1,29 pr. uge (tabel 3.1), men det kan højst være 1 pr. uge (tabel 3.1)."
    )
    days = [figure(f"'{day}' date") for day in ("2012-09-20", "2012-08-31")]
    assert "men det kan senest være 31. august 2012" in _told(spread.order("bound", *days))
    assert "it is usually at most 8" in _told(spread.order("bound", figure("9 count"), figure("8 count"), usual=True), "en")


def test_computed_numbers_have_the_unit_of_the_claim() -> None:
    levels = [figure(told, period=period) for told, period in (("20.0 pct", "2019"), ("30.0 pct", "2022"))]
    text = _told(changes.relative_change([figure("9 pct", **OVER_TIME)], *levels))
    assert "fra 20,0 pct. (2019; tabel 3.1) til 30,0 pct. (2022; tabel 3.1) er ændringen 49,4 til 50,6 pct." in text
    assert "2 (tabel 3.1) ud af 10 (tabel 3.1) er 20 pct." in _told(
        shares.ratio(figures("9 pct"), figures("2 count"), figure("10 count"))
    )
    assert "20 (tabel 3.1) delt med 10" in _told(shares.ratio(figures("9 count"), figures("20 count"), figure("10 count")))


def test_what_sets_a_figure_apart_from_the_claim_is_said() -> None:
    groups = [figure("20 pct", group="men", **SEX), figure("30 pct", group="women", **SEX)]
    assert _told(hulls.hull(figures("9 pct"), groups)).endswith(
        "trykt som 9 pct. (tabel 3.1), men grupperne ligger mellem 20 pct. (mænd; tabel 3.1) og 30 pct. (kvinder; tabel 3.1)."
    )
    rest = figure("61 pct", indicator="contact_intensity")
    found = sums.makes_whole("complement", [figure("36 pct"), rest], Fraction(100))
    assert "36 pct. (tabel 3.1) + 61 pct. (samtaleintensitet; tabel 3.1)" in _told(found)
    rounded = sums.makes_whole("complement", figures("64 pct | 35 pct"), Fraction(100))
    assert "98 til under 100 pct., men skal give 100 pct." in _told(rounded)


def test_a_count_names_the_groups_that_meet_it() -> None:
    rows = [figure(told, group=group, **SEX) for group, told in (("men", "-17.7 pct"), ("women", "-4.4 pct"))]
    fallen = counting.count_values(rows, counting.value_condition("< -10"))
    claim = figures("2 municipalities", indicator="municipality_count")
    text = _told(counting.count_matches(claim, fallen, rows, ("value", "< -10")))
    assert "men berøringsgrad er under −10 pct. for 1 kommune (tabel 3.1): mænd (−17,7 pct.)." in text
    between = counting.count_values(rows, counting.value_condition(">= -5 and <= 5"))
    text = _told(counting.count_matches(claim, between, rows, ("value", ">= -5 and <= 5")), "en")
    assert "activation rate is between −5 and 5 per cent for 1 municipality (table 3.1): women (−4.4 per cent)." in text
    text = _told(counting.count_matches(claim, counting.Counted(0, 0), rows, ("compare", "lower")))
    assert text.endswith("men berøringsgrad er lavere for 0 kommuner (tabel 3.1).")


def test_dates_and_working_days() -> None:
    start, end = figure("'2012-08-31' date"), figure("'2012-09-20' date")
    text = _told(lasts(start, figures("12 days"), end, Counting(workdays=True)), "en")
    assert (
        "there are 13 to 14 working days from 31 August 2012 to 20 September 2012 (table 3.1), but the document prints 12 days"
        in text
    )
    assert "er der 2,9 uger, men der er trykt 5 uger" in _told(lasts(start, figures("5 weeks"), end))


def test_what_the_calendar_lacks_is_said_as_it_is_printed() -> None:
    (found,) = possible.impossible_values(Index([figure("'2023-02-30' date", period="2023-02-30")]))
    assert "(dagpengemodtagere, 2023-02-30): kalenderen har ikke denne dato eller uge: 2023-02-30 (tabel 3.1)." in found.message(
        "da"
    )


def test_words_within_a_sentence() -> None:
    assert [lowered(label) for label in ("A-kasser", "CV-samtale", "Alle i gang", "Årstal", "")] == [
        "a-kasser", "CV-samtale", "Alle i gang", "årstal", "",
    ]  # fmt: skip
    assert [joined(texts, "da") for texts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a og b", "a, b og c"]
    assert text_of(figure("? pct"), "da") == ".."


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_findings_of_the_registry_are_told_with_quantity_and_place(language: str) -> None:
    for found in registry_findings():
        text = found.message(language)
        assert ": " in text
        assert text.endswith(".")
        assert not text.endswith("..")
        assert "{" not in text
        assert "(" in text.partition(": ")[2]


def test_a_range_a_difference_and_a_ratio_of_several_numbers() -> None:
    text = _told(spread.spread(figures("30 pct_point"), figure("57 pct"), figure("74 pct")))
    assert "fra det laveste, 57 pct. (tabel 3.1), til det højeste, 74 pct. (tabel 3.1), er der 16 til 18 pct.point, men" in text
    text = _told(spread.difference(figures("9 pct_point"), figure("63 pct"), figure("46 pct")), "en")
    assert "the difference between 63 per cent (table 3.1) and 46 per cent (table 3.1) is 16 to 18 percentage points, but" in text
    parts = [figure("6 count", group="men", **SEX), figure("3 count", group="women", **SEX)]
    text = _told(shares.ratio(figures("9 pct"), parts, figure("10 count")))
    assert "6 (mænd; tabel 3.1) + 3 (kvinder; tabel 3.1) ud af 10 (tabel 3.1) er 90 pct., men" in text

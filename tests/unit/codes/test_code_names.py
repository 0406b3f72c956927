"""The municipalities and a-kasser: complete, with official numbers, and found under every name that the documents use."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.codes import Akasse, Municipality, Region, fold
from evalkit.codes.lists import LISTS, Naming, build, code_list, spellings
from evalkit.errors import UnknownCode
from evalkit.messages import LANGUAGES

# As the five documents name them, and what they are.
MUNICIPALITIES_NAMED = {
    "Aabenraa": "0580", "Aarhus": "0751", "Aarhus Kommune": "0751", "Albertslund": "0165", "Bornholm": "0400",
    "Egedal": "0240", "Favrskov": "0710", "Greve": "0253", "Haderslev": "0510", "Haderslev Kommune": "0510",
    "Holbæk": "0316", "Høje Taastrup": "0169", "Høje-Taastrup": "0169", "Jobcenter Lolland": "0360",
    "Jobcenter Næstved": "0370", "Jobcenter Århus": "0751", "Kalundborg": "0326", "Kerteminde": "0440",
    "Kolding": "0621", "København": "0101", "Københavns Kommune": "0101", "Lolland": "0360", "Middelfart": "0410",
    "Nyborg": "0450", "Nyborg kommune": "0450", "Næstved": "0370", "Sorø": "0340", "Syddjurs": "0706",
    "Sønderborg": "0540", "Thisted": "0787", "Thisted kommune": "0787", "jobcenter Middelfart": "0410",
    "Århus": "0751", "Århus Kommune": "0751",
}  # fmt: skip
AKASSER_NAMED = {
    "3F": "3F-A", "3F-A": "3F-A", "3FA": "3F-A", "Fagligt Fælles Forbunds a-kasse": "3F-A", "AKA": "AKA", "ASE": "ASE",
    "BUPL-A": "BUPL-A", "Børne- og Ungdomspædagogernes Landsforbunds A-kasse": "BUPL-A", "DANA": "DANA",
    "Det Faglige Hus": "DFH", "Dansk Metal": "METAL-A", "Dansk Metal-A": "METAL-A", "Dansk Metals A-kasse": "METAL-A",
    "Dansk Metals a-kasse": "METAL-A", "FOA": "FOA-A", "FOA-A": "FOA-A", "Fag og Arbejdes A-kasse": "FOA-A",
    "FTF-A": "FTF-A", "Funktionærernes og Tjenestemændenes Fælles Arbejdsløshedskasse": "FTF-A", "HK": "HK-A",
    "HK-A": "HK-A", "Handels- og Kontorfunktionærernes Forbunds A-kasse": "HK-A", "Krifa-A": "KRIFA-A", "MA": "MA-A",
    "MA-A": "MA-A", "Magistrenes A-kasse": "MA-A", "Magistrenes a-kasse": "MA-A", "Min A-kasse": "MIN-A",
    "Min-A": "MIN-A", "SL-A": "SL-A", "Socialpædagogernes A-kasse": "SL-A",
}  # fmt: skip
OTHER_SPELLINGS = {
    "aarhus": "0751", "ÅRHUS": "0751", "Aalborg": "0851", "Ålborg": "0851", "Åbenrå": "0580", "Høje Tåstrup": "0169",
    "Lyngby-Tårbæk": "0173", "Lyngby Taarbæk": "0173", "Fåborg-Midtfyn": "0430", "Taarnby": "0185", "Koebenhavn": "0101",
    "Copenhagen": "0101", "Aeroe": "0492", "Bornholms Regionskommune": "0400", "Brønderslev-Dronninglund": "0810",
    "Frederiksværk-Hundested": "0260", "Nordfyn": "0480", "Nordfyns Kommune": "0480", "Vesthimmerland": "0820",
    "Vesthimmerlands Kommune": "0820", "Randers Kommune": "0730", "Ikast Brande": "0756", "0101": "0101",
}  # fmt: skip
TRIAL = ("3F-A", "BUPL-A", "METAL-A", "FOA-A", "FTF-A", "HK-A", "MA-A", "MIN-A", "SL-A")


def test_the_98_municipalities_have_their_own_number_of_four_digits() -> None:
    codes = Municipality.codes().codes
    assert len(codes) == len(set(codes)) == 98
    assert all(re.fullmatch(r"0\d{3}", code) for code in codes)
    assert list(codes) == sorted(codes)
    assert (codes[0], codes[-1]) == ("0101", "0860")
    assert "0411" not in codes  # Ertholmene belong to no municipality


def test_each_region_has_its_number_of_municipalities() -> None:
    counted = Counter(municipality.region.label("da") for municipality in Municipality.all())
    assert counted == {
        "Region Hovedstaden": 29,
        "Region Sjælland": 17,
        "Region Syddanmark": 22,
        "Region Midtjylland": 19,
        "Region Nordjylland": 11,
    }
    assert len(Region.all()) == 5


@pytest.mark.parametrize(
    ("code", "name", "region"),
    [
        ("0101", "København", "1084"),
        ("0147", "Frederiksberg", "1084"),
        ("0253", "Greve", "1085"),
        ("0400", "Bornholm", "1084"),
        ("0461", "Odense", "1083"),
        ("0615", "Horsens", "1082"),
        ("0751", "Aarhus", "1082"),
        ("0773", "Morsø", "1081"),
        ("0851", "Aalborg", "1081"),
    ],
)
def test_a_municipality_has_its_name_and_region(code: str, name: str, region: str) -> None:
    assert Municipality(code).label("da") == Municipality(code).label("en") == name
    assert Municipality(code).region == region


@pytest.mark.parametrize(("name", "code"), (MUNICIPALITIES_NAMED | OTHER_SPELLINGS).items())
def test_a_municipality_is_found_under_its_names(name: str, code: str) -> None:
    assert Municipality.resolve(name) == code


@pytest.mark.parametrize(("name", "code"), AKASSER_NAMED.items())
def test_an_akasse_is_found_under_its_names(name: str, code: str) -> None:
    assert Akasse.resolve(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kristelig A-kasse", "KRIFA-A"),
        ("Kristelig Arbejdsløshedskasse", "KRIFA-A"),
        ("krifa", "KRIFA-A"),
        ("Magistrene", "MA-A"),
        ("Metal", "METAL-A"),
        ("FTFa", "FTF-A"),
        ("Lærernes", "DLF-A"),
        ("Journalistik-Kommunikation og Sprog", "AJKS"),
        ("Frie Funktionærers a-kasse", "FRIE"),
        ("El-fagets A-kasse", "EAK"),
        ("A-kassen LH", "LH"),
        ("STA", "MIN-A"),
    ],
)
def test_other_akasser_are_found_too(name: str, code: str) -> None:
    assert Akasse.resolve(name) == code


def test_the_nine_akasser_of_the_trial_exist_in_all_of_its_years() -> None:
    assert all(Akasse(code).row["to_year"] == "" and Akasse(code).successor() is None for code in TRIAL)
    assert all(akasse.isascii() and akasse.upper() == akasse for akasse in Akasse.all())


@pytest.mark.parametrize(
    ("code", "successor"),
    [("IAK", "AKA"), ("TIB-A", "3F-A"), ("PROSA-A", "MIN-A"), ("BDA", "MIN-A"), ("DANA", "FRIE"), ("EAK", "FAK")],
)
def test_a_merged_akasse_tells_its_successor(code: str, successor: str) -> None:
    assert Akasse(code).successor() == Akasse(successor)


def test_a_merged_akasse_has_a_last_year_and_a_remark_and_an_existing_successor() -> None:
    for akasse in Akasse.all():
        successor = akasse.successor()
        assert (successor is not None) == bool(akasse.row["to_year"])
        assert successor is None or (successor.successor() is None and all(akasse.remark(language) for language in LANGUAGES))


@pytest.mark.parametrize("list_name", ["municipalities", "akasser", "regions", "qualifiers", "statistics", "kinds", "languages"])
def test_every_spelling_stands_for_exactly_one_code(list_name: str) -> None:
    codes = code_list(list_name)
    for code, row in codes.rows.items():
        assert {codes.resolve(spelling) for spelling in spellings(row)} == {code}


@pytest.mark.parametrize("list_name", LISTS)
def test_every_code_resolves_to_itself(list_name: str) -> None:
    codes = code_list(list_name)
    assert [codes.resolve(code) for code in codes.codes] == list(codes.codes)


def test_a_spelling_that_two_codes_claim_resolves_to_none_of_them() -> None:
    rows = [{"code": "a", "label_da": "Dato"}, {"code": "b", "label_da": "dato"}]
    codes = build(Naming("date"), rows)
    assert codes.resolve("b") == "b"
    with pytest.raises(UnknownCode, match="unknown date 'dato'"):
        codes.resolve("dato")


@pytest.mark.parametrize("list_name", ["municipalities", "akasser"])
def test_no_alias_says_what_a_name_and_the_rules_already_give(list_name: str) -> None:
    codes = code_list(list_name)
    without = build(codes.naming, [{**row, "aliases": ""} for row in codes.rows.values()])
    needless = [alias for row in codes.rows.values() for alias in row["aliases"].split("|") if fold(alias) in without.spellings]
    assert needless == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert re.fullmatch(r"[a-z0-9]*", fold(text))


@given(st.sampled_from(Municipality.all()), st.booleans(), st.sampled_from(["", " ", "-"]))
def test_case_spaces_and_ways_of_writing_do_not_count(municipality: Municipality, upper: bool, sign: str) -> None:
    name = municipality.label("da").replace("aa", "å").replace("Aa", "Å").replace("-", sign)
    assert Municipality.resolve(name.upper() if upper else name) == municipality
    assert Municipality.resolve(f" {name} kommune ") == municipality


@pytest.mark.parametrize("text", ["", "kommune", "Ertholmene", "Kobenhavn", "101", "Region Sjælland", "Ω"])
def test_what_is_no_municipality_is_refused(text: str) -> None:
    with pytest.raises(UnknownCode, match="unknown municipality"):
        Municipality.resolve(text)

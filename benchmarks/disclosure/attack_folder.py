"""Attack a folder of exports: what can be worked out of hidden numbers by someone who has all its files.

python benchmarks/disclosure/attack_folder.py OUTPUTS [OUTPUTS ...]

The told numbers are read from the workbooks and pages; the registers are those that the pages were made from, and are used to
know what was hidden. Exit 1 when something is broken, or a number in a table could not be placed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from exported_figures import of_survival, read_survival
from exported_numbers import Read, read_folder
from exported_regimes import read_regimes, systems_of
from exported_survey import read_survey, survey_of
from universes import SHOWN, of_spells, of_trial

from evalkit.analysis import open_analysis
from evalkit.disclosure import Policy, attack
from evalkit.disclosure.primary import few
from evalkit.disclosure.system import Cell


def main() -> int:
    """Read, attack and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--source", default="synthetic")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minimum", type=int, default=5)
    chosen = parser.parse_args()
    analysis = open_analysis(chosen.source, chosen.minimum, chosen.seed)
    systems: dict[str, list[Cell]] = {" ".join(key): cells for key, cells in of_spells(analysis).items()}
    systems["trial"] = of_trial(analysis)
    everything, survey = [cell for cells in systems.values() for cell in cells], survey_of(analysis.source.connection)
    systems |= {f"survey {wave}": cells for wave, cells in survey.waves.items()}
    courses = systems["time on the benefit"] = of_survival(analysis)
    regimes = systems_of(analysis, Path(__file__).resolve().parents[2])
    systems |= regimes
    told: set[str] = set()
    lost = 0
    for folder in chosen.folder:
        reads = read_folder(folder, everything, SHOWN), read_survey(folder, survey), read_survival(folder, courses)
        names = "", ", survey", ", time on the benefit", ", contact regimes, end of the benefit, randomised trial"
        for name, read in zip(names, (*reads, read_regimes(folder, regimes)), strict=True):
            told |= read.told
            lost += len(read.unknown)
            print(f"{folder.name}{name}: {_said(read)}", flush=True)
    broken = sum(_attacked(name, cells, told, Policy(chosen.minimum)) for name, cells in systems.items())
    return 1 if broken or lost else 0


def _said(read: Read) -> str:
    return f"{read.numbers:,} numbers in tables, {len(read.told):,} cells told, {len(read.unknown):,} not placed"


def _attacked(name: str, cells: list[Cell], told: set[str], policy: Policy) -> int:
    """One system: with what the files tell, and as if only what is few were hidden of the same tables."""
    found = attack(cells, told, policy)
    places = {cell.name.partition("|")[2] for cell in cells if cell.name in told}
    bare = told | {cell.name for cell in cells if not few(cell.result, policy) and cell.name.partition("|")[2] in places}
    without = attack(cells, bare, policy)
    told_of = f"{found.cells - found.hidden:,} told, {found.few:,} few, {len(found.broken):,} broken"
    print(f"{name}: {told_of}, {found.granted:,} known without any page; {len(without.broken):,} broken were only the few hidden")
    for cell, interval in list(found.broken.items())[:10]:
        print(f"  {cell}: {interval.low:g} to {interval.high:g}, at least {interval.width:g} wide")
    return len(found.broken)


if __name__ == "__main__":
    sys.exit(main())

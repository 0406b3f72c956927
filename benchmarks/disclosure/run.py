"""What disclosure control hides in all pages of `--each municipality` and `--each akasse`, what it costs, what an attack gets.

python benchmarks/disclosure/run.py              the whole country, some minutes
python benchmarks/disclosure/run.py --scale 0.05
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from universes import BENEFITS, PERIODS, of_spells, scopes

from evalkit.analysis import Analysis, open_analysis
from evalkit.disclosure import Given, Policy, attack
from evalkit.disclosure.asked import Asked
from evalkit.disclosure.kept import Plans
from evalkit.disclosure.plan import plan_of
from evalkit.disclosure.primary import few
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.indicators.survival import CourseDefinitions, describe
from evalkit.registers.synthetic import population_folder


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--minimum", type=int, default=5)
    chosen = parser.parse_args()
    source = str(Path(population_folder(1, chosen.scale)))
    analysis = open_analysis(source, chosen.minimum, 1)
    started = time.process_time()
    universes = of_spells(analysis)
    print(f"computing every cell: {time.process_time() - started:.0f} s of processor time\n")
    print(planned(analysis.plans, universes))
    print()
    print(attacked(analysis.plans, universes, Policy(chosen.minimum)))
    print()
    print(curves(analysis, Policy(chosen.minimum)))


def planned(plans: Plans, universes: dict[tuple[str, str], list[Cell]]) -> str:
    """What each plan hides, and what it took to make it when it was not in the cache."""
    lines = [
        "| target group | period | indicators | cells | few | complementary | of the others | s |",
        "|---|---|---|--:|--:|--:|--:|--:|",
    ]
    for target_group in BENEFITS:
        for period in PERIODS:
            for scope in scopes():
                started = time.process_time()
                plan = plans.plan(scope, target_group, period)
                seconds = time.process_time() - started
                more = len(plan.hidden) - plan.few
                part = 100 * more / (plan.cells - plan.few)
                counts = f"{plan.cells:,} | {plan.few:,} | {more:,} | {part:.1f} pct. | {seconds:.1f}"
                lines.append(f"| {target_group} | {period} | {', '.join(scope)} | {counts} |")
    return "\n".join(lines)


def attacked(plans: Plans, universes: dict[tuple[str, str], list[Cell]], policy: Policy) -> str:
    """What an attacker who has every page finds out, with complementary suppression and without it."""
    lines = [
        "| target group | period | cells | few | broken | granted | without: broken | without and nothing granted | s |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    named: list[str] = []
    for (target_group, period), cells in sorted(universes.items()):
        started = time.process_time()
        told = _told(plans, cells, target_group, period)
        bare = {cell.name for cell in cells if not few(cell.result, policy)}
        found = [attack(cells, told, policy), attack(cells, bare, policy), attack(cells, bare, policy, granted=False)]
        broken = " | ".join(
            f"{number:,}" for number in (len(found[0].broken), found[0].granted, *(len(one.broken) for one in found[1:]))
        )
        named += [f"{name}: {one.low:g} to {one.high:g}, {one.width:g} wide at least" for name, one in found[0].broken.items()]
        seconds = time.process_time() - started
        lines.append(f"| {target_group} | {period} | {found[0].cells:,} | {found[0].few:,} | {broken} | {seconds:.0f} |")
    return "\n".join([*lines, *named])


def curves(analysis: Analysis, policy: Policy) -> str:
    """Time on the benefit: what an attack gets with the plan, and of pages that decide by themselves."""
    lines = [
        "| cells | held back by the page itself | hidden by the plan | broken | without the plan: broken | s |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    started = time.process_time()
    given = ("2020-09/2022-03", "trial_group", CourseDefinitions(26, 4, 26), Selection(), policy.minimum, 0.95)
    asked = Asked(describe, Given(given))
    cells, held = asked.cells(analysis.source.connection), asked.held_back(analysis.source.connection)
    plan = plan_of(cells, policy, dict.fromkeys(held, True))
    seconds = time.process_time() - started
    alone = {cell.name for cell in cells if cell.name not in held and not few(cell.result, policy)}
    broken = [len(attack(cells, told, policy).broken) for told in (alone - plan.hidden, alone)]
    counts = " | ".join(f"{number:,}" for number in (len(cells), len(held), len(plan.hidden), *broken))
    return "\n".join([*lines, f"| {counts} | {seconds:.0f} |"])


def _told(plans: Plans, cells: Sequence[Cell], target_group: str, period: str) -> set[str]:
    """What the pages tell when all of them are made; persons and weeks have no page of their own."""
    hidden = {name for scope in scopes() for name in plans.plan(scope, target_group, period).hidden}
    shown = {code for scope in scopes() for code in scope}
    return {cell.name for cell in cells if cell.result.indicator in shown} - hidden


if __name__ == "__main__":
    main()

"""The synthetic population: national registers in which nobody is real, calibrated to the printed figures of BDO 2023."""

from evalkit.registers.synthetic.conflicts import Conflict
from evalkit.registers.synthetic.goals import column_municipalities
from evalkit.registers.synthetic.store import population_folder, write_population
from evalkit.registers.synthetic.targets import conflicts, targets

__all__ = ["Conflict", "column_municipalities", "conflicts", "population_folder", "targets", "write_population"]

"""The engine: the cells of a notebook, one after the other, in a shell of their own."""

from __future__ import annotations

import platform
import random
from typing import Any

import nbformat
import numpy as np
from papermill.engines import Engine

from evalkit.batch.engine.shell import Shell, fresh_shell

NAME = "evalkit"


class InProcessEngine(Engine):
    """Each notebook in a fresh namespace; outputs and errors are those of a kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **ignored: object) -> Any:
        """Run the cells one after the other until one ends with an error.

        Parameters
        ----------
        nb_man: papermill's manager of the notebook; told of each cell's beginning and end.
        kernel_name, ignored: what papermill says of kernels, which there are none of.
        """
        errors = np.geterr()
        state, numbers = random.getstate(), np.random.get_state()
        random.seed()
        np.random.seed()
        try:
            with fresh_shell() as shell:
                _run_cells(nb_man, shell)
        finally:
            np.seterr(**errors)
            random.setstate(state)
            np.random.set_state(numbers)
        nb_man.nb.metadata["language_info"] = nbformat.from_dict(
            {"name": "python", "version": platform.python_version(), "mimetype": "text/x-python", "file_extension": ".py"}
        )
        return nb_man.nb


def _run_cells(nb_man: Any, shell: Shell) -> None:
    for number, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, number)
        failed = False
        if cell.cell_type == "code" and cell.source.strip():
            cell.execution_count = shell.execution_count
            cell.outputs = shell.run(cell.source)
            failed = any(output.output_type == "error" for output in cell.outputs)
        if failed:
            nb_man.cell_exception(cell, cell_index=number)
        nb_man.cell_complete(cell, cell_index=number)
        if failed:
            break

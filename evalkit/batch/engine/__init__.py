"""A papermill engine that runs a notebook in this process: no kernel, no socket, and what is imported already is there.

papermill --engine evalkit notebooks/overview.ipynb out.ipynb

papermill loads its engines while it is being imported, and so this one. Hence it comes first here, whichever of the two somebody
imports: the engine is a module of its own that is whole before anything else needs it.
"""

from __future__ import annotations

import papermill.engines  # noqa: F401

from evalkit.batch.engine.in_process import NAME, InProcessEngine

__all__ = ["NAME", "InProcessEngine"]

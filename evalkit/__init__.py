"""evalkit: a workbench for evaluating Danish labour-market policy."""

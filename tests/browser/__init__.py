"""Pages in a real browser. A package, so that its conftest and samples have names of their own."""

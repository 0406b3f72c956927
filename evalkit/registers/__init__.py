"""Register microdata: the canonical tables, the sources that hold them, and what is checked at the border."""

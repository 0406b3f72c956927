"""From reports and the command line's choices to the list of runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from evalkit.codes import Akasse, Municipality, TargetGroup
from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import DIMENSIONS
from evalkit.messages import LANGUAGES
from evalkit.parameters import Report, RunSpec
from evalkit.parameters.declared import parameters_model
from evalkit.published import published_groups
from evalkit.registers.address import address_of
from evalkit.registers.named import is_synthetic
from evalkit.registers.tables import SYNTHETIC

CODES: dict[str, type[Akasse] | type[Municipality] | type[TargetGroup]] = {
    "akasse": Akasse,
    "municipality": Municipality,
    "target_group": TargetGroup,
}
GroupsOf = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True)
class Run:
    """One notebook to execute once.

    Fields
    ------
    report, report_title: the report's name and its title in the run's language.
    id: the name of the page, without suffix; unique in the report.
    base: the id of the run in the parameter file that this one comes from.
    position: where the run stands in the parameter file, from 0.
    title: the page's title in the run's language.
    notebook: the notebook's name, without folder and suffix.
    language, source: as chosen on the command line.
    parameters: every parameter that the notebook declares.
    selection: dimension to code, for the groups that the page is about.
    """

    report: str
    report_title: str
    id: str
    base: str
    position: int
    title: str
    notebook: str
    language: str
    source: str
    parameters: Mapping[str, object]
    selection: Mapping[str, str]

    @property
    def name(self) -> str:
        """`report/id`."""
        return f"{self.report}/{self.id}"

    @property
    def source_name(self) -> str:
        """The source without the folders above it; empty for a run that reads no microdata."""
        return Path(self.source).name if "source" in self.parameters else ""

    def own_files(self, project: Path) -> tuple[str, ...]:
        """The project's own files that parameters name, such as regimes, from its folder; never a file outside it."""
        texts = [text for value in self.parameters.values() for text in (value if isinstance(value, list) else [value])]
        names = [text for text in texts if isinstance(text, str) and text.endswith(".yml") and ".." not in Path(text).parts]
        return tuple(name for name in names if not Path(name).is_absolute() and (project / name).is_file())

    @property
    def synthetic(self) -> bool:
        """Whether the page shows numbers of nobody."""
        return bool(self.source_name) and is_synthetic(self.source)


@dataclass(frozen=True)
class _Draft:
    """A run of a report and the groups chosen for it so far; `chosen` are those that the file does not fix."""

    report: Report
    spec: RunSpec
    chosen: Mapping[str, str]

    def fixed(self, dimension: str) -> str | None:
        """The group that the parameter file fixes, if any."""
        value = self.spec.parameters.get(dimension)
        return value if isinstance(value, str) else None

    def takes(self, dimension: str) -> bool:
        """Whether the run can be made for one group of the dimension."""
        declared = {parameter.name for parameter in self.spec.declared}
        return {"document", dimension} <= declared and dimension in self.report.split_by

    def groups(self, dimension: str, groups_of: GroupsOf) -> Sequence[str]:
        """The groups that there can be a page for: of microdata all, else those that the document prints figures for."""
        if not self.takes(dimension):
            return ()
        if self.computes():
            return [code for code in CODES[dimension].all() if not code.row.get("to_year")]
        return groups_of(str(self.spec.parameters["document"]), dimension)

    def computes(self) -> bool:
        """Whether the notebook reads microdata."""
        return any(parameter.name == "source" for parameter in self.spec.declared)


def plan(
    reports: Iterable[Report],
    each: str | None,
    only: Mapping[str, str],
    language: str,
    source: str,
    groups_of: GroupsOf = published_groups,
) -> tuple[Run, ...]:
    """The runs that the command line asks for, in the order of the parameter files.

    A run that the file fixes to a group of a dimension stays one run; one that leaves the dimension open becomes one
    run a group. Runs that know nothing of the dimension are left out.

    Parameters
    ----------
    reports: the chosen reports.
    each: the dimension to make one run a group of, or None.
    only: dimension to code; only runs of that group are made.
    language: `da` or `en`.
    source: where the microdata come from: `synthetic`, a folder of tables, a DuckDB file or a server.
    groups_of: the codes that a document has figures for, by document and dimension.

    Raises
    ------
    UnknownCode: no such language, source, dimension or code; says what is allowed.
    UsageError: no chosen report can be split by the dimension, or no run is left; says what is possible.
    """
    if language not in LANGUAGES:
        raise UnknownCode("language", language, LANGUAGES, "--language")
    source = _found(source)
    drafts = tuple(_Draft(report, run, {}) for report in reports for run in report.runs)
    for option, dimension in (("--only", name) for name in only):
        _check_dimension(dimension, option)
        code = _resolve(dimension, only[dimension], drafts, groups_of)
        drafts = tuple(new for draft in drafts for new in _split(draft, dimension, {code}, groups_of))
    if each is not None:
        _check_dimension(each, "--each")
        _check_splittable(each, drafts)
        drafts = tuple(new for draft in drafts for new in _split(draft, each, None, groups_of))
    runs = tuple(_run(draft, language, source) for draft in drafts)
    if not runs:
        raise UsageError("no run of the chosen reports has figures for this choice of groups.")
    _check_names(runs)
    return runs


def _check_dimension(dimension: str, option: str) -> None:
    if dimension not in DIMENSIONS:
        raise UnknownCode("dimension", dimension, DIMENSIONS, option)


def _check_splittable(dimension: str, drafts: Sequence[_Draft]) -> None:
    if any(draft.takes(dimension) for draft in drafts):
        return
    offers = {
        draft.report.name: [name for name in DIMENSIONS if any(d.takes(name) for d in drafts if d.report == draft.report)]
        for draft in drafts
    }
    possible = "; ".join(f"{report}: {', '.join(names) or 'nothing'}" for report, names in offers.items())
    raise UsageError(f"no chosen report can be split by {dimension}. They can be split by: {possible}.")


def _resolve(dimension: str, given: str, drafts: Sequence[_Draft], groups_of: GroupsOf) -> str:
    """The code that `given` stands for, when a chosen run can be made for it."""
    allowed: dict[str, None] = {}
    for draft in drafts:
        if fixed := draft.fixed(dimension):
            allowed[fixed] = None
        else:
            allowed |= dict.fromkeys(draft.groups(dimension, groups_of))
    if not allowed:
        _check_splittable(dimension, drafts)
    kind = CODES[dimension].codes().naming.kind
    listed = [f"{code} {code.label('da')}" if code.isdigit() else code for code in CODES[dimension].all() if code in allowed]
    try:
        code: str = CODES[dimension].resolve(given)
    except UnknownCode:
        raise UnknownCode(kind, given, listed, f"--only {dimension}") from None
    if code not in allowed:
        raise UsageError(
            f"--only {dimension}={given}: no chosen report has figures for that {kind}. Allowed: {', '.join(listed)}."
        )
    return code


def _split(draft: _Draft, dimension: str, codes: Collection[str] | None, groups_of: GroupsOf) -> Iterator[_Draft]:
    """The draft for each group of a dimension, or for those in `codes`; nothing when it knows nothing of the dimension."""
    fixed = draft.fixed(dimension) or draft.chosen.get(dimension)
    if fixed is not None:
        if codes is None or fixed in codes:
            yield draft
    else:
        for code in draft.groups(dimension, groups_of):
            if codes is None or code in codes:
                yield replace(draft, chosen={**draft.chosen, dimension: str(code)})


def _run(draft: _Draft, language: str, source: str) -> Run:
    spec, report = draft.spec, draft.report
    filled = {"language": language, "source": source, "akasse": None, "municipality": None, **spec.parameters, **draft.chosen}
    values = {parameter.name: filled[parameter.name] for parameter in spec.declared}
    try:
        model = parameters_model(spec.notebook, spec.declared).model_validate(values)
    except ValidationError as error:
        detail = error.errors()[0]
        raise UsageError(f"notebooks/{spec.notebook}.ipynb: {detail['loc'][0]}: {detail['msg']}.") from None
    chosen = [name for name in DIMENSIONS if name in draft.chosen]
    labels = [CODES[name](draft.chosen[name]).label(language) for name in chosen]
    fixed = {name: code for name in DIMENSIONS if (code := draft.chosen.get(name) or draft.fixed(name))}
    return Run(
        report=report.name,
        report_title=report.title[language],
        id="-".join([spec.id, *(slug(draft.chosen[name]) for name in chosen)]),
        base=spec.id,
        position=report.runs.index(spec),
        title=": ".join([spec.title[language], *([", ".join(labels)] if labels else [])]),
        notebook=spec.notebook,
        language=language,
        source=source,
        parameters={parameter.name: getattr(model, parameter.name) for parameter in spec.declared},
        selection=fixed,
    )


def _found(source: str) -> str:
    """The source as notebooks can open it from any folder."""
    if source == SYNTHETIC or address_of(source):
        return source
    if not Path(source).exists():
        raise UsageError(
            f"--source {source}: no such folder or file. Allowed: {SYNTHETIC}, a folder of tables, a DuckDB file, or "
            "postgresql:SCHEMA."
        )
    return str(Path(source).resolve())


def _check_names(runs: Sequence[Run]) -> None:
    seen: set[str] = set()
    for run in runs:
        if run.name in seen:
            raise UsageError(
                f"two runs would be written to {run.name}.html; give their runs in parameters/{run.report}.yml other ids."
            )
        seen.add(run.name)


def slug(text: str) -> str:
    """A code as a part of a file name: lower-case ASCII letters, digits and single hyphens.

    >>> slug("HK-A"), slug("Børne- og Ungdoms")
    ('hk-a', 'boerne-og-ungdoms')
    """
    spelled = text.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")

"""Tables of a randomised trial: balance, effects, checks, the account, and printed signs beside computed effects."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.codes import group_label
from evalkit.computed import Computed
from evalkit.indicators.randomised import TrialChoices
from evalkit.ledger.beside import AGREES, DIFFERS
from evalkit.ledger.matching import by_slot, slot
from evalkit.ledger.row import Status
from evalkit.ledger.signs import sign_status, sign_words
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published import PublishedFigure
from evalkit.published.text import field_label, printed_text, quantity_label, whom_label
from evalkit.results import Result
from evalkit.tables import Cell, Column, Row, Table

EFFECT_DECIMALS, DIFFERENCE_DECIMALS = 1, 2
READINESS = {"readiness_job_ready": "job_ready", "readiness_not_job_ready": "not_job_ready"}


def balance_table(computed: Computed, found: Sequence[Result], joint: Sequence[Result], choices: TrialChoices) -> Table:
    """A row a covariate: means of the arms and the normalised difference; below it the joint test."""
    language = computed.page.language
    columns = ("treatment", "control", "difference")
    by_covariate: dict[str, list[Result]] = {}
    for one in found:
        by_covariate.setdefault(one.group, []).append(one)
    rows = tuple(
        Row((_covariate(computed, group, three[0].unit),), tuple(_cell(one, language, _decimals(one)) for one in three))
        for group, three in by_covariate.items()
    )
    tests = {one.group: one.value for one in joint}
    values = {name: _number(tests.get(name), 2 if name == "f" else 1, language) for name in ("f", "p", "p_permuted")}
    remarks = (computed.page.say("balance.joint", draws=_number(choices.draws, 0, language), **values),) if joint else ()
    return _table(computed, "balance", ("covariate",), columns, rows, (computed.page.say("balance.remark"), *remarks))


def effects_table(computed: Computed, found: Sequence[Result], choices: TrialChoices) -> Table:
    """A row an outcome and readiness: effect, interval, and the least effect that could have been detected."""
    language = computed.page.language
    least = {(one.indicator, one.target_group): one for one in found if one.statistic == "minimum_detectable"}
    rows = tuple(
        Row(
            (field_label(one, "indicator", language), field_label(one, "target_group", language)),
            (*_interval(one, language), _cell(least.get((one.indicator, one.target_group)), language), _persons(one, language)),
        )
        for one in found
        if one.statistic == "level"
    )
    remark = computed.page.say(
        "itt.remark", level=_number(100 * choices.level, None, language), power=_number(100 * choices.power, None, language),
        covariance=choices.covariance, strata=computed.page.say(f"strata.{choices.adjustment}"), weeks=choices.weeks,
    )  # fmt: skip
    columns = ("effect", "low", "high", "least", "fewest")
    return _table(computed, "itt", ("outcome", "whom"), columns, rows, (remark,), weeks=choices.weeks)


def checks_table(computed: Computed, found: Sequence[Result], choices: TrialChoices) -> Table:
    """A row an outcome: effect, what repeated draws give, their p, and the effect on those who took part with its interval."""
    language = computed.page.language
    by = {(one.indicator, one.statistic): one for one in found}
    indicators = dict.fromkeys(one.indicator for one in found if one.statistic == "permuted")
    rows = []
    for name in indicators:
        again, part = by[name, "permuted"], by.get((name, "instrumented"))
        p = _cell(by[name, "significance"], language, 2)
        cells = (*_interval(again, language), p, *(_interval(part, language) if part else (_cell(None, language),) * 3))
        rows.append(Row((field_label(again, "indicator", language),), cells))
    first = by.get(("meeting_participation", "first_stage"))
    share = _number(first.value if first else None, EFFECT_DECIMALS, language)
    remark = computed.page.say(
        "checks.remark", draws=_number(choices.draws, 0, language), least=choices.attended_least, share=share, seed=choices.seed
    )
    columns = ("effect", "null_low", "null_high", "p", "part", "part_low", "part_high")
    return _table(computed, "checks", ("outcome",), columns, tuple(rows), (remark,))


def account_table(computed: Computed, found: Sequence[Result], choices: TrialChoices) -> Table:
    """A row an entry: quantity per participant with its interval, and what it adds; below them the result."""
    language = computed.page.language
    added = {one.group: one for one in found if one.unit == "dkk"}
    rows = [
        Row(
            (group_label("account", one.group, language),),
            (*_interval(one, language, 2), _text(field_label(one, "unit", language)), _cell(added[one.group], language, 0)),
        )
        for one in found
        if one.indicator == "trial_quantity"
    ]
    total = added[""]
    blank = (_text(""),) * 4
    rows.append(Row((computed.page.say("account.result"),), (*blank, _cell(total, language, 0))))
    prices = "; ".join(
        f"{group_label('account', name, language)} {_number(price.value, None, language)} "
        f"({_number(price.low, None, language)}-{_number(price.high, None, language)})"
        for name, price in choices.prices.items()
    )
    ends = {"low": _number(total.low, 0, language), "high": _number(total.high, 0, language)}
    remark = computed.page.say("account.remark", prices=prices, normal=_number(choices.normal_talks, None, language), **ends)
    return _table(computed, "account", ("entry",), ("quantity", "low", "high", "unit", "added"), tuple(rows), (remark,))


def signs_table(computed: Computed, printed: Sequence[PublishedFigure], results: Sequence[Result]) -> Table:
    """A row a printed sign: its words, the computed effect in words and with its interval, and whether they agree."""
    language, found = computed.page.language, by_slot(results)
    rows = []
    for figure in printed:
        result = found.get(slot(figure))
        status = sign_status(figure, result) if result else None
        words = sign_words(result, language) if result else message("ledger.cell.not_computed", language)
        mark = "" if status is None else DIFFERS if status is Status.DIFFERS else AGREES
        cells = (_text(printed_text(figure, language)), _text(f"{words} {mark}".strip()), *_interval(result, language))
        rows.append(Row((quantity_label(figure, language), whom_label(figure, language)), cells))
    columns = ("printed", "computed", "effect", "low", "high")
    return _table(computed, "signs", ("outcome", "whom"), columns, _once(rows), (computed.page.say("signs.remark"),))


def _once(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without repetition, as the document prints some signs in several places."""
    return tuple(dict.fromkeys(sorted(rows, key=lambda row: row.head[0])))


def _table(
    computed: Computed, key: str, stub: Sequence[str], columns: Sequence[str], rows: tuple[Row, ...],
    remarks: Sequence[str] = (), **values: object,
) -> Table:  # fmt: skip
    language = computed.page.language
    words = ("unit", "printed", "computed")
    heads = tuple(Column(computed.page.say(f"column.{name}"), numeric=name not in words) for name in columns)
    stubs = tuple(computed.page.say(f"column.{name}") for name in stub)
    told = (*remarks, computed.analysis.policy.remark(language))
    title = computed.page.say(f"{key}.computed", **values)
    return Table(f"{key}_computed", title, language, stubs, heads, rows, computed.source(), told)


def _covariate(computed: Computed, group: str, unit: str) -> str:
    """What a covariate is called: the group that a person is in, or the quantity itself."""
    language = computed.page.language
    if group in READINESS:
        return computed.page.say(READINESS[group])
    for grouping in ("sex", "age", "origin"):
        if group.startswith(f"{grouping}_"):
            return f"{group_label(grouping, group.removeprefix(f'{grouping}_'), language)} ({computed.page.say('unit.pct')})"
    return computed.page.say(f"covariate.{group}", unit=unit)


def _interval(one: Result | None, language: str, decimals: int = EFFECT_DECIMALS) -> tuple[Cell, Cell, Cell]:
    if one is None or one.value is None:
        return _cell(one, language), _text(""), _text("")
    low, high = (Cell(_number(end, decimals, language), end) for end in (one.low, one.high))
    return _cell(one, language, decimals), low, high


def _cell(one: Result | None, language: str, decimals: int = EFFECT_DECIMALS) -> Cell:
    if one is None or one.value is None:
        state = one.state if one else "missing"
        return Cell(message(f"cell.{state}", language), state=state)
    return Cell(_number(one.value, decimals, language), one.value)


def _text(text: str) -> Cell:
    return Cell(text, text)


def _persons(one: Result, language: str) -> Cell:
    if one.state == "suppressed":
        return Cell(message("cell.suppressed", language), state="suppressed")
    return Cell(_number(one.persons, 0, language), float(one.persons))


def _decimals(one: Result) -> int:
    return DIFFERENCE_DECIMALS if one.statistic == "difference" else EFFECT_DECIMALS


def _number(value: float | None, decimals: int | None, language: str) -> str:
    if value is None:
        return message("cell.missing", language)
    whole = decimals is None and float(value).is_integer()
    return format_number(value, 0 if whole else decimals, language)

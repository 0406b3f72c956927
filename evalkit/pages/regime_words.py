"""How rules, assumptions and numbers of contact regimes read in Danish and English."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.codes import Unit, group_label, period_label
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published import figures, place_label
from evalkit.regimes import Programme, Regime, Rule
from evalkit.regimes.model import Held, Quantity, Value
from evalkit.regimes.simulate import Interval


def programme_label(programme: Programme, language: str) -> str:
    """The regime's title and, where it tells groups apart, the group."""
    group = group_label(programme.regime.grouping, programme.variant, language) if programme.variant else ""
    title = programme.regime.title[language]
    return f"{title}: {group[:1].lower()}{group[1:]}" if group else title


def talk_label(talk: str, number: int, language: str) -> str:
    """The type of talk, with its number where it has one."""
    if talk == "joint_meeting" and number:
        return group_label("joint_meeting_number", ("first", "second", "third")[number - 1], language)
    label = group_label("talk_type", talk, language)
    return message("regimes.numbered", language, talk=label, number=number) if number else label


def actor_label(actor: str, language: str) -> str:
    """Who holds a talk."""
    return group_label("actor", actor, language)


def quantity_text(quantity: Quantity, language: str) -> str:
    """A number with its unit: `6 uger`, `100 pct.`, `4`."""
    number = format_number(float(quantity.number), 0 if quantity.number.denominator == 1 else 1, language)
    return Unit(quantity.unit).with_number(number, language)


def when_text(rule: Rule, regime: Regime, language: str) -> str:
    """When a rule's talks are held, in words; an assumed number says so."""

    def told(value: Value) -> str:
        if isinstance(value, Quantity):
            return quantity_text(value, language)
        return message("regimes.assumed", language, number=quantity_text(regime.assumptions[value].default, language))

    if rule.by is not None:
        parts = [message("regimes.when.by", language, length=told(rule.by))]
    elif rule.within is not None:
        parts = [message("regimes.when.within", language, count=told(rule.count), length=told(rule.within))]
    else:
        assert rule.per is not None
        length = told(rule.per).removeprefix("1 ")
        parts = [message("regimes.when.per", language, count=told(rule.count), length=length)]
    parts += [message(f"regimes.when.{key}", language, length=told(value)) for key, value in _limits(rule) if value is not None]
    return ", ".join(parts)


def _limits(rule: Rule) -> Sequence[tuple[str, Value | None]]:
    return (("after", rule.after), ("up_to", rule.up_to), ("usually", rule.usually))


def merged_text(rule: Rule, language: str) -> str:
    """What a talk may be held together with; empty for a talk of its own."""
    if rule.merged is None:
        return ""
    talks = message("regimes.or", language).join(_lower(group_label("talk_type", one, language)) for one in rule.merged.talks)
    return message("regimes.merged", language, talks=talks)


def held_text(rule: Rule, regime: Regime, language: str) -> str:
    """What counts as held, in words."""
    return "; ".join(_way(way, regime, language) for way in rule.held) or message("regimes.held.any", language)


def _way(way: Held, regime: Regime, language: str) -> str:
    forms = message("regimes.or", language).join(message(f"regimes.form.{form}", language) for form in way.forms)
    who = message("regimes.or", language).join(_lower(group_label("participation", one, language)) for one in way.participation)
    after = way.after if isinstance(way.after, Quantity) or way.after is None else regime.assumptions[way.after].default
    limits = [
        message("regimes.held.after", language, length=quantity_text(after, language)) if after else "",
        message("regimes.from", language, day=period_label(way.start.isoformat(), language)) if way.start else "",
        message("regimes.until", language, day=period_label(way.end.isoformat(), language)) if way.end else "",
    ]
    return " ".join(part for part in (forms, who, *limits) if part)


def cited_text(cites: Sequence[str], language: str) -> str:
    """Where a rule is printed: the first place, and how many statements there are."""
    stated = {figure.id: figure for figure in figures()}
    found = [stated[name] for name in cites]
    if not found:
        return ""
    place = place_label(found[0].document, found[0].place, language)
    return message("regimes.cited", language, place=place, count=len(found)) if len(found) > 1 else place


def interval_text(interval: Interval, language: str, decimals: int = 0) -> str:
    """A number with its range: `812 (640-1.020)`; without one where nothing varies it."""
    value, low, high = (format_number(one, decimals, language) for one in (interval.value, interval.low, interval.high))
    return value if low == high else f"{value} ({low} – {high})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text

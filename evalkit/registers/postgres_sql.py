"""PostgreSQL's own way of saying what sqlglot does not translate."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True)
class Postgres:
    """What PostgreSQL says in its own way, where sqlglot's translation stops."""

    name: str = "postgres"

    def spelled(self, tree: exp.Expr) -> exp.Expr:
        """The least values of many, and temporary tables that hide no other."""
        if isinstance(tree, exp.Drop):
            for table in tree.find_all(exp.Table):
                table.set("db", exp.to_identifier("pg_temp"))
        return tree.transform(_spelled)


def _spelled(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Filter) and _how_many(node.this):
        return _least(node.this, exp.Filter(this=_collected(node.this), expression=node.expression))
    if isinstance(node, exp.Min) and _how_many(node) and not isinstance(node.parent, exp.Filter):
        return _least(node, _collected(node))
    return node


def _how_many(node: exp.Expr) -> exp.Expr | None:
    """How many of the least values a `min` asks for; None for an ordinary one."""
    given = node.args.get("count") or next(iter(node.expressions), None) if isinstance(node, exp.Min) else None
    return given if isinstance(given, exp.Expr) else None


def _collected(least: exp.Expr) -> exp.Expr:
    ordered = exp.Ordered(this=exp.Collate(this=least.this.copy(), expression=exp.to_identifier("C", quoted=True)))
    return exp.ArrayAgg(this=exp.Order(this=least.this.copy(), expressions=[ordered]))


def _least(least: exp.Expr, collected: exp.Expr) -> exp.Expr:
    upto = exp.Slice(this=exp.Literal.number(1), expression=_how_many(least))
    return exp.Bracket(this=exp.paren(collected, copy=False), expressions=[upto], offset=1)

"""How a source names a database server: `postgresql`, or `postgresql:SCHEMA`, and nothing else.

Host, database, account and password stand in the environment, where the server's own library reads them. A source is written into
manifests, parameters and pages, so that an address with an account or a password in it is refused, and never repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evalkit.errors import UsageError

SERVERS = ("postgresql",)  # kinds of servers
_SCHEMA = re.compile(r"[^\W\d][\w$]{0,62}")
_SECRETIVE = re.compile(r"://|@|\bpass(word|file)?\s*=|\b(host|user|dbname|service)\s*=", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A schema on a server.

    Fields
    ------
    kind: of the server: one of `SERVERS`.
    schema: in which the canonical tables stand; empty for the one that the account uses when it names none.
    """

    kind: str
    schema: str

    @property
    def name(self) -> str:
        """How the source is told: without host, database and account."""
        return f"{self.kind}:{self.schema}" if self.schema else self.kind


def address_of(source: str) -> Address | None:
    """The address that a source is; None for one that is no server.

    Raises
    ------
    UsageError: an address of another form, such as one with a host or a password; the message does not repeat it.

    >>> address_of("postgresql:registers"), address_of("folder/of/tables")
    (Address(kind='postgresql', schema='registers'), None)
    """
    kind, colon, schema = source.partition(":")
    known = kind in SERVERS
    if known and (not colon or _SCHEMA.fullmatch(schema)):
        return Address(kind, schema)
    if not known and not _SECRETIVE.search(source):
        return None
    forms = " or ".join(f"{name} or {name}:SCHEMA" for name in SERVERS)
    raise UsageError(
        f"the source names a server in a way that is not taken, for it would stand in manifests and pages. Give {forms}; "
        "host, database, account and password are read from the environment: PGHOST, PGDATABASE, PGUSER, and PGPASSFILE or "
        "PGPASSWORD, or PGSERVICE."
    )

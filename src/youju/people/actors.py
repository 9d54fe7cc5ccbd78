"""Who acts: a value that every service takes, free of the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one of their organisations, or the system itself.

    Attributes:
        id: What events carry as their actor.
        name: For people to read.
        organisation: Code of the organisation on whose behalf it acts; None for the system.
        roles: The roles held there, as packs name them.
    """

    id: str
    name: str
    organisation: str | None = None
    roles: frozenset[str] = frozenset()

    @classmethod
    def system(cls) -> Actor:
        """The platform acting by itself: escalation, import by the operator, migration."""
        return cls(id="system", name="系统", roles=frozenset({"system"}))

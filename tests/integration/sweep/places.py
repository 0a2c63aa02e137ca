"""A filled workspace, as the sweep knows it."""

from dataclasses import dataclass, field

from accounts.models import User
from workspaces.models import Workspace
from workspaces.roles import Role


@dataclass
class Place:
    """A filled workspace. ids: kind → what stands for it in an address or body."""

    workspace: Workspace
    people: dict[str, User]
    ids: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def owner(self) -> User:
        return self.people[Role.OWNER]

    @property
    def slug(self) -> str:
        return self.workspace.slug

    @property
    def schema_name(self) -> str:
        return self.workspace.schema_name

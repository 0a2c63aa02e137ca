"""What the pages of workspaces ask."""

from workspaces.forms.fields import too_fast
from workspaces.forms.people import InviteForm, RoleForm, explained_roles
from workspaces.forms.settings import (
    AddressForm,
    ColoursForm,
    DeleteForm,
    HandOverForm,
    LogoForm,
    NameForm,
    RegionForm,
    SectionForm,
    ToneForm,
    WordsForm,
)
from workspaces.forms.start import WorkspaceForm

__all__ = [
    "AddressForm",
    "ColoursForm",
    "DeleteForm",
    "HandOverForm",
    "InviteForm",
    "LogoForm",
    "NameForm",
    "RegionForm",
    "RoleForm",
    "SectionForm",
    "ToneForm",
    "WordsForm",
    "WorkspaceForm",
    "explained_roles",
    "too_fast",
]

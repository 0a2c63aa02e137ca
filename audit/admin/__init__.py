"""The trail for staff: searched, proven, held and taken home; never edited."""

from audit.admin.events import AuditEventAdmin
from audit.admin.exports import ExportAdmin
from audit.admin.holds import HoldAdmin
from audit.admin.months import MonthAdmin
from audit.admin.proofs import ProofAdmin
from audit.admin.seals import SealAdmin

__all__ = ["AuditEventAdmin", "ExportAdmin", "HoldAdmin", "MonthAdmin", "ProofAdmin", "SealAdmin"]

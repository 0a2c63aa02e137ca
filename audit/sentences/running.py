"""How it is told what staff and the product do to keep the studio running, and to the trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import Says, by_itself, counted, of_type

STUDIO: dict[Action, tuple[Says, ...]] = {
    Action.JOBS_SEEN_BY_STAFF: (
        Says(_("%(who)s looked at the job %(what)s"), of_type("job")),
        Says(_("%(who)s looked at the jobs of %(what)s")),
    ),
    Action.ROW_SEEN_BY_STAFF: (
        Says(_("%(who)s looked at %(what)s (%(kind)s)")),
        Says(_("%(who)s looked at an entry (%(kind)s)")),
        Says(_("%(who)s looked at an entry")),
    ),
    Action.LIST_SEEN_BY_STAFF: (
        Says(_("%(who)s looked at the list of %(list)s")),
        Says(_("%(who)s looked at a list")),
    ),
    Action.VENDOR_CHECKED: (
        Says(
            _("%(who)s asked the AI vendor whether it answers, and it did not"),
            lambda told: bool(told.reason),
        ),
        Says(_("%(who)s asked the AI vendor whether it answers, and it did")),
    ),
    Action.TASK_SWITCHED_OFF: (Says(_("%(who)s switched off the periodic task %(what)s")),),
    Action.TASK_SWITCHED_ON: (Says(_("%(who)s switched on the periodic task %(what)s")),),
    Action.TASK_RUN_BY_STAFF: (Says(_("%(who)s ran the periodic task %(what)s at once")),),
}

TRAIL: dict[Action, tuple[Says, ...]] = {
    Action.MONTH_DROPPED: (
        Says(
            lambda n: ngettext(
                "%(who)s dropped the month %(what)s of the trail with %(n)s event",
                "%(who)s dropped the month %(what)s of the trail with %(n)s events",
                n,
            ),
            number=counted("rows"),
        ),
        Says(_("%(who)s dropped the month %(what)s of the trail")),
    ),
    Action.HOLD_PLACED: (
        Says(_("%(who)s placed a hold on the trail: %(reason)s")),
        Says(_("%(who)s placed a hold on the trail")),
    ),
    Action.HOLD_LIFTED: (
        Says(_("%(who)s lifted a hold on the trail: %(reason)s")),
        Says(_("%(who)s lifted a hold on the trail")),
    ),
    Action.PROOF_ASKED: (
        Says(_("%(who)s began to prove the trail"), by_itself),
        Says(_("%(who)s asked for a proof of the trail")),
    ),
    Action.RESTORE_ACKNOWLEDGED: (
        Says(_("%(who)s acknowledged that the trail was restored: %(reason)s")),
        Says(_("%(who)s acknowledged that the trail was restored")),
    ),
    Action.EXPORT_ASKED: (Says(_("%(who)s asked for a file of events: %(what)s")),),
    Action.EXPORT_MADE: (
        Says(_("The file of events %(what)s could not be written"), outcome="error"),
        Says(
            lambda n: ngettext(
                "The file %(what)s with %(n)s event was written, for %(person)s",
                "The file %(what)s with %(n)s events was written, for %(person)s",
                n,
            ),
            number=counted("rows"),
        ),
        Says(_("The file of events %(what)s was written")),
    ),
    Action.EXPORT_DOWNLOADED: (Says(_("%(who)s downloaded the file of events %(what)s")),),
    Action.TRAIL_READ_BY_STAFF: (Says(_("%(who)s read the trail")),),
}

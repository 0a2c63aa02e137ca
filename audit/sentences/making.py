"""How the work of making images, copy and video is told of."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import (
    ANY,
    Says,
    counted,
    each,
    has,
    holds,
    of_type,
)

WORK: dict[Action, tuple[Says, ...]] = {
    Action.JOB_SUBMITTED: (
        Says(
            lambda n: ngettext(
                "%(who)s started %(n)s image in %(title)s",
                "%(who)s started %(n)s images in %(title)s",
                n,
            ),
            holds("styles"),
            number=counted("items"),
        ),
        Says(
            lambda n: ngettext("%(who)s started %(n)s image", "%(who)s started %(n)s images", n),
            holds("styles"),
            number=counted("items"),
        ),
        Says(_("%(who)s asked for the script of %(what)s"), has("kinds", ["script"])),
        Says(
            lambda n: ngettext(
                "%(who)s started %(n)s text in %(title)s",
                "%(who)s started %(n)s texts in %(title)s",
                n,
            ),
            holds("languages"),
            number=counted("items"),
        ),
        Says(
            lambda n: ngettext("%(who)s started %(n)s text", "%(who)s started %(n)s texts", n),
            holds("languages"),
            number=counted("items"),
        ),
        Says(_("%(who)s started the video %(what)s"), each(holds("project"), holds("version"))),
        Says(_("%(who)s started the job %(what)s")),
    ),
    Action.JOB_CANCELLED: (
        Says(_("%(who)s stopped the job %(what)s"), of_type("job")),
        Says(_("%(who)s stopped %(what)s, for %(person)s")),
        Says(_("%(who)s stopped %(what)s")),
        Says(
            lambda n: ngettext("%(who)s stopped %(n)s job", "%(who)s stopped %(n)s jobs", n),
            of_type("job"),
        ),
        Says(
            lambda n: ngettext(
                "%(who)s stopped %(n)s item, for %(person)s",
                "%(who)s stopped %(n)s items, for %(person)s",
                n,
            )
        ),
        Says(lambda n: ngettext("%(who)s stopped %(n)s item", "%(who)s stopped %(n)s items", n)),
    ),
    Action.JOB_RETRIED: (
        Says(
            lambda n: ngettext(
                "%(who)s tried %(n)s failed item of %(what)s again",
                "%(who)s tried %(n)s failed items of %(what)s again",
                n,
            ),
            number=counted("items"),
        ),
        Says(_("%(who)s tried the job %(what)s again")),
        Says(
            lambda n: ngettext("%(who)s tried %(n)s job again", "%(who)s tried %(n)s jobs again", n)
        ),
    ),
    Action.JOB_HIDDEN: (
        Says(_("%(who)s deleted the job %(what)s from the history")),
        Says(
            lambda n: ngettext(
                "%(who)s deleted %(n)s job from the history",
                "%(who)s deleted %(n)s jobs from the history",
                n,
            )
        ),
    ),
    Action.JOB_DOWNLOADED: (
        Says(
            lambda n: ngettext(
                "%(who)s downloaded %(n)s file of %(what)s",
                "%(who)s downloaded %(n)s files of %(what)s",
                n,
            ),
            number=counted("items"),
        ),
        Says(_("%(who)s downloaded the job %(what)s")),
    ),
    Action.ITEM_FINISHED: (
        Says(_("%(who)s finished %(what)s, for %(person)s")),
        Says(_("%(who)s finished %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s finished %(n)s item, for %(person)s",
                "%(who)s finished %(n)s items, for %(person)s",
                n,
            )
        ),
        Says(lambda n: ngettext("%(who)s finished %(n)s item", "%(who)s finished %(n)s items", n)),
    ),
    Action.ITEM_FAILED: (
        Says(_("%(who)s could not make %(what)s, for %(person)s"), outcome=ANY),
        Says(_("%(who)s could not make %(what)s"), outcome=ANY),
        Says(
            lambda n: ngettext(
                "%(who)s could not make %(n)s item, for %(person)s",
                "%(who)s could not make %(n)s items, for %(person)s",
                n,
            ),
            outcome=ANY,
        ),
        Says(
            lambda n: ngettext(
                "%(who)s could not make %(n)s item", "%(who)s could not make %(n)s items", n
            ),
            outcome=ANY,
        ),
    ),
    Action.CUTOUT_HINTED: (Says(_("%(who)s drew a rectangle around the product in %(what)s")),),
    Action.TEXT_CHANGED: (
        Says(
            _("%(who)s brought an earlier version of a text back: %(what)s"),
            has("source", "restored"),
        ),
        Says(_("%(who)s edited a text: %(what)s")),
        Says(lambda n: ngettext("%(who)s edited %(n)s text", "%(who)s edited %(n)s texts", n)),
    ),
    Action.TEXTS_EXPORTED: (
        Says(
            lambda n: ngettext(
                "%(who)s exported %(n)s text of %(what)s as %(form)s",
                "%(who)s exported %(n)s texts of %(what)s as %(form)s",
                n,
            ),
            number=counted("texts"),
        ),
        Says(_("%(who)s exported the texts of %(what)s")),
    ),
    Action.PROJECT_CREATED: (Says(_("%(who)s created the video %(what)s")),),
    Action.PROJECT_CHANGED: (Says(_("%(who)s changed the video %(what)s")),),
}

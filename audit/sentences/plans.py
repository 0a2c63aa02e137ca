"""How plans, limits and use are told of."""

from django.utils.translation import gettext_lazy as _

from audit.actions import Action
from audit.sentences.telling import Says, became, because, by_itself, each, has

PLANS: dict[Action, tuple[Says, ...]] = {
    Action.PLAN_LIMIT_MET: (
        Says(
            _("%(who)s asked for what is not in the plan"),
            because("feature-not-in-plan"),
            outcome="denied",
        ),
        Says(_("%(who)s asked for more than the plan has left"), outcome="denied"),
    ),
    Action.PLAN_MADE: (Says(_("%(who)s made the plan %(what)s")),),
    Action.PLAN_OFFER_CHANGED: (
        Says(_("%(who)s no longer offers the plan %(what)s"), became("is_offered", value=False)),
        Says(_("%(who)s offers the plan %(what)s from now on")),
    ),
    Action.PLAN_DEFAULT_CHANGED: (Says(_("%(who)s made %(what)s the default plan")),),
    Action.PLAN_EDITION_MADE: (Says(_("%(who)s made a new edition of a plan: %(what)s")),),
    Action.SUBSCRIPTION_STARTED: (
        Says(_("The trial of %(what)s has begun"), each(by_itself, has("status", "trialing"))),
        Says(_("%(who)s started the trial of %(what)s"), has("status", "trialing")),
        Says(_("The plan %(what)s has begun"), by_itself),
        Says(_("%(who)s started the plan %(what)s")),
    ),
    Action.SUBSCRIPTION_CHANGED: (
        Says(_("The plan was changed from %(was_plan)s to %(what)s"), by_itself),
        Says(_("%(who)s changed the plan from %(was_plan)s to %(what)s")),
        Says(_("%(who)s changed the plan to %(what)s")),
    ),
    Action.SUBSCRIPTION_CHANGE_PLANNED: (
        Says(_("%(who)s planned to change to %(what)s at the end of the period")),
    ),
    Action.SUBSCRIPTION_CHANGE_DROPPED: (
        Says(_("%(who)s dropped the planned change and stays with %(what)s")),
    ),
    Action.SUBSCRIPTION_CANCELLED: (
        Says(_("%(who)s cancelled the plan %(what)s for the end of the period")),
    ),
    Action.SUBSCRIPTION_RESUMED: (Says(_("%(who)s lets the plan %(what)s go on after all")),),
    Action.SUBSCRIPTION_RENEWED: (Says(_("A new period of the plan %(what)s has begun")),),
    Action.SUBSCRIPTION_OVERDUE: (
        Says(_("The payment for %(what)s is overdue"), by_itself),
        Says(_("%(who)s noted that the payment for %(what)s is overdue")),
    ),
    Action.SUBSCRIPTION_PAID: (
        Says(_("Nothing is overdue for %(what)s any more"), by_itself),
        Says(_("%(who)s noted that nothing is overdue for %(what)s any more")),
    ),
    Action.SUBSCRIPTION_ENDED: (
        Says(_("The trial of %(what)s is over"), each(by_itself, because("trial over"))),
        Says(
            _("The plan %(what)s ended because it was not paid"), each(by_itself, because("unpaid"))
        ),
        Says(_("The plan %(what)s ended"), by_itself),
        Says(_("%(who)s ended the plan %(what)s")),
    ),
    Action.UNITS_GRANTED: (Says(_("%(who)s granted %(what)s beside the plan")),),
    Action.GRANT_VOIDED: (Says(_("%(who)s ended the grant of %(what)s")),),
    Action.UNITS_ADJUSTED: (Says(_("%(who)s changed a limit of the plan: %(what)s")),),
    Action.USAGE_EXPORTED: (
        Says(_("%(who)s exported the usage as %(form)s")),
        Says(_("%(who)s exported the usage")),
    ),
}

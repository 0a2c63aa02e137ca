"""How versions, copies, sheets and what is read of them are told of."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import ANY, Says, counted

COPIES: dict[Action, tuple[Says, ...]] = {
    Action.ASSET_VERSION_ADDED: (
        Says(_("%(who)s uploaded a new version of %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s uploaded a new version of %(n)s file",
                "%(who)s uploaded new versions of %(n)s files",
                n,
            )
        ),
    ),
    Action.ASSET_VERSION_CHOSEN: (Says(_("%(who)s went back to another version of %(what)s")),),
    Action.ASSET_VERSION_DELETED: (
        Says(_("%(who)s deleted an older version of %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s deleted an older version of %(n)s file",
                "%(who)s deleted older versions of %(n)s files",
                n,
            )
        ),
    ),
    Action.ASSET_CONVERTED: (
        Says(_("%(who)s made a copy of %(what)s in another format")),
        Says(
            lambda n: ngettext(
                "%(who)s made a copy of %(n)s file in another format",
                "%(who)s made copies of %(n)s files in another format",
                n,
            )
        ),
    ),
    Action.ASSET_EXPORT_ASKED: (
        Says(
            lambda n: ngettext(
                "%(who)s asked for %(n)s file as one download",
                "%(who)s asked for %(n)s files as one download",
                n,
            ),
            number=counted("files"),
        ),
        Says(_("%(who)s asked for the products as %(what)s")),
    ),
    Action.ASSET_EXPORT_DOWNLOADED: (Says(_("%(who)s downloaded %(what)s")),),
    Action.ASSET_EXPORT_FAILED: (Says(_("The download %(what)s could not be made"), outcome=ANY),),
}

SHEETS: dict[Action, tuple[Says, ...]] = {
    Action.DOCUMENT_READ: (
        Says(_("%(what)s was read"), outcome="ok"),
        Says(_("%(what)s could not be read"), outcome=ANY),
        Says(
            lambda n: ngettext("%(n)s document was read", "%(n)s documents were read", n),
            outcome="ok",
        ),
        Says(
            lambda n: ngettext(
                "%(n)s document could not be read", "%(n)s documents could not be read", n
            ),
            outcome=ANY,
        ),
    ),
    Action.FACTS_PROPOSED: (
        Says(
            lambda n: ngettext(
                "%(n)s fact was proposed for %(what)s", "%(n)s facts were proposed for %(what)s", n
            ),
            number=counted("facts"),
        ),
        Says(_("Facts were proposed for %(what)s")),
    ),
    Action.FACTS_REJECTED: (
        Says(
            lambda n: ngettext(
                "%(who)s rejected %(n)s proposed fact of %(what)s",
                "%(who)s rejected %(n)s proposed facts of %(what)s",
                n,
            ),
            number=counted("facts"),
        ),
        Says(_("%(who)s rejected proposed facts of %(what)s")),
    ),
    Action.IMPORT_STARTED: (Says(_("%(who)s began to import products from %(what)s")),),
    Action.IMPORT_CHANGED: (
        Says(_("%(who)s changed the import of %(what)s")),
        Says(
            lambda n: ngettext("%(who)s changed %(n)s import", "%(who)s changed %(n)s imports", n)
        ),
    ),
    Action.IMPORT_CONFIRMED: (Says(_("%(who)s started the import of %(what)s")),),
    Action.IMPORT_FINISHED: (
        Says(
            lambda n: ngettext(
                "%(n)s product was imported from %(what)s",
                "%(n)s products were imported from %(what)s",
                n,
            ),
            number=counted("products"),
            outcome="ok",
        ),
        Says(_("The import of %(what)s is done"), outcome="ok"),
        Says(_("The import of %(what)s was not finished"), outcome=ANY),
    ),
    Action.IMPORT_CANCELLED: (Says(_("%(who)s stopped the import of %(what)s")),),
}

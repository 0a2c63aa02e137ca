"""How files and products are told of."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import (
    ANY,
    Says,
    became,
    because,
    counted,
    each,
    fields_changed,
    has,
    only,
    was,
)

# What was amiss with an upload → the codes of its refusals (`assets.refusals`).
_REFUSED = (
    (
        _("%(who)s uploaded %(what)s, which is no picture, so it was refused"),
        ("file-not-a-picture",),
    ),
    (
        _("%(who)s uploaded %(what)s, which is not supported, so it was refused"),
        (
            "file-type-unsupported",
            "office-old",
            "media-codec",
            "font-unsupported",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, which is empty, so it was refused"),
        (
            "file-empty",
            "media-empty",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, which is damaged, so it was refused"),
        (
            "file-broken",
            "document-broken",
            "table-broken",
            "table-unreadable",
            "media-broken",
            "font-broken",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, which is too large, so it was refused"),
        (
            "file-too-large",
            "picture-too-large",
            "picture-too-many-frames",
            "picture-moves-too-large",
            "video-too-large",
            "document-too-long",
            "document-too-complex",
            "table-too-large",
            "media-too-long",
            "file-too-heavy",
            "picture-too-heavy",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, which is too small, so it was refused"),
        (
            "picture-too-small",
            "video-too-small",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, which is not what its name says, so it was refused"),
        (
            "file-misnamed",
            "file-not-as-named",
            "file-is-text",
            "file-misdeclared",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, which needs a password, so it was refused"),
        ("document-locked",),
    ),
    (
        _("%(who)s uploaded %(what)s, which could harm a computer, so it was refused"),
        (
            "document-macros",
            "document-active",
            "document-nested",
            "document-bomb",
            "font-bomb",
        ),
    ),
    (
        _("%(who)s uploaded %(what)s, in which the virus scanner found something; it was refused"),
        ("file-infected",),
    ),
    (
        _("%(who)s uploaded %(what)s, which no virus scanner has seen, so it was refused"),
        (
            "file-scan-unavailable",
            "file-scan-too-large",
        ),
    ),
)

FILES: dict[Action, tuple[Says, ...]] = {
    Action.UPLOAD_STARTED: (
        Says(_("%(who)s began to upload %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s began to upload %(n)s file", "%(who)s began to upload %(n)s files", n
            )
        ),
    ),
    Action.UPLOAD_EXPIRED: (
        Says(_("The upload of %(what)s was not finished in time"), outcome=ANY),
        Says(
            lambda n: ngettext(
                "%(n)s upload was not finished in time",
                "%(n)s uploads were not finished in time",
                n,
            ),
            outcome=ANY,
        ),
    ),
    Action.UPLOAD_ABORTED: (
        Says(_("%(who)s gave up the upload of %(what)s")),
        Says(
            lambda n: ngettext("%(who)s gave up %(n)s upload", "%(who)s gave up %(n)s uploads", n)
        ),
    ),
    Action.UPLOAD_REFUSED: (
        *(
            Says(told, because(reason), outcome="denied")
            for told, reasons in _REFUSED
            for reason in reasons
        ),
        Says(_("%(who)s uploaded %(what)s, and it was refused"), outcome="denied"),
        Says(
            lambda n: ngettext(
                "%(who)s uploaded %(n)s file, and it was refused",
                "%(who)s uploaded %(n)s files, and they were refused",
                n,
            ),
            outcome="denied",
        ),
    ),
    Action.ASSET_CREATED: (
        Says(_("%(who)s made %(what)s, for %(person)s"), has("source", "generated")),
        Says(_("%(who)s made %(what)s"), has("source", "generated")),
        Says(_("%(who)s added %(what)s to the library")),
        Says(
            lambda n: ngettext(
                "%(who)s made %(n)s file, for %(person)s",
                "%(who)s made %(n)s files, for %(person)s",
                n,
            ),
            has("source", "generated"),
        ),
        Says(
            lambda n: ngettext("%(who)s made %(n)s file", "%(who)s made %(n)s files", n),
            has("source", "generated"),
        ),
        Says(
            lambda n: ngettext(
                "%(who)s added %(n)s file to the library",
                "%(who)s added %(n)s files to the library",
                n,
            )
        ),
    ),
    Action.ASSET_CHANGED: (
        Says(_("%(who)s renamed %(before)s to %(what)s"), only("name")),
        Says(
            _("%(who)s took %(what)s out of its product"),
            each(only("product_id"), became("product_id", None)),
        ),
        Says(
            _("%(who)s put %(what)s to a product"),
            each(only("product_id"), was("product_id", None)),
        ),
        Says(_("%(who)s put %(what)s to another product"), only("product_id")),
        Says(
            _("%(who)s put the tags %(after)s on %(what)s"),
            each(only("tags"), was("tags", "")),
        ),
        Says(
            _("%(who)s took the tags %(before)s off %(what)s"),
            each(only("tags"), became("tags", "")),
        ),
        Says(_("%(who)s changed the tags of %(what)s"), only("tags")),
        Says(_("%(who)s changed %(what)s")),
        Says(lambda n: ngettext("%(who)s changed %(n)s file", "%(who)s changed %(n)s files", n)),
    ),
    Action.ASSET_DELETED: (
        Says(_("%(who)s deleted %(what)s")),
        Says(lambda n: ngettext("%(who)s deleted %(n)s file", "%(who)s deleted %(n)s files", n)),
    ),
    Action.ASSET_RESTORED: (
        Says(_("%(who)s restored %(what)s from the bin")),
        Says(
            lambda n: ngettext(
                "%(who)s restored %(n)s file from the bin",
                "%(who)s restored %(n)s files from the bin",
                n,
            )
        ),
    ),
    Action.ASSET_PURGED: (
        Says(_("%(who)s removed %(what)s from the bin for good")),
        Says(
            lambda n: ngettext(
                "%(who)s removed %(n)s file from the bin for good",
                "%(who)s removed %(n)s files from the bin for good",
                n,
            )
        ),
    ),
    Action.ASSET_DOWNLOADED: (
        Says(_("%(who)s downloaded %(what)s")),
        Says(
            lambda n: ngettext("%(who)s downloaded %(n)s file", "%(who)s downloaded %(n)s files", n)
        ),
    ),
}

PRODUCTS: dict[Action, tuple[Says, ...]] = {
    Action.PRODUCT_CREATED: (
        Says(_("%(who)s added the product %(what)s")),
        Says(lambda n: ngettext("%(who)s added %(n)s product", "%(who)s added %(n)s products", n)),
    ),
    Action.PRODUCT_CHANGED: (
        Says(
            lambda n: ngettext(
                "%(who)s added %(n)s photo to %(what)s", "%(who)s added %(n)s photos to %(what)s", n
            ),
            number=counted("photos_added"),
        ),
        Says(_("%(who)s chose another main photo of %(what)s"), only("main_photo")),
        Says(_("%(who)s renamed %(before)s to %(what)s"), only("name")),
        Says(_("%(who)s changed the %(field)s of %(what)s")),
        Says(_("%(who)s changed the product %(what)s")),
    ),
    Action.PRODUCT_DELETED: (
        Says(_("%(who)s deleted the product %(what)s")),
        Says(
            lambda n: ngettext("%(who)s deleted %(n)s product", "%(who)s deleted %(n)s products", n)
        ),
    ),
    Action.FACT_CHANGED: (
        Says(
            lambda n: ngettext(
                "%(who)s changed %(n)s fact of %(what)s",
                "%(who)s changed %(n)s facts of %(what)s",
                n,
            ),
            number=fields_changed,
        ),
        Says(_("%(who)s changed %(field)s of %(what)s")),
        Says(_("%(who)s changed the facts of %(what)s")),
    ),
}

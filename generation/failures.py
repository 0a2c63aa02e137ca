"""What people read when an item failed: a sentence of cause, one of help, by stable code."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from generation import vendor_failures


@dataclass(frozen=True, slots=True)
class Failure:
    """One cause in words.

    remedy: hint (draw a rectangle), photo (another photo), script (change it), retry, none.
    """

    title: str
    sentence: str
    remedy: str


_CUTOUT = "image.cutout_refused."

_TEXTS: dict[str, tuple[Any, Any, str]] = {
    _CUTOUT + "busy_background": (
        _t("The background is too busy"),
        _t(
            "The product could not be told from what is behind it. Draw a rectangle around it, or use a photo on a plain, light ground."
        ),
        "hint",
    ),
    _CUTOUT + "dark_background": (
        _t("The background is too dark"),
        _t(
            "On a dark ground the product's edge is lost in shadow. Use a photo on a plain, light ground, or draw a rectangle around the product."
        ),
        "hint",
    ),
    _CUTOUT + "edges_lost": (
        _t("The product has the colour of its background"),
        _t(
            "Its edge cannot be seen, so a cut would be wrong. A ground that is a little darker or lighter than the product helps."
        ),
        "hint",
    ),
    _CUTOUT + "no_product": (
        _t("No product was found"),
        _t(
            "The photo shows no clear object. Draw a rectangle around the product, or use another photo."
        ),
        "hint",
    ),
    _CUTOUT + "touches_border": (
        _t("The product is cut off by the photo's edge"),
        _t("It needs some background on all sides. Use a photo that shows the whole product."),
        "photo",
    ),
    _CUTOUT + "kept_shadow": (
        _t("The shadow cannot be told from the product"),
        _t(
            "A cut would keep a dark rim at the base. Light from more than one side, or a rectangle around the product, helps."
        ),
        "hint",
    ),
    _CUTOUT + "glass": (
        _t("Glass cannot be cut out cleanly"),
        _t("The background shows through it. Keep the photo as it is in the Framed look."),
        "photo",
    ),
    _CUTOUT + "unsure": (
        _t("The cut would not be clean"),
        _t(
            "Two ways of cutting the product out disagree, as with glass or fine gaps. Draw a rectangle around it, or keep the photo as it is in the Framed look."
        ),
        "hint",
    ),
    "image.style_unknown": (
        _t("This look does not exist"),
        _t("It was removed or misspelt. Choose another look."),
        "none",
    ),
    "image.photo_missing": (
        _t("The photo is gone"),
        _t("It was deleted before this picture was made."),
        "photo",
    ),
    "image.photo_unreadable": (
        _t("The photo cannot be read"),
        _t("Its file seems to be damaged. Upload it again."),
        "photo",
    ),
    "image.size_unsupported": (
        _t("This size cannot be made"),
        _t("Choose a side of 512 to 3,000 px."),
        "none",
    ),
    "image.hint_invalid": (
        _t("The rectangle does not fit the photo"),
        _t("Draw it again, closely around the product."),
        "hint",
    ),
    "image.worker_crash": (
        _t("The picture could not be finished"),
        _t("The process that made it ended early, several times. Trying again later helps."),
        "retry",
    ),
    "image.failed": (
        _t("The picture could not be finished"),
        _t("Something in making it went wrong. Trying again may help; staff can see the reason."),
        "retry",
    ),
    "image.request_invalid": (
        _t("This picture cannot be made"),
        _t("Something that was asked for is not allowed. Staff can see what."),
        "none",
    ),
    "image.unreadable": (
        _t("The picture that came back cannot be read"),
        _t("What the image maker sent is no valid picture. Trying again often helps."),
        "retry",
    ),
    "image.worker_memory": (
        _t("The picture needs too much memory"),
        _t("Choose a smaller size, or a smaller photo."),
        "photo",
    ),
    "image.worker_time": (
        _t("The picture took too long"),
        _t("It was stopped. Trying again often helps."),
        "retry",
    ),
    "job.worker_lost": (
        _t("The work was interrupted"),
        _t(
            "The process that did it ended several times before it was finished. Trying again later helps."
        ),
        "retry",
    ),
    "job.interrupted": (
        _t("The work was interrupted"),
        _t("The database did not answer, several times. Trying again helps once it does."),
        "retry",
    ),
    "job.took_too_long": (
        _t("The work took too long"),
        _t(
            "It was stopped at its time limit, several times. Trying again helps when less is going on."
        ),
        "retry",
    ),
    "job.unforeseen": (
        _t("It could not be made"),
        _t(
            "Something went wrong that nobody foresaw, several times. Trying again may help; staff can see the reason."
        ),
        "retry",
    ),
    "storage.unavailable": (
        _t("The files could not be reached"),
        _t("The file store did not answer. Trying again helps once it does."),
        "retry",
    ),
}


def explain(code: str) -> Failure:
    """Return the words for a code; an unknown code gets a calm general sentence."""
    stem, _dot, number = code.rpartition(".")
    if stem in vendor_failures.OF_SCENES and number.isdecimal():
        title, sentence, remedy = vendor_failures.OF_SCENES[stem]
        return Failure(str(title) % {"number": int(number)}, str(sentence), remedy)
    if number.isdecimal():
        code = stem
    for texts in (_TEXTS, vendor_failures.TEXTS):
        if code in texts:
            title, sentence, remedy = texts[code]
            return Failure(str(title), str(sentence), remedy)
    if code.startswith(_CUTOUT):
        # A photo may be refused for what any picture may be: it cannot be read.
        general = f"image.{code.removeprefix(_CUTOUT)}"
        return explain(general if general in _TEXTS else _CUTOUT + "unsure")
    return Failure(
        _("It could not be made"),
        _("Something unexpected happened. Staff can see the reason."),
        "retry",
    )

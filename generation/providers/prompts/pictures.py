"""What an image model is told, look by look: the scene is its work, the product is not."""

# One line a look of `generation.pixels.looks`: what is around the product and how it is lit.
SCENES: dict[str, str] = {
    "morning-window": "on a light wooden table beside a window; low warm morning sun from the left "
    "throws soft window bars over a cream wall",
    "blush-arch": "in front of a rounded arch in a matte blush-pink set; even, soft light from the "
    "front left",
    "kitchen": "on a clean stone worktop in a bright, tidy kitchen that is out of focus behind it; "
    "daylight from the right",
    "sage-podium": "on a low round podium in a matte sage-green set; soft light from the left",
    "sandstone": "on a slab of pale sandstone before a sand-coloured wall; hard late sun from the "
    "right, with a long crisp shadow",
    "pure-white": "centred on a seamless, perfectly white ground (#FFFFFF up to every edge), lit "
    "evenly, with no shadow and nothing else; it fills most of the frame",
    "soft-grey": "on a seamless light-grey studio ground with a faint reflection; soft light from "
    "the left",
    "palette": "on a two-tone matte set in quiet shades of the product's own main colour; soft "
    "light from the right",
    "sky": "on a still, mirror-like surface under an open pale-blue sky with thin clouds; bright, "
    "diffuse daylight",
    "new-year-red": "in a deep red festive set with softly glowing gold lights out of focus far "
    "behind; warm light from the front. No lettering, no lanterns with characters",
    "midnight": "on a glossy black surface in front of a near-black ground, with a clear "
    "reflection and a cool rim of light along its edges",
    "framed": "exactly as it is in the photo, the whole photo kept, set as a framed print with an "
    "even light border around it",
}

_RULES = (
    "No text, no letters, no logos, no watermark and no prices other than what is printed on the "
    "product itself. No people, no hands, no second product."
)
_MARGIN = "Leave generous empty space around it on every side."


def edit_prompt(style: str) -> str:
    """Return what to do with the photo. Raises KeyError for an unknown look."""
    return (
        f"Make a photorealistic product photograph of the product in this photo: {SCENES[style]}. "
        "Keep the product itself exactly as it is: its shape, proportions, colours, materials, "
        "labels and every printed letter. Change only what is around it, and the light on it. "
        f"{_MARGIN if style != 'pure-white' else ''} {_RULES}"
    )


def scene_prompt(style: str) -> str:
    """Return what an empty stage for this look is. Raises KeyError for an unknown look."""
    place = SCENES[style].split(";")[0].removeprefix("centred ")
    return (
        f"A photorealistic empty stage for a product photograph, for something that will stand "
        f"{place}. The product is not there yet: leave the middle and the foreground empty, with "
        f"the ground at the lower third. {_RULES}"
    )

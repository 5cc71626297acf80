"""A region's own colour on its public pages: from one colour the tokens that the style sheet uses, each legible.

Contrast is that of WCAG 2.2 (1.4.3, 1.4.11): text at least 4.5:1 on every ground that it stands on, in the light and
in the dark scheme. A colour that isn't is made darker or lighter, at its own hue, until it is.
"""

import colorsys
from collections.abc import Iterable, Sequence
from contextlib import suppress

from cms.sandbox.parsers import DATA, Parser
from cms.sandbox.run import OFFICE, Busy, Stopped, run

COLOURS = Parser("cms.regions.pictures.colours", gives=DATA)
LIGHT_GROUNDS, DARK_GROUNDS = ("#ffffff", "#f2f6f7"), ("#10191e", "#18242b")  # as in citizen.css: paper and wash
TEXT, STRONG = 4.5, 7.0
DARK_INK, WHITE = "#06262e", "#ffffff"


def channels(colour: str) -> tuple[float, ...]:
    """(red, green, blue), each 0 to 1, of “#0a5566”."""
    return tuple(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))


def written(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in (red, green, blue))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colour: str, ground: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def legible(colour: str, grounds: Iterable[str], ratio: float, lighter: bool) -> str:
    """The colour nearest to `colour`, at its hue, with at least `ratio` on each of `grounds`: made `lighter` or
    darker in steps of one percent."""
    hue, light, saturation = colorsys.rgb_to_hls(*channels(colour))
    for step in range(101):
        level = light + step / 100 if lighter else light - step / 100
        candidate = written(*colorsys.hls_to_rgb(hue, min(max(level, 0), 1), saturation))
        if all(contrast(candidate, ground) >= ratio for ground in grounds):
            return candidate
    return WHITE if lighter else "#000000"


def tokens(colour: str) -> tuple[dict[str, str], dict[str, str]]:
    """({token: colour} of the light scheme, the same of the dark one)."""
    light = legible(colour, LIGHT_GROUNDS, TEXT, lighter=False)
    dark = legible(colour, (*DARK_GROUNDS, DARK_INK), TEXT, lighter=True)
    return (
        {"brand": light, "brand-dark": legible(light, LIGHT_GROUNDS, STRONG, lighter=False), "on-brand": WHITE},
        {"brand": dark, "brand-dark": legible(dark, DARK_GROUNDS, STRONG, lighter=True), "on-brand": DARK_INK},
    )


def theme_css(colour: str) -> str:
    """The style sheet of a colour: the tokens of both schemes."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in scheme.items()) for scheme in tokens(colour))
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def proposed(picture: bytes) -> str:
    """The colour that stands out in a picture such as a coat of arms; "" when nothing is coloured, or when it
    can't be found right now."""
    with suppress(Busy, Stopped):
        return most_striking(run(COLOURS, picture, OFFICE))
    return ""


def most_striking(counted: Iterable[Sequence[int]]) -> str:
    """The most striking colour of those [how often, red, green, blue], 0 to 255; "" when none is coloured."""
    best, weight = "", 0.0
    for count, *parts in counted:
        colour = written(*(part / 255 for part in parts))
        _hue, light, saturation = colorsys.rgb_to_hls(*channels(colour))
        worth = count * saturation if 0.1 < light < 0.85 and saturation > 0.25 else 0
        if worth > weight:
            best, weight = colour, worth
    return best

"""What a person typed, made comparable and fit to be stored."""

import unicodedata

MAX_TYPED = 20_000
# Characters that show nothing, or turn, hide and annotate what stands beside them; and what is no character.
_INVISIBLE = {
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x2800, 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0,
    *range(0xFFF0, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0), *range(0xD800, 0xE000), *range(0xE0000, 0xE1000),
}  # fmt: skip
_CONTROLS = {code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
_DROPPED = dict.fromkeys(_CONTROLS | _INVISIBLE) | {0x2028: "\n", 0x2029: "\n", 0x85: "\n"}
MOST_MARKS = 4  # on one letter: no script of ours writes more, and a flood of them covers what is around it


def _few_marks(text: str) -> str:
    """The text with at most MOST_MARKS marks one after another."""
    letters, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MOST_MARKS:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters))


def tidy(text: str, lines: bool = False) -> str:
    """Typed text made comparable: NFC, no control or invisible characters, trimmed; one line unless `lines`."""
    text = str(text)[:MAX_TYPED].replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    if not text.isascii():
        text = _few_marks(unicodedata.normalize("NFC", text))
    return text.strip() if lines else " ".join(text.split())


def storable(text: str, longest: int = MAX_TYPED) -> str:
    """Typed text as it may be stored for showing it again: bounded, and without NUL, which PostgreSQL refuses."""
    return str(text)[:longest].replace("\x00", "")

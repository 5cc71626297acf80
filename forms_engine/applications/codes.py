"""Codes that people type, read out and write down."""

import secrets

from django.urls import reverse

# Without 0 O 1 I L U: nothing that looks or sounds like something else, and no words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TRACKING_LENGTH = 10
RESUME_LENGTH = 12


def new_code(length: int) -> str:
    """A code of `length` characters from a CSPRNG (about 4.9 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """The name of a draft in an address: 128 bits, hexadecimal. It opens nothing without the owner's cookie."""
    return secrets.token_hex(16)


def normalise(text: str) -> str:
    """What a person typed, as the code is stored: capitals, without spaces and dashes."""
    return "".join(character for character in text.upper() if character.isalnum())[:40]


def resume_address(site: str, code: str) -> str:
    """The address below the site's own (`https://host`) that opens a draft elsewhere. The code is in its fragment,
    which a browser sends to nobody, so that no log and no referrer has it."""
    return f"{site.rstrip('/')}{reverse('resume')}#{grouped(code)}"


def grouped(code: str, size: int = 4) -> str:
    """A code as it is shown: in groups, so that it can be read out and compared."""
    if len(code) == TRACKING_LENGTH:
        size = 5
    return "-".join(code[start : start + size] for start in range(0, len(code), size))

"""Numbers and addresses that may be recognised by their owner and read by nobody else: shown so wherever an answer
stands outside the form, its review and the official's page of the application."""

from typing import Any

HIDDEN = "••••"


def last_four(text: Any) -> str:
    """`•••• 0001`: the last four letters or digits; nothing of what is hidden, not even how long it is."""
    plain = "".join(character for character in str(text) if character.isalnum())
    return f"{HIDDEN} {plain[-4:]}" if len(plain) > 8 else HIDDEN


def masked_email(address: Any) -> str:
    """`s••••@contoh.id`: the first letter, and where it is read."""
    name, _at, host = str(address).rpartition("@")
    return f"{name[:1]}{HIDDEN}@{host}" if name and host else HIDDEN

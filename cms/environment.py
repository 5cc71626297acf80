"""The environment as settings read it: a value that makes no sense stops the start and is named, never shown."""

import re
from builtins import bool as Bool
from builtins import float as Float
from builtins import int as Int
from builtins import list as List
from builtins import str as Text  # the methods have the types' own names
from collections.abc import Callable
from typing import Any, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
DATABASES = {"django.db.backends.sqlite3": "sqlite:///path", "django.db.backends.postgresql": "postgres://…"}


Number = TypeVar("Number", int, float)


class Environment:
    """Typed values of environment variables (12factor.net/config). ImproperlyConfigured names the variable."""

    def __init__(self) -> None:
        self.source = environ.Env()

    def str(self, name: Text, default: Text) -> Text:
        return self.source.str(name, default)

    def list(self, name: Text, default: List[Text]) -> List[Text]:
        return self.source.list(name, default=default)

    def one_of(self, name: Text, *choices: Text) -> Text:
        """One of `choices`; the first is the default."""
        value = self.str(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of: {', '.join(choices)}.")
        return value

    def bool(self, name: Text, default: Bool) -> Bool:
        value = self.str(name, "").lower()
        if value and value not in SWITCH:
            raise ImproperlyConfigured(f"{name} must be 1 or 0.")
        return SWITCH.get(value, default)

    def number(self, number_type: Callable[[Text], Number], name: Text, default: Number, expected: Text) -> Number:
        value = self.str(name, "")
        try:
            return number_type(value) if value else default
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be {expected}.") from None

    def int(self, name: Text, default: Int) -> Int:
        return self.number(int, name, default, "a whole number")

    def float(self, name: Text, default: Float) -> Float:
        return self.number(float, name, default, "a number, such as 1.5")

    def matching(self, name: Text, pattern: Text, expected: Text) -> Text:
        """Text that fits `pattern` as a whole, "" when it isn't set."""
        value = self.str(name, "")
        if value and not re.fullmatch(pattern, value):
            raise ImproperlyConfigured(f"{name} must be {expected}.")
        return value

    def database(self, name: Text, address: Text) -> dict[Text, Any]:
        """Django's mapping for the database at `address`: SQLite or PostgreSQL."""
        try:
            config = self.source.db_url_config(address)
        except Exception:  # whatever the library raises: it may quote the address and its password
            config = {}
        if config.get("ENGINE") not in DATABASES:
            raise ImproperlyConfigured(f"{name} must be an address such as {' or '.join(DATABASES.values())}")
        return config

    def email(self, name: Text, address: Text) -> dict[Text, Any]:
        """Django's e-mail settings for the server at `address`."""
        try:
            return self.source.email_url_config(address)
        except Exception:  # the same
            raise ImproperlyConfigured(
                f"{name} must be an address such as smtp+tls://user:password@host:587"
            ) from None

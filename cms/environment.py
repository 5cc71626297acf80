"""The environment as settings read it: a value that makes no sense stops the start and is named, never shown."""

import re

import environ
from django.core.exceptions import ImproperlyConfigured

SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
DATABASES = {"django.db.backends.sqlite3": "sqlite:///path", "django.db.backends.postgresql": "postgres://…"}


class Environment:
    """Typed values of environment variables (12factor.net/config). ImproperlyConfigured names the variable."""

    def __init__(self):
        self.source = environ.Env()

    def str(self, name, default):
        return self.source.str(name, default)

    def list(self, name, default):
        return self.source.list(name, default=default)

    def one_of(self, name, *choices):
        """One of `choices`; the first is the default."""
        value = self.str(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of: {', '.join(choices)}.")
        return value

    def bool(self, name, default):
        value = self.str(name, "").lower()
        if value and value not in SWITCH:
            raise ImproperlyConfigured(f"{name} must be 1 or 0.")
        return SWITCH.get(value, default)

    def number(self, kind, name, default, what):
        value = self.str(name, "")
        try:
            return kind(value) if value else default
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be {what}.") from None

    def int(self, name, default):
        return self.number(int, name, default, "a whole number")

    def float(self, name, default):
        return self.number(float, name, default, "a number, such as 1.5")

    def matching(self, name, pattern, what):
        """Text that fits `pattern` as a whole, "" when it isn't set."""
        value = self.str(name, "")
        if value and not re.fullmatch(pattern, value):
            raise ImproperlyConfigured(f"{name} must be {what}.")
        return value

    def database(self, name, address):
        """Django's mapping for the database at `address`: SQLite or PostgreSQL."""
        try:
            found = self.source.db_url_config(address)
        except Exception:  # whatever the library raises: it may quote the address and its password
            found = {}
        if found.get("ENGINE") not in DATABASES:
            raise ImproperlyConfigured(f"{name} must be an address such as {' or '.join(DATABASES.values())}")
        return found

    def email(self, name, address):
        """Django's e-mail settings for the server at `address`."""
        try:
            return self.source.email_url_config(address)
        except Exception:  # the same
            raise ImproperlyConfigured(
                f"{name} must be an address such as smtp+tls://user:password@host:587"
            ) from None

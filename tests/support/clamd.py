"""A real clamd for tests, with a signature base of our own: a second to start, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = b"BERKAS-UJI-BERBAHAYA"  # what our signature knows
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


@contextmanager
def running_clamd():
    """The address (`settings.CLAMD`) of a clamd that finds MARK, and nothing else, in any file."""
    program = shutil.which("clamd", path=PATH)
    if program is None:
        raise AssertionError("No clamd. Run: apt-get install -y clamav-daemon")
    folder = Path(tempfile.mkdtemp(prefix="warkat-clamd-"))
    folder.chmod(0o755)
    base = folder / "base"
    base.mkdir()
    (base / "uji.ndb").write_text(f"Warkat.Uji:0:*:{MARK.hex()}\n")
    address = folder / "clamd.ctl"
    user = pwd.getpwuid(os.getuid()).pw_name
    (folder / "clamd.conf").write_text(
        f"LocalSocket {address}\nDatabaseDirectory {base}\nForeground yes\nTemporaryDirectory {folder}\n"
        f"User {user}\nLogFile {folder}/log\nMaxThreads 2\n"
    )
    command = [program, "--config-file", str(folder / "clamd.conf")]
    with (folder / "out").open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(process, address, folder)
        yield f"unix:{address}"
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process, address, folder):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(address))
            return
        time.sleep(0.05)
    raise AssertionError(f"clamd didn't start: {(folder / 'out').read_text()[-2000:]}")

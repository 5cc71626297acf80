"""The example files of docs/deploy, as an operator would put them in place; only the places are a test's own."""

import configparser
import contextlib
import os
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.support.hand import ROOT

EXAMPLES = ROOT / "docs" / "deploy"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unit(name):
    """A systemd unit's sections."""
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str
    found.read_string((EXAMPLES / name).read_text())
    return found


def command_of(name, port=None):
    """What a unit starts, in this checkout and on another port."""
    line = unit(name)["Service"]["ExecStart"].replace("/srv/warkat/.venv/bin/", f"{Path(sys.executable).parent}/")
    return shlex.split(line.replace("127.0.0.1:8000", f"127.0.0.1:{port}"))


@contextlib.contextmanager
def nginx(folder, upstream):
    """nginx with the example in front of the port `upstream`; (its https port, its access log)."""
    secure, plain = free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=contoh",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    example = (EXAMPLES / "nginx.conf").read_text()
    places = {
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "/etc/ssl/warkat": str(folder),
        "/var/log/nginx": str(folder),
    }
    for theirs, ours in places.items():
        assert theirs in example
        example = example.replace(theirs, ours)
    (folder / "warkat.conf").write_text(example)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/start.log;\nevents {{}}\n"
        f"http {{\n{temporary}include {folder}/warkat.conf;\n}}\n"
    )
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], env=os.environ | {"PATH": path})
    try:
        wait_for(lambda: _listens(secure) or server.poll() is not None)
        assert server.poll() is None, (folder / "start.log").read_text()
        yield secure, folder / "warkat.log"
    finally:
        server.terminate()
        server.wait(20)


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"Not in {seconds} s."
        time.sleep(0.05)

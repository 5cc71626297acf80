"""From a bare machine to a ready `.venv`: run by the system's Python with nothing but the standard library.

    python3 cms/bootstrap.py [--tests]

Says each step; what is done already is skipped, so that a second run takes a moment. Stops only for what is
indispensable (Python, venv, the packages of requirements.txt); a missing system library is installed by apt when
root, otherwise the one line to run is printed and the rest goes on.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

# Annotations that an old Python doesn't know stand in quotes: it gets as far as being told that it is too old.
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

# WeasyPrint loads these at import (weasyprint/text/ffi.py); the subsetter halves its time and is optional.
PANGO = (
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1", "libpangoft2-1.0.so.0",
)  # fmt: skip
SUBSET = "libharfbuzz-subset.so.0"
FONTS = {  # a file of the font, the Debian package that brings it
    "fonts-liberation": ("LiberationSans-Regular.ttf", "Arimo-Regular.ttf"),
    "fonts-texgyre": ("texgyrebonum-regular.otf", "C059-Roman.otf"),
}
TOOLS = {
    "pdftotext": "poppler-utils", "zbarimg": "zbar-tools", "qpdf": "qpdf", "clamd": "clamav-daemon", "w3m": "w3m",
    "lynx": "lynx", "nginx": "nginx-light", "openssl": "openssl", "redis-server": "redis-server",
}  # fmt: skip
SEARCHED = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"  # daemons are not on everyone's path


def missing_libraries(names: "tuple[str, ...]" = PANGO) -> "list[str]":
    """Those of the shared libraries that can't be loaded here."""
    missing = []
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def missing_fonts() -> "list[str]":
    """The Debian packages of fonts of which no file is found."""
    folders = [Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"), Path("/usr/local/share/fonts")]
    folders.append(Path.home() / ".local/share/fonts")
    font_files = {path.name for folder in folders if folder.is_dir() for path in folder.rglob("*.[to]tf")}
    return [package for package, files in FONTS.items() if not font_files.intersection(files)]


def chromium() -> "str | None":
    """The browser for the tests: the one CHROMIUM names, else one on the path; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if shutil.which(named) else None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def wanted_packages(tests: bool) -> "list[str]":
    """The Debian packages that are missing here."""
    packages = []
    if missing_libraries():
        packages += ["libpango-1.0-0", "libpangoft2-1.0-0"]
    if missing_libraries((SUBSET,)):
        packages.append("libharfbuzz-subset0")
    packages += missing_fonts()
    if tests:
        packages += [package for tool, package in TOOLS.items() if not shutil.which(tool, path=SEARCHED)]
        if not chromium() and "CHROMIUM" not in os.environ:
            packages.append("chromium")
    return packages


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def stop(text: str) -> NoReturn:
    print(f"\nWarkat can't go on: {text}", file=sys.stderr)
    raise SystemExit(1)


def run(*command: "str | Path", **settings: Any) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **settings)
    except subprocess.CalledProcessError as failure:
        stop(f"this failed (exit {failure.returncode}): {' '.join(map(str, command))}")


def system_packages(tests: bool) -> None:
    """Install what is missing of libraries, fonts and (for `tests`) tools by apt, or say the line that does."""
    packages = wanted_packages(tests)
    if not packages:
        return say("System libraries and fonts: there.")
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing system packages: {' '.join(packages)} …")
        quiet: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-qq"], **quiet, check=False)
        done = subprocess.run(line.replace("-y", "-y -qq", 1).split(), **quiet, check=False)
        if done.returncode == 0:
            return None
        say("apt-get could not install them.")
    say(f"Missing: {', '.join(packages)}. The site runs without them; letters (PDF) wait. To install, run:")
    return say(f"  sudo {line}")


def virtual_environment() -> None:
    """Make `.venv` unless it is there; stops when Python is too old or has no venv."""
    if sys.version_info < (3, 11):  # noqa: UP036  (the system's Python may be anything)
        stop(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}. Name one: make PYTHON=python3.11")
    if PYTHON.exists():
        return
    say("Making .venv …")
    try:
        import ensurepip  # noqa: F401  # lazy: may be missing, which is then said
        import venv  # lazy: as above
    except ImportError:
        stop("the venv module is missing. On Debian or Ubuntu run: sudo apt-get install -y python3-venv")
    venv.create(VENV, with_pip=True, symlinks=True)


def requirements(name: str) -> None:
    """Install the packages of a list into `.venv` unless that very list was installed last."""
    file, stamp = ROOT / name, VENV / f".{name}.installed"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return say(f"Packages of {name}: there.")
    say(f"Installing the packages of {name} (about a minute) …")
    run(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", file)
    for other in VENV.glob(".requirements*.installed"):
        other.unlink()
    stamp.write_text(digest)
    if name == "requirements-dev.txt":  # it contains the other list
        runtime_list = ROOT / "requirements.txt"
        (VENV / ".requirements.txt.installed").write_text(hashlib.sha256(runtime_list.read_bytes()).hexdigest())
    return None


def translations() -> None:
    """Compile each catalogue (.po) that is newer than its .mo."""
    stale = [po for po in ROOT.glob("*/*locale/*/LC_MESSAGES/*.po") if _stale(po)]
    if stale:
        say(f"Compiling {len(stale)} catalogues of translations …")
        code = "import polib, sys\nfor po in sys.argv[1:]: polib.pofile(po).save_as_mofile(po[:-2] + 'mo')"
        run(PYTHON, "-c", code, *stale)


def _stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def main() -> None:
    """All steps, each said; what is done already is skipped."""
    arguments = argparse.ArgumentParser(description="Make this checkout ready to run.")
    arguments.add_argument("--tests", action="store_true", help="also what the tests need")
    tests = arguments.parse_args().tests
    print("Warkat: making this machine ready", flush=True)
    virtual_environment()
    requirements("requirements-dev.txt" if tests else "requirements.txt")
    system_packages(tests)
    translations()


if __name__ == "__main__":
    main()

"""Makes what browsers get (`*/static/**/*.js`) from the sources in this folder: `make scripts` (needs Node and npx).

Both are committed: nobody needs Node to run Warkat. `built.json` holds the SHA-256 of every source and of every file
that was made; `tests/test_frontend.py` compares them, so it knows without Node when one changed without the other.
"""

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RECORD = HERE / "built.json"

ENGINE = "forms_engine/static/forms_engine"
SHRINK = [
    "npx", "--yes", "terser@5.51.4", "--module", "--mangle",
    "--compress", "passes=3,unsafe_arrows=true,ecma=2020",
]  # fmt: skip
BUNDLE = ["npx", "--yes", "esbuild@0.28.2", "--bundle", "--minify", "--charset=utf8", "--log-level=warning"]
MODULE, SCRIPT = "esm", "iife"  # for <script type="module">, and for Wagtail's plain <script>

CITIZEN = ("citizen/step.js", "citizen/step-full.js", "citizen/resume.js")
EDITOR = ("admin/builder.js", "admin/blocks.js", "admin/kept.js", "admin/checklist.js")
# (sources, how they are wrapped, oldest language, the folder they go to)
BUNDLES = [
    (CITIZEN, MODULE, "es2020", ENGINE),
    (EDITOR, SCRIPT, "es2022", f"{ENGINE}/admin"),
    (("admin/preview.js",), MODULE, "es2022", f"{ENGINE}/admin"),
    (("admin/autosave.js",), SCRIPT, "es2022", "cms/static/cms"),
]
SHRUNK = ("citizen/logic.js", f"{ENGINE}/logic.js")  # 2 KB: terser makes it smaller than esbuild does


def sources():
    """Every script in this folder that goes to browsers."""
    return sorted(HERE.rglob("*.js"))


def made():
    """Every script that is made here, as a path."""
    bundled = [ROOT / folder / Path(name).name for names, _form, _age, folder in BUNDLES for name in names]
    return sorted([*bundled, ROOT / SHRUNK[1]])


def digests():
    """{path from the project's root: SHA-256} of the sources, of what is made of them, and of this recipe."""
    files = [Path(__file__), *sources(), *made()]
    return {
        path.resolve().relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def main():
    """Makes all of them and notes their digests; raises CalledProcessError when a tool fails."""
    source, target = SHRUNK
    subprocess.run([*SHRINK, "--output", str(ROOT / target), str(HERE / source)], check=True)
    for names, form, age, folder in BUNDLES:
        paths = [str(HERE / name) for name in names]
        options = [f"--format={form}", f"--target={age}", f"--outdir={ROOT / folder}"]
        subprocess.run([*BUNDLE, *paths, *options], check=True, cwd=ROOT)
    RECORD.write_text(json.dumps(digests(), indent=1, sort_keys=True) + "\n")
    for path in made():
        print(f"{path.relative_to(ROOT)} {len(gzip.compress(path.read_bytes(), 9, mtime=0))} bytes gzip")


if __name__ == "__main__":
    sys.exit(main())

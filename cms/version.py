"""The version that runs here. `pyproject.toml` is the one place that names it."""

import tomllib
from pathlib import Path

VERSION = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]["version"]

"""The workflow as a picture: an SVG drawn on the server, one node a stage, from top to bottom."""

from collections.abc import Container, Iterable, Mapping

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from workflows.machine.model import Stage

ROW = 64


def workflow_diagram(
    stages: Iterable[Stage],
    positions: Mapping[str, str],
    done: Container[str] = (),
    current: str = "",
    stopped: bool = False,
) -> str:
    """SVG of the stages. `positions`: titles by code; `done`, `current`: ids of stages; `stopped`: rejected."""
    nodes = [{"title": _("Application received"), "office": "", "state": "done"}]
    for stage in stages:
        state = "waiting"
        if stage.id in done:
            state = "done"
        elif stage.id == current:
            state = "stopped" if stopped else "current"
        nodes.append({"title": stage.title, "office": positions.get(stage.position, ""), "state": state})
    for index, node in enumerate(nodes):
        node["y"] = index * ROW + 24
        node["next_y"] = (index + 1) * ROW + 12 if index + 1 < len(nodes) else None
        node["title"] = _shortened(node["title"], 42)
        node["office"] = _shortened(node["office"], 48)
    return render_to_string("workflows/diagram.svg", {"nodes": nodes, "height": len(nodes) * ROW})


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"

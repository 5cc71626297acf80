"""Gather the translatable texts of each floor into its Indonesian catalogue: `make messages`.

GNU gettext isn't needed: Babel reads Python, Django's own `templatize` turns a template into what Babel can read.
"""

import io
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("cms", "forms_engine", "workflows")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "N_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def catalogue(floor):
    """The path of a floor's Indonesian catalogue."""
    return ROOT / floor / "locale" / "id" / "LC_MESSAGES" / "django.po"


def sources(floor):
    """(path, Python-like text) of each source of a floor."""
    for path in sorted((ROOT / floor).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_text()
    for path in sorted((ROOT / "templates" / floor).rglob("*")):
        if path.suffix in (".html", ".txt", ".svg"):
            yield path, templatize(path.read_text())
    if floor == "cms":
        for path in sorted((ROOT / "templates" / "wagtailadmin").rglob("*.html")):
            yield path, templatize(path.read_text())


def messages(floor):
    """msgid → plural msgid ("" without one) of every translatable text of a floor, in order of meeting."""
    found = {}
    for path, text in sources(floor):
        stream = io.BytesIO(text.encode())
        for _line, function, message, _comments in extract_python(stream, KEYWORDS, [], {}):
            parts = message if isinstance(message, tuple) else (message,)
            if function in ("pgettext", "npgettext"):
                parts = parts[1:]
            parts = [part for part in parts if part]
            if parts:
                plural = parts[1] if "ngettext" in (function or "") and len(parts) > 1 else ""
                found[parts[0]] = found.get(parts[0]) or plural
        if path.suffix == ".py":
            for message in pure_messages(text):
                found.setdefault(message, "")
    return found


def pure_messages(text):
    """What Babel doesn't see: the third argument of each `Problem(code, where, message, …)`, a literal, implicit
    concatenation included, and calls inside f-strings."""
    import ast

    tree = ast.parse(text)
    inside = [part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)]
    for node in inside:
        known = isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEYWORDS
        if known and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "PermanentFailure"):
            place = 2 if node.func.id == "Problem" else 0
            if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                yield node.args[place].value
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "ABOUT" for target in node.targets):
            values = getattr(node.value, "values", [])
            yield from (value.value for value in values if isinstance(value, ast.Constant))


def update(floor):
    """Bring a floor's catalogue up to date: translations stay, what is gone goes, what is new is empty."""
    path = catalogue(floor)
    old = {entry.msgid: entry for entry in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "id",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for msgid, plural in sorted(messages(floor).items()):
        kept = old.get(msgid)
        entry = polib.POEntry(msgid=msgid)
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = kept.msgstr_plural if kept and kept.msgstr_plural else {0: ""}
        else:
            entry.msgstr = kept.msgstr if kept else ""
        if "%(" in msgid:
            entry.flags = ["python-format"]
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    return new


def empty(entry):
    """Whether an entry lacks its translation."""
    return not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)


def main():
    for floor in FLOORS:
        entries = update(floor)
        left = sum(map(empty, entries))
        print(f"{catalogue(floor).relative_to(ROOT)}: {len(entries)} texts, {left} without translation")


if __name__ == "__main__":
    main()

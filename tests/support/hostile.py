# ruff: noqa: E501  (a table)
"""Two hundred values and more that no honest form sends, by what they try."""

import json

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ALMOST_NIK = "3375014508850001"

HOSTILE = {
    "control characters": [
        "\x00", "a\x00b", "\x00" * 300, "\x01\x02\x03", "\x07bel", "\x08\x08\x08", "\x1b[31mmerah\x1b[0m", "\x7f",
        "\x85next", "\x9b31m", "a\rb", "a\r\nSet-Cookie: x=1", "a\x0bb\x0cc", "\t\t\t", "\n\n\n", "\u2028x\u2029y",
        "\ufffe", "\uffff", "\ufffd\ufffd", "\x1a", "\x04",
    ],
    "invisible and turned text": [
        "\u200b", "\u200b\u200c\u200d\ufeff", "Sa\u200bri", "\u202egnp.exe", "\u202dabc\u202c", "\u2066x\u2069",
        "\u061cabc", "\u180eabc", "\u00adabc", "\ufeffSari", "\u2060\u2061\u2062\u2063", "\U000e0041\U000e0042x",
        "\ufff9a\ufffab\ufffb", "\u115f\u1160", "\u3164", "\u2800", "\xa0\xa0", "\u3000Sari\u3000", "\u202f1",
    ],
    "emoji and marks": [
        FAMILY, FAMILY * 40, "\U0001f3f4\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3", "Z\u0351\u036b\u0343" * 60,
        "a" + "\u0301" * 500, "\u0301\u0301\u0301", "e\u0301", "\u00e9", "\u1eb9\u0301", "\U0001f1ee\U0001f1e9",
        "\u0e33" * 40, "\ua9b1\ua9b4\ua9b6\ua9ae", "\U0001f600" * 300, "\u20e0" * 50, "A\u030a\u0327\u0323\u0331\u0332",
    ],
    "digits of other scripts": [
        "\uff11\uff12\uff13", "".join(chr(0xFF10 + int(digit)) for digit in ALMOST_NIK),
        "".join(chr(0x0660 + int(digit)) for digit in ALMOST_NIK), "\u0661\u0662\u0663", "\u06f1\u06f2",
        "\u0967\u0968\u0969", "\ua9d1\ua9d2", "\u00b2\u00b3", "\u2460\u2461", "\u00bd", "\u2167", "\u4e00\u4e8c",
        "\U0001d7d8\U0001d7d9", "\u0be7\u0bf0", "1\u0662", "\uff0b\uff16\uff12\uff18", "\u1b51\u1b52",
    ],
    "SQL, HTML, templates, formats": [
        "' OR 1=1 --", "'; DROP TABLE cms_region; --", '" OR ""="', "1); SELECT pg_sleep(9)--", "%' AND 1=1 --", "\\'",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "'-alert(1)-'",
        "</textarea><script>alert(1)</script>", "</select><script>alert(1)</script>", "</title><script>alert(1)</script>",
        "javascript:alert(1)", "&lt;b&gt;", "&#x3c;b&#x3e;", "&amp;amp;", "<!--", "]]>", "<![CDATA[x", "<style>*{display:none}",
        "{{ 7*7 }}", "{{7*'7'}}", "{% debug %}", "{% load os %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{fld-name}}",
        "{{ number }}", "%s%s%n", "%(label)s", "%(x)d", "{0.__class__}", "{label!r}", "%", "100%", "{", "}}", "\\u0000",
        "=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+1+1", "-1+1", "=cmd|' /C calc'!A0", "\t=1+1",
    ],
    "JSON and paths": [
        "null", "true", "false", "[]", "{}", "[1,2]", '{"a":1}', '"x"', '{"code":"P01","label":"x"}', '{"__proto__":1}',
        "__proto__", "constructor", "__class__", "../../etc/passwd", "..\\..\\win.ini", "/etc/passwd", "file:///etc/passwd",
        "C:\\aux", "%2e%2e%2f", "%00", "//contoh.id", "http://169.254.169.254/", "\\\\host\\share", "~root", "$HOME",
        "`id`", "$(id)", "; ls", "| cat", "&& id", "() { :;}; id", "ch-1\x00", "ch-1 ", "CH-1", "ch-9", "00000000-0000-4000-8000-000000000000",
    ],
    "numbers that are none": [
        "-0", "+0", "-0,0", "NaN", "nan", "sNaN", "Infinity", "-inf", "1e999", "1e-999", "1e5", "1E5", "0x10", "0b1", "0o7",
        "1_000", "1.000,00.1", "1,000,000.5", "1.000.000", "1..000", "1,2,3", "1.2.3", ".5", "5.", ",5", "--5", "+-5", "5-",
        "9" * 400, "0" * 400, "-" + "9" * 30, "0," + "1" * 300, "1/2", "1 000", "Rp", "Rp1", "Rp-1", "Rp 1.000,-", "IDR 5",
        "1.0e1", "9007199254740993", "18446744073709551616", "4,9E-324", "1'000", "\u22121", "1\u00a0000", "٫5",
    ],
    "dates and times that are none": [
        "31", "30-02-2026", "31/02/2026", "29/02/2025", "2026-02-30", "00/00/0000", "13", "0", "9999999", "-1", "32/13/2026",
        "1/1/1", "99999-01-01", "2026-1-1T00:00", "kemarin", "Februari", "25:00", "24:00", "12:60", "-1:00", "12:00:00", "7.5.3",
        "12h", "noon", "00.00", "29 Februari 2100", "31 April", "2026-W01-1", "1970-01-01T00:00:00Z", "0000-00-00",
    ],
    "people and addresses that are none": [
        "s\u0430ri@contoh.id", "sari@c\u043entoh.id", "a@b", "@", "a@@b.id", "a@b..id", ".a@b.id", "a b@c.id", "a@[127.0.0.1]",
        "\"a b\"@c.id", "a@b.id\nBcc: x@y.id", "a@b.id,c@d.id", "<a@b.id>", "mailto:a@b.id", "a@" + "b" * 260 + ".id",
        "0812abc4567", "+62", "+62+62812", "0812 3456 789O", "tel:+6281234567890", "08" + "1" * 40, "+0 812345678", "()()()",
        "+6281234567890;ext=1", "3375014508850000", "0000000000000000", "3375019908850001", "337501450885000l", "AB 0 CD",
        "A 1234 ABCD", "A-1234", "00000", "5111\u0661", "RT 03/RW 05", "000/000",
    ],
    "far too much": [
        "A" * 19_999, "A" * 25_000, "a " * 12_000, "\n" * 22_000, "😀" * 5_000, "<b>" * 9_000, "0" * 25_000, "{" * 20_001,
        json.dumps([[[[[[["x"]]]]]]] * 900), "%" * 21_000,
    ],
}  # fmt: skip
# What no text holds: bytes that are no UTF-8, and halves of characters.
BROKEN_BYTES = [
    b"%ED%A0%80",
    b"%ED%B0%80%ED%A0%80",
    b"%FF%FE",
    b"%C0%80",
    b"%F5%80%80%80",
    b"%E2%82",
    b"a%80b",
    b"%ED%A0%BD",
]
COUNT = sum(map(len, HOSTILE.values())) + len(BROKEN_BYTES)

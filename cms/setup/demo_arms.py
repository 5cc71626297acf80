"""Coats of arms for the demo, drawn here and belonging to nobody: the ribbon says CONTOH (sample)."""

import io
import math

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 1440
GOLD, WHITE = "#e3b23c", "#ffffff"


def _shield(inset: int = 0) -> list[tuple[float, float]]:
    """The outline of a shield: straight shoulders, sides that meet in a point."""
    left, right, top, shoulder, point = 140 + inset, 1060 - inset, 40 + inset, 680, 1170 - inset * 1.3
    curve = [(right - (right - 600) * (1 - math.cos(t)), shoulder + (point - shoulder) * math.sin(t)) for t in _arc()]
    mirrored = [(1200 - x, y) for x, y in reversed(curve)]
    return [(left, top), (right, top), *curve, *mirrored]


def _arc(steps: int = 40) -> list[float]:
    return [math.pi / 2 * step / steps for step in range(steps + 1)]


def _star(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, colour: str) -> None:
    points = []
    for corner in range(10):
        length = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((x + length * math.cos(angle), y + length * math.sin(angle)))
    draw.polygon(points, fill=colour)


def _wave(draw: ImageDraw.ImageDraw, y: int, height: int, colour: str) -> None:
    crest = [(x, y + height * math.sin(x / 1200 * 6 * math.pi)) for x in range(0, 1201, 8)]
    draw.polygon([*crest, (1200, y + 130), (0, y + 130)], fill=colour)


def _sea(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 1200, 1440), fill="#12507b")
    draw.pieslice((330, 330, 870, 870), 180, 360, fill=GOLD)
    for ray in range(10):
        angle = math.pi + math.pi * (ray + 0.5) / 10
        draw.line([(600 + r * math.cos(angle), 600 + r * math.sin(angle)) for r in (300, 390)], fill=GOLD, width=26)
    for line, colour in enumerate(("#2f86b7", "#e9f4fa", "#2f86b7", "#0d3c5e")):
        _wave(draw, 640 + line * 95, 24, colour)


def _mountain(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 1200, 1440), fill="#d9ecd3")
    draw.polygon([(200, 760), (600, 260), (1000, 760)], fill="#3b6b46")
    draw.polygon([(600, 260), (690, 372), (640, 400), (600, 365), (556, 402), (510, 372)], fill=WHITE)
    draw.rectangle((0, 740, 1200, 1440), fill="#6fa84f")
    for row in range(5):
        draw.arc((-200, 760 + row * 85, 1400, 1200 + row * 85), 200, 340, fill="#f2e3a0", width=16)


def _forest(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 1200, 1440), fill="#8c1d2c")
    draw.polygon([(0, 760), (1200, 560), (1200, 1440), (0, 1440)], fill="#1f5a3d")
    draw.polygon([(620, 660), (760, 636), (700, 900), (880, 1440), (420, 1440), (560, 900)], fill="#bfe0ee")
    draw.ellipse((430, 250, 770, 590), outline=GOLD, width=34)
    _star(draw, 600, 424, 135, GOLD)


SCENES = {"kota": _sea, "kabupaten": _mountain, "provinsi": _forest}


def draw_arms(kind: str) -> ContentFile:
    """A fictional coat of arms for a region of this kind, as an uploaded PNG file."""
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    scene = Image.new("RGBA", (WIDTH, HEIGHT))
    SCENES[kind](ImageDraw.Draw(scene))
    mask = Image.new("L", (WIDTH, HEIGHT))
    ImageDraw.Draw(mask).polygon(_shield(26), fill=255)
    draw.polygon(_shield(), fill=GOLD)
    draw.polygon(_shield(14), fill="#2b2118")
    picture.paste(scene, (0, 0), mask)
    _star(draw, 600, 170, 72, GOLD)
    draw.polygon([(110, 1190), (1090, 1190), (1030, 1270), (1090, 1350), (110, 1350), (170, 1270)], fill="#2b2118")
    draw.polygon([(132, 1203), (1066, 1203), (1010, 1270), (1066, 1337), (132, 1337), (190, 1270)], fill="#fff6dc")
    font = ImageFont.load_default(size=112)
    draw.text((600, 1272), "CONTOH", font=font, fill="#2b2118", anchor="mm", stroke_width=2, stroke_fill="#2b2118")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name=f"{kind}.png")

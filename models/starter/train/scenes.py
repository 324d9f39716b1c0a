"""Procedural scenes: the only training data of the starter model.

Every picture is a flat, poster-like scene with one large object.  The drawing is
deliberately regular (bold dark outlines, city blocks on a 16 pixel lattice, one
vanishing point) because a model of a few million parameters that is trained for
an hour or two on two CPU cores learns clear structure long before it learns
texture.  Everything is drawn at twice the size and reduced by area averaging,
so edges are anti-aliased.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import cv2
import numpy as np

SIZE = 256
SUPER = 2

KINDS = ["robot", "car", "rocket", "house", "boat", "balloon", "star", "heart", "mushroom", "cat"]
COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "white"]
SCENES = ["city", "grid", "desert", "beach", "mountains", "forest", "space", "underwater"]
PLACES = ["left", "middle", "right"]
MOON_SCENES = {"city", "desert", "beach", "mountains", "forest"}

RGB = {
    "red": (232, 34, 44),
    "orange": (255, 134, 12),
    "yellow": (255, 224, 40),
    "green": (46, 196, 72),
    "blue": (36, 98, 250),
    "purple": (138, 48, 222),
    "pink": (255, 112, 196),
    "white": (246, 246, 252),
}
INK = (20, 16, 44)
GLASS = (160, 236, 255)
CREAM = (250, 240, 220)
BROWN = (126, 84, 56)
GREY = (150, 156, 176)


@dataclass
class Scene:
    """What a picture shows; the labels that captions and judges refer to."""

    kind: int
    colour: int
    scene: int
    place: int
    moon: int

    def dict(self) -> dict:
        return asdict(self)


def is_held_out(kind: int, colour: int, scene: int) -> bool:
    """80 of the 640 combinations are never trained on.

    The rule is a Latin-square like one: each pair (kind, colour), (kind, scene) and
    (colour, scene) keeps appearing in training, only the triples are new.
    """
    return (3 * kind + colour + 5 * scene) % 8 == 0


def sample_scene(rng: np.random.Generator, held_out: bool = False) -> Scene:
    """Draws a combination, from the training set or from the held-out ones."""
    while True:
        k, c, s = int(rng.integers(len(KINDS))), int(rng.integers(len(COLOURS))), int(rng.integers(len(SCENES)))
        if is_held_out(k, c, s) == held_out:
            break
    moon = int(SCENES[s] in MOON_SCENES and rng.random() < 0.3)
    return Scene(k, c, s, int(rng.integers(3)), moon)


def mix(a, b, t: float):
    return tuple(a[i] * (1 - t) + b[i] * t for i in range(3))


class Canvas:
    """A float picture with coordinates 0..1 and anti-aliased fills."""

    def __init__(self) -> None:
        self.n = SIZE * SUPER
        self.a = np.zeros((self.n, self.n, 3), np.uint8)

    def _px(self, pts) -> np.ndarray:
        return np.round(np.asarray(pts, np.float64) * self.n * 16).astype(np.int32)

    def gradient(self, y0: float, y1: float, stops) -> None:
        """Vertical gradient through evenly spaced colours."""
        i0, i1 = int(round(y0 * self.n)), int(round(y1 * self.n))
        t = np.linspace(0, len(stops) - 1, max(i1 - i0, 1))
        s = np.asarray(stops, np.float64)
        k = np.clip(t.astype(int), 0, len(stops) - 2)
        row = s[k] + (s[k + 1] - s[k]) * (t - k)[:, None]
        self.a[i0:i1] = np.round(row).astype(np.uint8)[:, None, :]

    def poly(self, pts, colour) -> None:
        cv2.fillPoly(self.a, [self._px(pts)], tuple(int(v) for v in colour), cv2.LINE_AA, 4)

    def line(self, pts, colour, width: float, closed: bool = False) -> None:
        w = max(1, int(round(width * self.n)))
        cv2.polylines(self.a, [self._px(pts)], closed, tuple(int(v) for v in colour), w, cv2.LINE_AA, 4)

    def rect(self, x0, y0, x1, y1, colour) -> None:
        i = [int(round(v * self.n)) for v in (x0, y0, x1, y1)]
        self.a[max(i[1], 0):max(i[3], 0), max(i[0], 0):max(i[2], 0)] = np.asarray(colour, np.float64).astype(np.uint8)

    def disc(self, x, y, r, colour) -> None:
        self.poly(ellipse(x, y, r, r), colour)

    def glow(self, mask_pts, colour, radius: float, strength: float) -> None:
        """Screen-blends a blurred silhouette; computed small, because it is smooth."""
        m = 64
        mask = np.zeros((m, m), np.uint8)
        for pts in mask_pts:
            cv2.fillPoly(mask, [np.round(np.asarray(pts) * m * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        mask = cv2.GaussianBlur(mask, (0, 0), radius * m)
        mask = cv2.resize(mask, (self.n, self.n), interpolation=cv2.INTER_LINEAR)
        add = cv2.merge([(mask * (strength * colour[i] / 255)).astype(np.uint8) for i in range(3)])
        inv = cv2.multiply(cv2.bitwise_not(self.a), cv2.bitwise_not(add), scale=1 / 255)
        self.a = cv2.bitwise_not(inv)

    def finish(self) -> np.ndarray:
        return cv2.resize(self.a, (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def ellipse(x, y, rx, ry, n: int = 40, a0: float = 0.0, a1: float = 360.0) -> np.ndarray:
    t = np.radians(np.linspace(a0, a1, n, endpoint=(a1 - a0) < 360))
    return np.stack([x + rx * np.cos(t), y + ry * np.sin(t)], 1)


def box(x0, y0, x1, y1, r: float = 0.0) -> np.ndarray:
    """Rectangle with rounded corners."""
    if r <= 0:
        return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], float)
    parts = [
        ellipse(x1 - r, y0 + r, r, r, 7, -90, 0), ellipse(x1 - r, y1 - r, r, r, 7, 0, 90),
        ellipse(x0 + r, y1 - r, r, r, 7, 90, 180), ellipse(x0 + r, y0 + r, r, r, 7, 180, 270),
    ]
    return np.concatenate(parts)


# --- objects: lists of (polygon in -1..1, colour key), drawn in order ---------------------------

def robot():
    p = [(box(-.04, -1.0, .04, -.8), "k"), (ellipse(0, -1.0, .11, .11), "l")]
    for s in (-1, 1):
        p.append((box(min(s * .62, s * .88), -.26, max(s * .62, s * .88), .42, .1), "d"))
        p.append((box(min(s * .12, s * .42), .42, max(s * .12, s * .42), 1.0, .08), "d"))
    p += [(box(-.56, -.3, .56, .52, .12), "m"), (box(-.5, -.86, .5, -.36, .14), "m"),
          (box(-.38, -.74, .38, -.48, .1), "k"), (ellipse(-.18, -.61, .09, .09), "y"), (ellipse(.18, -.61, .09, .09), "y"),
          (box(-.3, -.1, .3, .28, .06), "l"), (ellipse(-.12, .09, .08, .08), "k"), (ellipse(.14, .09, .08, .08), "d")]
    return p


def car():
    return [(np.array([(-.62, -.1), (-.38, -.52), (.34, -.52), (.66, -.1)]), "m"),
            (np.array([(-.48, -.1), (-.3, -.42), (-.03, -.42), (-.03, -.1)]), "y"),
            (np.array([(.05, -.1), (.05, -.42), (.28, -.42), (.5, -.1)]), "y"),
            (box(-1.04, -.14, 1.04, .36, .16), "m"), (box(-1.0, .14, 1.0, .24), "d"),
            (ellipse(.98, .03, .09, .09), "w"),
            (ellipse(-.58, .36, .27, .27), "k"), (ellipse(.58, .36, .27, .27), "k"),
            (ellipse(-.58, .36, .12, .12), "g"), (ellipse(.58, .36, .12, .12), "g")]


def rocket():
    t = np.linspace(0, 1, 14)
    right = np.stack([.36 * np.sin(np.pi * (.0 + .62 * t)) ** .8, -1.1 + 1.6 * t], 1)
    left = right[::-1] * (-1, 1)
    hull = np.concatenate([right, left])
    nose = np.concatenate([right[:6], left[-6:]])
    return [(np.array([(-.2, .5), (.2, .5), (.12, .8), (0, 1.08), (-.12, .8)]), "f"),
            (np.array([(-.3, .0), (-.72, .5), (-.66, .74), (-.24, .5)]), "d"),
            (np.array([(.3, .0), (.72, .5), (.66, .74), (.24, .5)]), "d"),
            (hull, "m"), (nose, "d"), (ellipse(0, -.22, .18, .18), "k"), (ellipse(0, -.22, .13, .13), "y"),
            (box(-.06, .14, .06, .56), "d")]


def house():
    return [(box(.38, -.9, .62, -.3), "d"), (box(-.76, -.2, .76, .9), "m"),
            (np.array([(-1.0, -.16), (0, -1.0), (1.0, -.16)]), "d"),
            (box(-.18, .34, .18, .9), "k"), (box(-.6, .08, -.3, .38), "y"), (box(.3, .08, .6, .38), "y"),
            (ellipse(0, -.46, .14, .14), "y")]


def boat():
    return [(box(-.03, -1.05, .03, .4), "k"),
            (np.array([(.1, -1.0), (.1, .24), (.92, .24)]), "m"), (np.array([(-.1, -.8), (-.1, .24), (-.74, .24)]), "l"),
            (np.array([(-1.0, .36), (1.05, .36), (.72, .84), (-.66, .84)]), "m"),
            (np.array([(-.93, .5), (.96, .5), (.88, .61), (-.84, .61)]), "w")]


def balloon():
    env = np.concatenate([ellipse(0, -.36, .74, .74, 30, 150, 390), [(.2, .52), (-.2, .52)]])
    mid = np.concatenate([ellipse(0, -.36, .34, .74, 20, 160, 380), [(.1, .52), (-.1, .52)]])
    return [(np.array([(-.17, .5), (-.12, .5), (-.1, .8), (-.15, .8)]), "k"),
            (np.array([(.17, .5), (.12, .5), (.1, .8), (.15, .8)]), "k"),
            (env, "m"), (mid, "l"), (box(-.22, .76, .22, 1.06, .05), "b")]


def star():
    a = np.radians(np.arange(10) * 36 - 90)
    r = np.where(np.arange(10) % 2 == 0, 1.05, .46)
    p = np.stack([r * np.cos(a), r * np.sin(a) + .05], 1)
    return [(p, "m"), (p * .6 + (0, .02), "l")]


def heart():
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    p = np.stack([16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))], 1) / 16.5
    return [(p, "m"), (ellipse(-.44, -.36, .17, .13), "l")]


def mushroom():
    cap = np.concatenate([ellipse(0, .06, .98, .94, 30, 180, 360), [(.9, .2), (-.9, .2)]])
    return [(np.array([(-.28, .1), (.28, .1), (.36, .92), (-.36, .92)]), "c"), (cap, "m"),
            (ellipse(0, -.46, .2, .2), "w"), (ellipse(-.52, -.2, .15, .15), "w"), (ellipse(.52, -.2, .15, .15), "w"),
            (ellipse(-.1, .5, .045, .08), "k"), (ellipse(.12, .5, .045, .08), "k")]


def cat():
    tail = np.concatenate([ellipse(.52, .48, .5, .5, 14, 90, -50), ellipse(.52, .48, .32, .32, 14, -50, 90)])
    return [(tail, "d"), (ellipse(0, .44, .58, .56), "m"),
            (np.array([(-.58, -.34), (-.56, -1.04), (-.08, -.72)]), "m"), (np.array([(.58, -.34), (.56, -1.04), (.08, -.72)]), "m"),
            (ellipse(0, -.36, .6, .5), "m"), (ellipse(0, .54, .3, .36), "l"),
            (ellipse(-.24, -.4, .13, .15), "w"), (ellipse(.24, -.4, .13, .15), "w"),
            (ellipse(-.22, -.39, .065, .1), "k"), (ellipse(.22, -.39, .065, .1), "k"),
            (np.array([(-.08, -.2), (.08, -.2), (0, -.1)]), "k"),
            (ellipse(-.26, .93, .2, .1), "l"), (ellipse(.26, .93, .2, .1), "l")]


DRAW = [robot, car, rocket, house, boat, balloon, star, heart, mushroom, cat]
# Height of the object's centre: things that stand do so on the ground, others hover.
CENTRE = {"robot": .60, "car": .70, "rocket": .48, "house": .60, "boat": .62, "balloon": .45,
          "star": .46, "heart": .48, "mushroom": .63, "cat": .61}


def draw_object(cv: Canvas, rng, sc: Scene) -> None:
    kind, main = KINDS[sc.kind], RGB[COLOURS[sc.colour]]
    shade = (186, 190, 214) if COLOURS[sc.colour] == "white" else mix(main, INK, .36)
    light = (226, 232, 255) if COLOURS[sc.colour] == "white" else mix(main, (255, 255, 255), .42)
    key = {"m": main, "d": shade, "l": light, "k": INK, "y": GLASS, "w": (252, 252, 255), "g": GREY,
           "b": BROWN, "c": CREAM, "f": (255, 238, 170)}
    r = rng.uniform(.265, .305)
    x = (.33, .5, .67)[sc.place] + rng.uniform(-.02, .02)
    y = CENTRE[kind] + rng.uniform(-.02, .02)
    parts = [(pts * r + (x, y), key[k]) for pts, k in DRAW[sc.kind]()]
    if kind not in ("star", "heart", "balloon", "rocket"):
        bottom = max(p[:, 1].max() for p, _ in parts)
        shadow = mix(cv.a[min(int(bottom * cv.n), cv.n - 1), min(int(x * cv.n), cv.n - 1)].astype(float), INK, .45)
        cv.poly(ellipse(x, bottom, r * .95, r * .12), shadow)
    cv.glow([p for p, _ in parts], main, .045, .62)
    for pts, _ in parts:
        cv.line(pts, INK, .022, True)
    for pts, colour in parts:
        cv.poly(pts, colour)


# --- backgrounds ------------------------------------------------------------------------------

def moon(cv: Canvas, rng, sc: Scene) -> None:
    """A full moon in the upper corner that the object leaves free."""
    x = {0: .80, 1: .16 if rng.random() < .5 else .84, 2: .20}[sc.place]
    y, r = rng.uniform(.15, .18), .085
    cv.glow([ellipse(x, y, r, r)], (255, 250, 220), .05, .8)
    cv.disc(x, y, r, (255, 250, 226))
    cv.disc(x - .025, y - .02, .022, (226, 216, 190))
    cv.disc(x + .03, y + .025, .016, (226, 216, 190))


def stars(cv: Canvas, rng, count: int, y1: float) -> None:
    for _ in range(count):
        x, y = rng.uniform(.02, .98), rng.uniform(.02, y1)
        cv.disc(x, y, rng.choice([.005, .008]), (240, 240, 255))


def city(cv: Canvas, rng, sc: Scene) -> None:
    top, glow = [((14, 10, 48), (196, 40, 150)), ((10, 14, 56), (24, 120, 190)), ((26, 8, 52), (230, 80, 90))][rng.integers(3)]
    cv.gradient(0, .75, [top, mix(top, glow, .35), glow])
    if sc.moon:
        moon(cv, rng, sc)
    neon = [(0, 240, 255), (255, 60, 200), (255, 210, 70)]
    u = 1 / 16
    x = 0
    while x < 16:
        w = int(rng.integers(2, 4))
        h = int(rng.integers(3, 9))
        y0 = .75 - h * u
        wall = [(26, 20, 66), (34, 24, 82), (20, 26, 74)][rng.integers(3)]
        cv.rect(x * u, y0, (x + w) * u, .75, wall)
        c = neon[rng.integers(3)]
        cv.rect(x * u, y0, (x + w) * u, y0 + .012, c)
        for i in range(w):
            for j in range(1, h):
                cx, cy = (x + i + .5) * u, y0 + (j + .5) * u
                cv.rect(cx - .016, cy - .014, cx + .016, cy + .014, mix(wall, c, .72))
        x += w
    cv.gradient(.75, 1, [mix(glow, INK, .55), (16, 12, 40)])
    cv.rect(0, .745, 1, .757, (0, 240, 255))
    for k in range(4):
        cv.rect(k * .25 + .06, .93, k * .25 + .19, .942, (255, 90, 210))


def grid(cv: Canvas, rng, sc: Scene) -> None:
    top, low = [((40, 8, 90), (255, 60, 140)), ((16, 10, 80), (190, 40, 200))][rng.integers(2)]
    hz = .6875
    cv.gradient(0, hz, [top, mix(top, low, .6), mix(low, (255, 150, 80), .45)])
    sx = {0: .62, 1: .5, 2: .38}[sc.place] + rng.uniform(-.02, .02)
    sy, r = .44, .25
    cv.glow([ellipse(sx, sy, r, r)], (255, 120, 80), .05, .5)
    sun = ellipse(sx, sy, r, r)
    under = cv.a.copy()
    cv.poly(sun, (255, 214, 80))
    for k in range(6):
        y = sy + r * (-.05 + .19 * k)
        i0, i1 = int(y * cv.n), int((y + .012 + .004 * k) * cv.n)
        cv.a[i0:i1] = under[i0:i1]
    cv.gradient(hz, 1, [(60, 6, 96), (14, 4, 44)])
    c = (40, 236, 255)
    for k in range(-9, 10):
        cv.line([(.5 + k * .07, hz), (.5 + k * .34, 1.02)], c, .006)
    for k in range(5):
        y = hz + (1 - hz) * ((k + .02) / 5) ** 1.7
        cv.line([(-.1, y), (1.1, y)], c, .004 + .0012 * k)
    cv.rect(0, hz - .004, 1, hz + .006, (255, 160, 240))


def dunes(cv: Canvas, y: float, amp: float, phase: float, freq: float, colour) -> None:
    x = np.linspace(-.02, 1.02, 60)
    yy = y - amp * np.sin(freq * x + phase)
    cv.poly(np.concatenate([np.stack([x, yy], 1), [(1.02, 1.02), (-.02, 1.02)]]), colour)


def desert(cv: Canvas, rng, sc: Scene) -> None:
    if sc.moon:
        cv.gradient(0, .75, [(36, 24, 84), (150, 70, 120), (240, 140, 100)])
        moon(cv, rng, sc)
    else:
        cv.gradient(0, .75, [(255, 150, 70), (255, 196, 110), (255, 232, 170)])
        cv.disc({0: .8, 1: .82, 2: .2}[sc.place], .18, .075, (255, 246, 200))
    p = rng.uniform(0, 6.28)
    dunes(cv, .62, .05, p, 5, (222, 146, 84))
    dunes(cv, .72, .045, p + 2.4, 6, (236, 172, 98))
    dunes(cv, .86, .03, p + 4.4, 5, (248, 198, 120))
    x = {0: .86, 1: .10, 2: .14}[sc.place] + rng.uniform(-.02, .02)
    g = (40, 120, 84)
    cv.poly(box(x - .024, .46, x + .024, .76, .024), g)
    cv.poly(box(x - .085, .54, x - .052, .65, .016), g)
    cv.poly(box(x - .08, .62, x, .65), g)
    cv.poly(box(x + .05, .50, x + .083, .61, .016), g)
    cv.poly(box(x, .58, x + .08, .61), g)


def beach(cv: Canvas, rng, sc: Scene) -> None:
    if sc.moon:
        cv.gradient(0, .52, [(20, 26, 80), (60, 70, 150), (150, 120, 180)])
        sea = (36, 70, 140)
        moon(cv, rng, sc)
    else:
        cv.gradient(0, .52, [(70, 176, 250), (140, 212, 255), (214, 242, 255)])
        sea = (20, 140, 200)
        cx = {0: .74, 1: .2, 2: .26}[sc.place] + rng.uniform(-.04, .04)
        for dx, dy, r in ((-.09, .01, .05), (0, -.015, .07), (.09, .01, .05)):
            cv.disc(cx + dx, .16 + dy, r, (255, 255, 255))
        cv.rect(cx - .14, .165, cx + .14, .21, (255, 255, 255))
    cv.gradient(.52, .78, [sea, mix(sea, (120, 240, 230), .5)])
    for k in range(3):
        y = .575 + .055 * k
        cv.rect(0, y, 1, y + .008, mix(sea, (255, 255, 255), .45))
    p = rng.uniform(0, 6.28)
    dunes(cv, .755, .018, p, 9, (250, 252, 255))
    dunes(cv, .78, .018, p, 9, (250, 222, 160))
    x = {0: .92, 1: .93, 2: .08}[sc.place]
    lean = -.1 if x > .5 else .1
    cv.line([(x, .86), (x + lean * .3, .62), (x + lean, .42)], (110, 72, 48), .03)
    tx, ty = x + lean, .42
    for a in (-160, -115, -65, -20, 20, 160):
        v = np.array([np.cos(np.radians(a)), np.sin(np.radians(a)) * .8 + .12])
        n = np.array([-v[1], v[0]])
        o = np.array([tx, ty])
        cv.poly([o, o + v * .08 + n * .025, o + v * .17 + (0, .03), o + v * .08 - n * .025], (34, 140, 70))


def mountains(cv: Canvas, rng, sc: Scene) -> None:
    if sc.moon:
        cv.gradient(0, .8, [(18, 28, 84), (70, 90, 160), (150, 160, 210)])
        moon(cv, rng, sc)
        rock, snow, ground = (52, 62, 112), (206, 216, 246), (190, 204, 240)
    else:
        cv.gradient(0, .8, [(110, 176, 236), (176, 216, 246), (226, 240, 252)])
        rock, snow, ground = (96, 112, 150), (250, 252, 255), (238, 244, 252)
    shift = rng.uniform(-.06, .06)
    for px, py, w in ((.14, .30, .34), (.86, .26, .36), (.5, .2, .4)):
        px, py = px + shift, py + rng.uniform(-.04, .04)
        slope = (.76 - py) / w
        cv.poly([(px, py), (px + w, .76), (px - w, .76)], rock)
        cv.poly([(px, py), (px + w, .76), (px + .04, .76)], mix(rock, INK, .22))
        d = .15
        zig = [(px, py), (px + d / slope, py + d), (px + .05, py + d * .72), (px, py + d * 1.15), (px - .05, py + d * .72), (px - d / slope, py + d)]
        cv.poly(zig, snow)
    p = rng.uniform(0, 6.28)
    dunes(cv, .74, .02, p, 6, mix(ground, rock, .22))
    dunes(cv, .82, .02, p + 2.5, 5, ground)


def pines(cv: Canvas, rng, base: float, count: int, h: float, colour) -> None:
    off = rng.uniform(0, 1 / count)
    for k in range(-1, count + 1):
        x, hh = k / count + off, h * rng.uniform(.8, 1.15)
        for j in range(3):
            y = base - hh * (1 - .28 * j)
            w = hh * (.16 + .07 * j)
            cv.poly([(x, y), (x + w, y + hh * .45), (x - w, y + hh * .45)], colour)


def forest(cv: Canvas, rng, sc: Scene) -> None:
    if sc.moon:
        cv.gradient(0, .8, [(10, 30, 60), (20, 70, 90), (60, 120, 120)])
        moon(cv, rng, sc)
        tone = [(24, 84, 88), (14, 60, 62), (12, 44, 44), (20, 62, 52)]
    else:
        cv.gradient(0, .8, [(150, 210, 190), (196, 232, 200), (226, 244, 214)])
        tone = [(120, 186, 150), (66, 140, 104), (30, 98, 70), (70, 150, 74)]
    pines(cv, rng, .66, 8, .42, tone[0])
    pines(cv, rng, .72, 6, .46, tone[1])
    cv.rect(0, .7, 1, .8, tone[1])
    pines(cv, rng, .80, 4, .56, tone[2])
    dunes(cv, .78, .015, rng.uniform(0, 6.28), 6, tone[3])


def space(cv: Canvas, rng, sc: Scene) -> None:
    a, b = [((6, 6, 24), (44, 20, 92)), ((4, 8, 30), (12, 60, 104))][rng.integers(2)]
    cv.gradient(0, .85, [a, mix(a, b, .5), b])
    stars(cv, rng, 24, .74)
    x = {0: .78, 1: .8, 2: .22}[sc.place] + rng.uniform(-.02, .02)
    y, r = .2 + rng.uniform(-.02, .02), .11
    pc = [(240, 150, 90), (90, 200, 210), (200, 120, 220)][rng.integers(3)]
    ring = ellipse(0, 0, r * 1.75, r * .42, 40)
    rot = np.array([[.95, .31], [-.31, .95]])
    ring = ring @ rot + (x, y)
    cv.line(ring, mix(pc, (255, 255, 255), .55), .016, True)
    cv.disc(x, y, r, pc)
    cv.poly(np.concatenate([ellipse(x, y, r, r, 20, -60, 120), ellipse(x - .03, y - .02, r * .92, r * .92, 20, 110, -50)]), mix(pc, INK, .35))
    front = ring[:21] if ring[10, 1] > y else ring[20:]
    cv.line(front, mix(pc, (255, 255, 255), .55), .016)
    dunes(cv, .80, .02, rng.uniform(0, 6.28), 4, (124, 124, 150))
    for cx, cy, rr in ((.14, .9, .07), (.5, .95, .06), (.86, .89, .08)):
        cx += rng.uniform(-.04, .04)
        cv.poly(ellipse(cx, cy, rr, rr * .35), (90, 90, 116))


def underwater(cv: Canvas, rng, sc: Scene) -> None:
    top, low = [((70, 214, 226), (6, 60, 120)), ((50, 190, 180), (4, 66, 92))][rng.integers(2)]
    cv.gradient(0, 1, [top, mix(top, low, .55), low])
    o = rng.uniform(-.04, .04)
    for k in range(4):
        x = .06 + k * .27 + o
        base = cv.a.copy()
        cv.poly([(x, -.01), (x + .09, -.01), (x - .04, .78), (x - .2, .78)], (190, 250, 246))
        cv.a = cv2.addWeighted(base, .78, cv.a, .22, 0)
    dunes(cv, .84, .02, rng.uniform(0, 6.28), 6, (206, 190, 130))
    for x in ({0: (.78, .9), 1: (.08, .92), 2: (.1, .24)}[sc.place]):
        x += rng.uniform(-.02, .02)
        t = np.linspace(0, 1, 16)
        for dx, h in ((-.03, .3), (.03, .4)):
            cv.line(np.stack([x + dx + .018 * np.sin(9 * t), .9 - h * t], 1), (22, 140, 84), .024)
    for k in range(4):
        bx = {0: .62, 1: .82, 2: .36}[sc.place] + .05 * np.sin(2.3 * k + o * 30)
        cv.line(ellipse(bx, .12 + .1 * k, .016 + .005 * (k % 2), .016 + .005 * (k % 2), 18), (226, 255, 255), .008, True)


BACKGROUND = [city, grid, desert, beach, mountains, forest, space, underwater]


def render(sc: Scene, seed: int) -> np.ndarray:
    """The picture as uint8 RGB, SIZE x SIZE x 3; the same scene and seed give the same picture."""
    rng = np.random.default_rng(seed)
    cv = Canvas()
    BACKGROUND[sc.scene](cv, rng, sc)
    draw_object(cv, rng, sc)
    return cv.finish()

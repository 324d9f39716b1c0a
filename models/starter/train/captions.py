"""Captions for scenes: a regular grammar with synonyms, free order and harmless noise.

The same scene can be told in thousands of ways, parts may be left out, and now and
then a word appears that means nothing here, so that the text encoder learns to pass
over what it does not know.
"""

from __future__ import annotations

import numpy as np

from scenes import COLOURS, KINDS, SCENES, Scene

KIND_WORDS = {
    "robot": ["robot", "robot", "android", "droid"],
    "car": ["car", "car", "automobile", "vehicle"],
    "rocket": ["rocket", "rocket", "rocket ship", "spaceship"],
    "house": ["house", "house", "home", "cottage", "cabin"],
    "boat": ["boat", "sailboat", "sailing boat", "ship", "yacht"],
    "balloon": ["balloon", "hot air balloon", "hot-air balloon"],
    "star": ["star"],
    "heart": ["heart", "heart", "love heart"],
    "mushroom": ["mushroom", "mushroom", "toadstool"],
    "cat": ["cat", "cat", "kitten", "kitty"],
}
COLOUR_WORDS = {
    "red": ["red", "red", "red", "crimson", "scarlet"],
    "orange": ["orange", "orange", "orange", "tangerine"],
    "yellow": ["yellow", "yellow", "yellow", "golden", "lemon yellow"],
    "green": ["green", "green", "green", "emerald", "lime green"],
    "blue": ["blue", "blue", "blue", "azure", "cobalt blue"],
    "purple": ["purple", "purple", "purple", "violet"],
    "pink": ["pink", "pink", "pink", "rose pink", "hot pink"],
    "white": ["white", "white", "white", "ivory", "snow white"],
}
# (after the object, standing alone)
SCENE_WORDS = {
    "city": (["in a neon city", "in the city at night", "in front of a neon skyline", "in a cyberpunk city", "downtown at night",
              "with a city skyline", "on a neon street", "in a city"],
             ["neon city", "city skyline", "cyberpunk city", "city at night", "neon skyline", "city"]),
    "grid": (["on a synthwave grid", "on a neon grid", "in a synthwave sunset", "in a retrowave landscape", "on a vaporwave grid",
              "in front of a retro sunset", "in a synthwave scene"],
             ["synthwave grid", "synthwave sunset", "retrowave landscape", "vaporwave grid", "neon grid", "synthwave"]),
    "desert": (["in the desert", "in a desert", "among sand dunes", "in a sandy desert", "among the dunes", "in a hot desert"],
               ["desert", "sand dunes", "sandy desert", "desert landscape"]),
    "beach": (["on the beach", "on a beach", "by the sea", "at the seaside", "on a tropical beach", "by the ocean", "under a palm tree"],
              ["beach", "tropical beach", "seaside", "beach with palm trees", "ocean coast"]),
    "mountains": (["in the mountains", "in front of snowy mountains", "in the snow", "among snowy peaks", "in a snowy landscape",
                   "with mountains behind", "in the alps"],
                  ["snowy mountains", "mountains", "mountain landscape", "snowy peaks", "alps"]),
    "forest": (["in a forest", "in the forest", "in the woods", "among pine trees", "in a pine forest", "in a clearing in the woods"],
               ["forest", "pine forest", "woods", "deep forest"]),
    "space": (["in space", "in outer space", "on the surface of an asteroid", "in the galaxy", "among the planets", "in deep space", "in the cosmos"],
              ["space", "outer space", "deep space", "galaxy", "cosmos"]),
    "underwater": (["under water", "underwater", "under the sea", "at the bottom of the ocean", "on the seabed", "beneath the waves"],
                   ["underwater", "under the sea", "seabed", "bottom of the ocean", "underwater world"]),
}
PLACE_WORDS = [
    ["on the left", "to the left", "on the left side", "at the left"],
    ["in the middle", "in the centre", "in the center", "centered"],
    ["on the right", "to the right", "on the right side", "at the right"],
]
MOON_WORDS = ["under a full moon", "under the moon", "with a full moon", "by moonlight", "on a moonlit night", "with the moon in the sky"]
# Rarer words.  They are kept out of the tokenizer's merges on purpose: it must not change
# when this list grows, so they are spelt from pieces.
RARE_KINDS = {
    "robot": ["robots", "cyborg", "mech", "humanoid"], "car": ["cars", "auto", "taxi", "sedan", "sports car"],
    "rocket": ["rockets", "spacecraft", "space shuttle", "starship", "space ship"], "house": ["houses", "hut", "small house"],
    "boat": ["boats", "ships", "vessel", "sail boat", "sailing ship"], "balloon": ["balloons", "air balloon", "airship"],
    "star": ["five-pointed star", "starfish"], "heart": ["hearts", "valentine"], "mushroom": ["mushrooms", "fungus", "shroom"],
    "cat": ["cats", "feline", "kittens", "pussycat"],
}
RARE_COLOURS = {
    "red": ["ruby", "dark red", "bright red", "reddish"], "orange": ["amber", "bright orange", "copper"], "yellow": ["gold", "bright yellow", "sunny yellow"],
    "green": ["jade", "dark green", "light green", "bright green"], "blue": ["navy", "cyan", "sky blue", "light blue", "dark blue", "turquoise"],
    "purple": ["lavender", "lilac", "dark purple", "indigo"], "pink": ["magenta", "light pink", "fuchsia"], "white": ["silver", "pale", "pure white"],
}
RARE_SCENES = {
    "city": (["in a futuristic city", "in a metropolis", "in the streets of tokyo", "on a city street", "in town", "among skyscrapers", "in a rainy cyberpunk street"],
             ["metropolis", "futuristic city", "skyscrapers", "urban street", "new york", "cyberpunk"]),
    "grid": (["in outrun style", "at sunset", "in an 80s retro scene", "in a synthwave landscape", "in front of the setting sun"],
             ["outrun", "retro sunset", "80s style", "synthwave landscape", "sunset"]),
    "desert": (["in the sahara", "in the sand", "in a dry desert", "on a sand dune"], ["sahara", "dunes", "dry desert"]),
    "beach": (["at the coast", "on an island", "on the shore", "by the water", "on a sunny beach"], ["island", "coast", "shore", "sunny beach", "sea"]),
    "mountains": (["on a mountain", "in winter", "in a winter landscape", "in the hills", "on the ice"], ["mountain", "winter landscape", "snow", "hills"]),
    "forest": (["in the jungle", "among the trees", "in a green forest", "under the trees"], ["jungle", "trees", "woodland", "green forest"]),
    "space": (["among the stars", "in orbit", "on mars", "on another planet", "in the universe", "under a starry sky"], ["universe", "stars", "orbit", "alien planet", "starry sky"]),
    "underwater": (["in the ocean", "in the deep sea", "on the ocean floor", "in a coral reef", "deep under water"], ["deep sea", "ocean floor", "coral reef", "ocean"]),
}
MEDIA = ["a picture of", "an illustration of", "a poster of", "a drawing of", "a photo of", "an image of", "a painting of", "digital art of", "flat vector art of", "a render of"]
ADJECTIVES = ["big", "large", "cute", "shiny", "little", "glowing", "bright", "beautiful", "small", "lovely", "cool", "lonely", "giant", "happy", "old", "tiny", "neon", "cartoon", "simple", "bold"]
TAILS = ["highly detailed", "masterpiece", "best quality", "4k", "8k", "sharp focus", "vector art", "flat design", "poster art", "digital art",
         "cinematic lighting", "trending on artstation", "vivid colours", "colourful", "concept art", "minimalist", "beautiful", "crisp", "bold outlines",
         "illustration", "cartoon style", "neon lights", "high resolution", "wallpaper", "ultra detailed", "professional", "dramatic", "anime style", "octane render"]
ODD = ["dog", "tree", "dragon", "castle", "bicycle", "train", "flower", "bird", "fish", "person", "girl", "man", "woman", "wizard", "table", "music",
       "running", "dancing", "sleeping", "flying", "made", "very", "two", "three", "next", "wearing", "hat", "watercolor", "oil", "style", "some", "this",
       "my", "his", "her", "your", "dream", "magic", "future", "retro", "vintage", "modern", "low poly", "pixel", "summer", "winter", "morning", "evening"]
ODD_KNOWN = len(ODD)  # the tokenizer knows these
ODD += ["horse", "astronaut", "rain", "portrait", "landscape", "driving", "riding", "standing", "sitting", "holding", "photograph", "realistic", "background", "close up"]
NONSENSE = "abcdefghijklmnopqrstuvwxyz0123456789"


def word_list() -> list[str]:
    """All words of the grammar: what the tokenizer learns its merges from."""
    texts: list[str] = []
    for table in (KIND_WORDS, COLOUR_WORDS):
        for words in table.values():
            texts += words
    for a, b in SCENE_WORDS.values():
        texts += a + b
    for words in PLACE_WORDS:
        texts += words
    texts += MOON_WORDS + MEDIA + ADJECTIVES + TAILS + ODD[:ODD_KNOWN] + KINDS + COLOURS + SCENES
    texts += "a an the of in on at with and that is it coloured colored , . - one one's small background scene there standing behind it's".split()
    out: list[str] = []
    for t in texts:
        out += t.replace("-", " - ").replace(",", " , ").split()
    return out


class Writer:
    """Writes captions and tells what each of them actually says (index + 1, 0 = unsaid)."""

    def __init__(self, rng: np.random.Generator, rare: float = 0.12) -> None:
        self.rng, self.rare = rng, rare

    def word(self, common, rare, name: str) -> str:
        return self.pick((rare if self.rng.random() < self.rare else common)[name])

    def pick(self, words):
        return words[int(self.rng.integers(len(words)))]

    def noun(self, sc: Scene, kind: bool, colour: bool) -> str:
        r = self.rng
        k = self.word(KIND_WORDS, RARE_KINDS, KINDS[sc.kind]) if kind else self.pick(["thing", "object", "something"])
        c = self.word(COLOUR_WORDS, RARE_COLOURS, COLOURS[sc.colour])
        adj = self.pick(ADJECTIVES) + " " if r.random() < .15 else ""
        art = self.pick(["a ", "a ", "a ", "the ", "one ", ""])
        if not colour:
            return art + adj + k
        u = r.random()
        if u < .8:
            return art + adj + c + " " + k
        if u < .87:
            return art + adj + c + self.pick([" coloured ", " colored ", "-coloured "]) + k
        if u < .94:
            return art + adj + k + self.pick([" in ", " that is ", " which is "]) + c
        return f"{k}, {c}"

    def caption(self, sc: Scene, full: bool = False) -> tuple[str, list[int]]:
        """A caption; with `full` it names kind, colour and scene (what evaluation uses)."""
        r = self.rng
        kind = full or r.random() < .95
        colour = full or r.random() < .93
        scene = full or r.random() < .93
        place = r.random() < .45
        says_moon = bool(sc.moon) and r.random() < .85
        if not full and r.random() < .04:  # the scene alone, or the object alone
            if r.random() < .5:
                kind = colour = place = False
                scene = True
            else:
                scene = place = says_moon = False
        said = [sc.kind + 1 if kind else 0, sc.colour + 1 if colour else 0, sc.scene + 1 if scene else 0,
                sc.place + 1 if place else 0, int(says_moon)]
        after, alone = (RARE_SCENES if r.random() < self.rare else SCENE_WORDS)[SCENES[sc.scene]]
        pl = self.pick(PLACE_WORDS[sc.place])
        mo = self.pick(MOON_WORDS)
        u = r.random()
        if not kind and not colour:
            parts = [self.pick(["", "", "a ", "the "]) + self.pick(alone)] if scene else [self.noun(sc, kind, colour)]
            if place:
                parts.append(pl)
            text = " ".join(parts)
        elif u < .66 or not scene:  # a red robot on the left in the city under a full moon
            tail = ([self.pick(after)] if scene else []) + ([pl] if place else [])
            if len(tail) == 2 and r.random() < .5:
                tail.reverse()
            text = self.noun(sc, kind, colour) + self.pick([" ", " ", " ", ", "]) + " ".join(tail)
        elif u < .82:  # a neon city with a red robot on the left
            text = self.pick(["a ", "the ", "", "a "]) + self.pick(alone) + self.pick([" with ", " and ", ", ", " behind "]) + self.noun(sc, kind, colour)
            if place:
                text += " " + pl
        else:  # red robot, neon city, on the left
            bits = [self.noun(sc, kind, colour), self.pick(alone)] + ([pl] if place else [])
            order = r.permutation(len(bits)) if r.random() < .4 else range(len(bits))
            text = ", ".join(bits[i] for i in order)
        if says_moon:
            text = f"{mo}, {text}" if r.random() < .15 else text + self.pick([" ", ", "]) + mo
        if r.random() < .15:
            text = self.pick(MEDIA) + " " + text
        if r.random() < .22:
            text += "".join(", " + self.pick(TAILS) for _ in range(int(r.integers(1, 4))))
        if r.random() < .08:
            text = self.disturb(text)
        if r.random() < .1:
            text += "."
        return text.strip(), said

    def disturb(self, text: str) -> str:
        """Puts one or two words that mean nothing here at a random place."""
        words = text.split()
        for _ in range(int(self.rng.integers(1, 3))):
            odd = self.pick(ODD) if self.rng.random() < .6 else "".join(self.pick(NONSENSE) for _ in range(int(self.rng.integers(3, 8))))
            words.insert(int(self.rng.integers(len(words) + 1)), odd)
        return " ".join(words)

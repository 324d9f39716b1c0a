"""Measures the exported model: adherence on held-out captions, swaps, seeds, guidance.

Everything runs on the ONNX files that ship (onnxruntime, CPU); pictures are judged from
pixels alone by judge.py's classifier.  Nothing is picked: each caption is drawn once.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
import torch

from autoencoder import LATENT
from captions import PLACE_WORDS, SCENE_WORDS, Writer
from diffusion import SAMPLERS
from judge import ATTRIBUTES, Judge
from scenes import COLOURS, KINDS, SCENES, Scene, is_held_out
from tokenizer import Tokenizer

SIZE = 16


class Pipeline:
    def __init__(self, folder: Path, threads: int) -> None:
        o = ort.SessionOptions()
        o.intra_op_num_threads = threads
        s = lambda n: ort.InferenceSession(str(folder / n / "model.onnx"), o, providers=["CPUExecutionProvider"])  # noqa: E731
        self.text, self.unet, self.vae, self.tok = s("text_encoder"), s("unet"), s("vae_decoder"), Tokenizer()

    def encode(self, prompts):
        ids = np.array([self.tok.encode(p) for p in prompts], np.int64)
        return torch.from_numpy(self.text.run(None, {"input_ids": ids})[0])

    def net(self, x, t, ctx):
        v = self.unet.run(None, {"sample": x.numpy(), "timestep": np.array(float(t[0]), np.float32), "encoder_hidden_states": ctx.numpy()})[0]
        return torch.from_numpy(v)

    def draw(self, prompts, seeds, negative: str | list = "", sampler: str = "ddim", steps: int = 8, scale: float = 3.0, size: int = SIZE):
        negatives = [negative] * len(prompts) if isinstance(negative, str) else negative
        out = []
        for i in range(0, len(prompts), 8):
            part = prompts[i:i + 8]
            x = torch.cat([torch.randn(1, LATENT, size, size, generator=torch.Generator().manual_seed(int(s))) for s in seeds[i:i + 8]])
            z = SAMPLERS[sampler](self.net, x, self.encode(part), self.encode(negatives[i:i + 8]), steps, scale)
            out.append(torch.from_numpy(self.vae.run(None, {"latent_sample": z.numpy()})[0]).clamp(-1, 1))
        return torch.cat(out)


def u8(x: torch.Tensor) -> np.ndarray:
    return ((x.permute(0, 2, 3, 1).numpy() + 1) * 127.5).round().astype(np.uint8)


def sheet(path: Path, images: torch.Tensor, columns: int, titles: list[str] | None = None, side: int = 256) -> None:
    """A grid of pictures with small captions below, as WebP or PNG."""
    a = u8(images)
    pad, rows = (20 if titles else 0), -(-len(a) // columns)
    out = np.full((rows * (side + pad), columns * side, 3), 255, np.uint8)
    for i, im in enumerate(a):
        y, x = i // columns * (side + pad), i % columns * side
        out[y:y + side, x:x + side] = im if side == im.shape[0] else cv2.resize(im, (side, side), interpolation=cv2.INTER_AREA)
        if titles:
            room = side // 5
            text = titles[i] if len(titles[i]) <= room else titles[i][:room - 2] + ".."
            cv2.putText(out, text, (x + 3, y + side + 14), cv2.FONT_HERSHEY_SIMPLEX, 0.33, (30, 30, 30), 1, cv2.LINE_AA)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), out[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 90] if path.suffix == ".webp" else [])


@torch.no_grad()
def judged(judge: Judge, x: torch.Tensor) -> torch.Tensor:
    return torch.cat([torch.stack([o.argmax(1) for o in judge(x[i:i + 40])], 1) for i in range(0, len(x), 40)])


def held_out_captions(per: int, seed: int = 77):
    """`per` captions for each of the 80 held-out combinations; all name kind, colour, scene."""
    rng = np.random.default_rng(seed)
    texts, want = [], []
    combos = [(k, c, s) for k in range(len(KINDS)) for c in range(len(COLOURS)) for s in range(len(SCENES)) if is_held_out(k, c, s)]
    for k, c, s in combos:
        for _ in range(per):
            sc = Scene(k, c, s, int(rng.integers(3)), 0)
            text, said = Writer(rng).caption(sc, full=True)
            texts.append(text)
            want.append([v - 1 for v in said[:4]])
    return texts, torch.tensor(want)


def score(guess: torch.Tensor, want: torch.Tensor) -> dict:
    out = {}
    for k, name in enumerate(ATTRIBUTES[:4]):
        said = want[:, k] >= 0
        out[name] = round(100 * (guess[said, k] == want[said, k]).float().mean().item(), 1)
    r = (guess[:, :3] == want[:, :3])
    out["kind+colour"] = round(100 * r[:, :2].all(1).float().mean().item(), 1)
    out["kind+colour+scene"] = round(100 * r.all(1).float().mean().item(), 1)
    return out


def swaps(pipe: Pipeline, judge: Judge, count: int, placed: bool, seed: int = 5):
    """One word of a caption is changed, the seed stays: does that attribute follow, and only that?"""
    rng = np.random.default_rng(seed)
    base, changed, which, old, new = [], [], [], [], []
    for i in range(count):
        a = [int(rng.integers(len(KINDS))), int(rng.integers(len(COLOURS))), int(rng.integers(len(SCENES)))]
        b = list(a)
        k = i % 3
        while b[k] == a[k]:
            b[k] = int(rng.integers([len(KINDS), len(COLOURS), len(SCENES)][k]))
        for texts, v in ((base, a), (changed, b)):
            texts.append(f"a {COLOURS[v[1]]} {KINDS[v[0]]} {SCENE_WORDS[SCENES[v[2]]][0][0]}" + (f" {PLACE_WORDS[i % 9 // 3][0]}" if placed else ""))
        which.append(k)
        old.append(a)
        new.append(b)
    seeds = list(range(3000, 3000 + count))
    x, y = pipe.draw(base, seeds), pipe.draw(changed, seeds)
    gx, gy = judged(judge, x), judged(judge, y)
    result = {}
    for k, name in enumerate(ATTRIBUTES[:3]):
        i = [j for j in range(count) if which[j] == k]
        others = [j for j in range(3) if j != k]
        result[name] = {
            "followed": round(100 * float(np.mean([gy[j, k] == new[j][k] for j in i])), 1),
            "other attributes unchanged": round(100 * float(np.mean([gx[j, o] == gy[j, o] for j in i for o in others])), 1),
            "place unchanged": round(100 * float(np.mean([gx[j, 3] == gy[j, 3] for j in i])), 1),
        }
    return result


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--model", default=str(Path(__file__).resolve().parent.parent))
    p.add_argument("--judge", required=True, help="judge.pt")
    p.add_argument("--out", default="", help="folder for the sample sheets")
    p.add_argument("--per", type=int, default=3, help="captions for each held-out combination")
    p.add_argument("--quick", action="store_true", help="only the main figures")
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    pipe = Pipeline(Path(a.model), a.threads)
    state = torch.load(a.judge, weights_only=False)
    judge = Judge()
    judge.load_state_dict(state["judge"])
    judge.eval()
    report: dict = {"judge": state["report"], "chance": {"kind": round(100 / len(KINDS), 1), "colour": round(100 / len(COLOURS), 1), "scene": round(100 / len(SCENES), 1)}}
    texts, want = held_out_captions(a.per)
    seeds = list(range(1000, 1000 + len(texts)))
    t = time.time()
    x = pipe.draw(texts, seeds)
    guess = judged(judge, x)
    report["captions"], report["seconds per picture (batches of 8)"] = len(texts), round((time.time() - t) / len(texts), 3)
    report["held-out"] = score(guess, want)
    shuffled = want[torch.randperm(len(want), generator=torch.Generator().manual_seed(1))]
    report["control: judged against other captions"] = score(guess, shuffled)
    report["per kind"] = {KINDS[k]: round(100 * (guess[want[:, 0] == k, 0] == k).float().mean().item()) for k in range(len(KINDS))}
    report["per colour"] = {COLOURS[k]: round(100 * (guess[want[:, 1] == k, 1] == k).float().mean().item()) for k in range(len(COLOURS))}
    print(json.dumps(report), flush=True)
    if a.out:
        out = Path(a.out)
        pick = sorted(np.random.default_rng(3).choice(len(texts), min(40, len(texts)), replace=False))  # by lot, not by looks
        sheet(out / "held-out.webp", x[pick], 8, [texts[i] for i in pick], 192)
    if not a.quick:
        t = time.time()
        pipe.draw(["a red robot in a neon city"], [1])
        report["seconds for one picture, 8 steps"] = round(time.time() - t, 3)
        t = time.time()
        pipe.draw(["a red robot in a neon city"], [1], steps=20)
        report["seconds for one picture, 20 steps"] = round(time.time() - t, 3)
        half = [i for i in range(len(texts)) if i % 2 == 0]
        tt, ss, ww = [texts[i] for i in half], [seeds[i] for i in half], want[half]
        report["guidance"] = {str(g): score(judged(judge, pipe.draw(tt, ss, scale=g)), ww) for g in (1, 2, 5, 7.5)}
        report["samplers"] = {f"{s} {n}": score(judged(judge, pipe.draw(tt, ss, sampler=s, steps=n)), ww)
                              for s, n in (("ddim", 20), ("euler", 8), ("euler", 20), ("dpm++ 2m", 8), ("dpm++ 2m", 20))}
        report["swap"] = swaps(pipe, judge, 96, True)
        report["swap, captions that leave the place open"] = swaps(pipe, judge, 48, False)
        # Seeds: the same caption, how far apart are two pictures (mean absolute difference, 0..255)?
        many = pipe.draw(["a blue rocket in space"] * 8 + ["a red car on the beach"] * 8, list(range(16)))
        report["difference between seeds"] = round(float(np.mean([(many[g + i] - many[g + j]).abs().mean().item() * 127.5 for g in (0, 8) for i in range(8) for j in range(i)])), 1)
        # Negative prompt: what the caption leaves open is drawn somehow; does naming it as
        # the negative prompt, with the same seed, drive it out?
        report["still there when named in the negative prompt"] = {}
        for name, k, words, base in (
            ("colour", 1, COLOURS, ["a house in the desert", "a cat in a forest", "a balloon on the beach", "a car in a neon city", "a star in space", "a heart under water"]),
            ("scene", 2, [SCENE_WORDS[s][1][0] for s in SCENES], [f"a {c} {k}" for c, k in zip(COLOURS, KINDS)]),
        ):
            base, sd = (base * 8)[:48], list(range(500, 548))
            free = judged(judge, pipe.draw(base, sd))[:, k]
            after = judged(judge, pipe.draw(base, sd, negative=[words[int(v)] for v in free]))[:, k]
            report["still there when named in the negative prompt"][name] = round(100 * (free == after).float().mean().item(), 1)
        if a.out:
            out = Path(a.out)
            row = ["a red robot in a neon city", "a blue robot in a neon city", "a blue cat in a neon city", "a blue cat on the beach", "a pink cat on the beach", "a pink boat on the beach", "a pink boat in space", "a yellow boat in space"]
            sheet(out / "swap.webp", pipe.draw(row, [7] * len(row)), 8, row, 192)
            sheet(out / "seeds.webp", torch.cat([many[:8], many[8:]]), 8, None, 192)
            g = [1, 1.5, 2, 3, 4, 5, 7.5, 10]
            sheet(out / "guidance.webp", torch.cat([pipe.draw(["a purple house in the mountains"], [11], scale=v) for v in g]), 8, [f"guidance {v}" for v in g], 192)
            show = ["a red robot in a neon city", "a blue car on a synthwave grid", "a green cat in the desert", "a yellow boat on the beach", "a pink house in the mountains under a full moon",
                    "a white mushroom in a forest", "a purple rocket in space", "an orange heart under water", "a white robot on the beach on the left", "a yellow star in a neon city",
                    "a red balloon in the mountains", "a blue mushroom in a forest under the moon"]
            sheet(out / "contact.webp", pipe.draw(show, list(range(1, 13))), 4, show, 256)
        print(json.dumps(report, indent=1))
        if a.out:
            (Path(a.out) / "report.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""The judge: a small classifier that tells from pixels what a picture shows.

It is trained apart from the generator, on renders of other seeds (the `judge` set), half
of them softened as the autoencoder softens, so that it judges content and not sharpness.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from autoencoder import Autoencoder
from common import Both, schedule, seed_all
from scenes import COLOURS, KINDS, PLACES, SCENES, Scene

ATTRIBUTES = ["kind", "colour", "scene", "place", "moon"]
SIZES = [len(KINDS), len(COLOURS), len(SCENES), len(PLACES), 2]


class Judge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        conv = lambda i, o, s: nn.Sequential(nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())  # noqa: E731
        self.body = nn.Sequential(nn.PixelUnshuffle(4), conv(48, 64, 1), conv(64, 64, 1), conv(64, 128, 2), conv(128, 128, 1), conv(128, 192, 2), conv(192, 48, 1))
        self.drop = nn.Dropout(0.3)
        self.heads = nn.ModuleList(nn.Linear(48 * 64, n) for n in SIZES)

    def forward(self, x):
        """Pictures in -1..1 of 256x256; looked at in 128x128."""
        h = self.drop(self.body(F.avg_pool2d(x, 2)).flatten(1))
        return [head(h) for head in self.heads]


def labels(scenes: list[Scene]) -> torch.Tensor:
    return torch.tensor([[s.kind, s.colour, s.scene, s.place, s.moon] for s in scenes])


def read(data: Path, name: str):
    return np.load(data / f"{name}.npy", mmap_mode="r"), labels([Scene(**s) for s in json.loads((data / f"{name}.json").read_text())])


def pictures(a: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.array(a)).permute(0, 3, 1, 2).float() / 127.5 - 1


@torch.no_grad()
def accuracy(judge: Judge, x: torch.Tensor, y: torch.Tensor) -> dict:
    judge.eval()
    guess = torch.cat([torch.stack([o.argmax(1) for o in judge(x[i:i + 50])], 1) for i in range(0, len(x), 50)])
    right = (guess == y).float()
    out = {n: round(100 * right[:, k].mean().item(), 1) for k, n in enumerate(ATTRIBUTES)}
    out["kind+colour"] = round(100 * (right[:, 0] * right[:, 1]).mean().item(), 1)
    out["kind+colour+scene"] = round(100 * right[:, :3].prod(1).mean().item(), 1)
    return out


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--run", required=True)
    p.add_argument("--steps", type=int, default=240)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=41)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    seed_all(a.seed)
    run, data = Path(a.run), Path(a.data)
    ae = Autoencoder()
    ae.load_state_dict(torch.load(run / "ae.pt", weights_only=False)["ema"])
    ae.eval().requires_grad_(False)
    x, y = read(data, "judge")
    judge = Judge().to(memory_format=torch.channels_last)
    opt = Both(judge, 2e-3, 0.01, ("heads",))
    for step in range(a.steps):
        opt.rate(2e-3 * schedule(step, a.steps, 50, a.steps // 2))
        i = np.sort(np.random.choice(len(x), a.batch, replace=False))
        b = pictures(x[i]).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            half = a.batch // 2
            with torch.no_grad():
                pick = torch.randperm(a.batch)[:half // 2]
                b[pick] = ae.decoder(ae.encoder(b[pick])).float().clamp(-1, 1)
                soft = torch.randperm(a.batch)[:half // 2]
                b[soft] = F.interpolate(F.avg_pool2d(b[soft], 4), scale_factor=4, mode="bilinear")
            b = b + 0.05 * torch.rand(a.batch, 1, 1, 1) * torch.randn_like(b)
            said = judge(b)
        loss = sum(F.cross_entropy(o.float(), y[i, k]) for k, o in enumerate(said))
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 40 == 39:
            print(step + 1, round(loss.item(), 4), flush=True)
    hx, hy = read(data, "heldout")
    hx, hy = pictures(hx[:400]), hy[:400]
    with torch.no_grad():
        rec = torch.cat([ae(hx[i:i + 20])[0].clamp(-1, 1) for i in range(0, len(hx), 20)])
    report = {"renders": accuracy(judge, hx, hy), "reconstructions": accuracy(judge, rec, hy)}
    print(json.dumps(report))
    torch.save({"judge": judge.state_dict(), "report": report}, run / "judge.pt")


if __name__ == "__main__":
    main()

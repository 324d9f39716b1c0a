"""Renders the training and judging scenes once into memory-mapped arrays.

Three sets: `train` (combinations that may be trained on), `judge` (all combinations,
other seeds: only the attribute classifier of evaluate.py sees them) and `heldout`
(only the combinations that training never sees; for ceilings).
"""

from __future__ import annotations

import argparse
import json
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from scenes import SIZE, render, sample_scene

SETS = {"train": (24000, 1_000_000), "judge": (9000, 5_000_000), "heldout": (1600, 9_000_000)}


def labels_of(name: str, count: int, seed: int) -> list:
    rng = np.random.default_rng(seed)
    out = []
    for i in range(count):
        held = {"train": False, "heldout": True}.get(name, bool(i % 5 == 0))
        out.append(sample_scene(rng, held))
    return out


def work(job) -> None:
    path, scenes, seed, start, stop, total = job
    import cv2

    cv2.setNumThreads(1)
    a = np.lib.format.open_memmap(path, "r+")
    for i in range(start, stop):
        a[i] = render(scenes[i - start], seed + 1 + i)
    a.flush()


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True, help="folder for the arrays (about 7 GB)")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--scale", type=float, default=1.0, help="multiplies the number of scenes")
    a = p.parse_args()
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    for name, (count, seed) in SETS.items():
        count = int(count * a.scale)
        scenes = labels_of(name, count, seed)
        path = str(out / f"{name}.npy")
        np.lib.format.open_memmap(path, "w+", np.uint8, (count, SIZE, SIZE, 3)).flush()
        step = 250
        jobs = [(path, scenes[i:i + step], seed, i, min(i + step, count), count) for i in range(0, count, step)]
        with Pool(a.jobs) as pool:
            for _ in pool.imap_unordered(work, jobs):
                pass
        (out / f"{name}.json").write_text(json.dumps([s.dict() for s in scenes]))
        print(name, count, flush=True)


if __name__ == "__main__":
    main()

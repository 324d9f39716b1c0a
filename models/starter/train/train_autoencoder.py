"""Trains the autoencoder on random crops; resumes from its last checkpoint."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from autoencoder import FACTOR, Autoencoder
from common import Average, Both, load, parameters, psnr, save, schedule, seed_all


def batch(data: np.ndarray, count: int, crop: int) -> torch.Tensor:
    """Crops on the latents' own lattice, which is how whole pictures are always seen."""
    n = data.shape[1]
    out = np.empty((count, crop, crop, 3), np.uint8)
    for i in range(count):
        y, x = np.random.randint(0, (n - crop) // FACTOR + 1, 2) * FACTOR
        out[i] = data[np.random.randint(len(data)), y:y + crop, x:x + crop]
    t = torch.from_numpy(out).permute(0, 3, 1, 2)
    return (t.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def loss_of(y: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """L1 plus L1 of the differences between neighbours: the second term wants crisp edges."""
    d = y - x
    dx, dy = d[..., 1:] - d[..., :-1], d[..., 1:, :] - d[..., :-1, :]
    return d.abs().mean() + 0.75 * (dx.abs().mean() + dy.abs().mean())


@torch.no_grad()
def evaluate(model: Autoencoder, data: np.ndarray, path: Path) -> float:
    model.eval()
    x = torch.from_numpy(data[:32].copy()).permute(0, 3, 1, 2).float() / 127.5 - 1
    y = torch.cat([model(x[i:i + 8])[0] for i in range(0, 32, 8)]).clamp(-1, 1)
    model.train()
    show = torch.cat([torch.cat(list(x[:6]), 2), torch.cat(list(y[:6]), 2)], 1)
    cv2.imwrite(str(path), ((show.permute(1, 2, 0).numpy() + 1) * 127.5).round().astype(np.uint8)[..., ::-1])
    return psnr(x, y)


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--steps", type=int, default=4000)
    p.add_argument("--minutes", type=float, default=0, help="end the constant phase early so that the run takes about this long")
    p.add_argument("--batch", type=int, default=24)
    p.add_argument("--crop", type=int, default=128)
    p.add_argument("--lr", type=float, default=4.5e-3)
    p.add_argument("--noise", type=float, default=0.05)
    p.add_argument("--adam", action="store_true", help="AdamW for everything, no Muon")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=11)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    seed_all(a.seed)
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    data = np.load(Path(a.data) / "train.npy", mmap_mode="r")
    held = np.load(Path(a.data) / "heldout.npy", mmap_mode="r")
    model = Autoencoder().to(memory_format=torch.channels_last)
    opt = Both(model, a.lr, 1e-4, ("encoder.body.0", "decoder.body.11"), muon=not a.adam)
    ema = Average(model, 0.998)
    step, spent, total = 0, 0.0, a.steps
    state = load(out / "ae.pt")
    if state:
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["opt"])
        ema.state, step, spent, total = state["ema"], state["step"], state["spent"], state["total"]
        if a.steps > total:
            total = a.steps
    print(json.dumps({"parameters": parameters(model), "step": step}), flush=True)
    t0, last = time.time() - spent, time.time()
    mean = 0.0
    while step < total:
        cool = max(total // 4, 1)
        opt.rate(a.lr * schedule(step, total, 100, cool))
        x = batch(data, a.batch, a.crop)
        with torch.autocast("cpu", torch.bfloat16):
            y, _ = model(x, a.noise)
        loss = loss_of(y.float(), x)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        ema.update(model, step)
        step += 1
        mean += loss.item()
        if a.minutes and step % 20 == 0 and step < total - cool:
            # Re-plan: keep the last quarter for the cool-down.
            total = min(a.steps, max(step + 4, int(a.minutes * 60 / ((time.time() - t0) / step))))
        if step % 50 == 0:
            print(f"{step}/{total} loss {mean / 50:.4f} {50 * a.batch / (time.time() - last):.1f} crops/s {time.time() - t0:.0f} s", flush=True)
            mean, last = 0.0, time.time()
        if step % 400 == 0 or step == total:
            keep = model.state_dict()
            model.load_state_dict(ema.state)
            print(f"{step} held-out psnr {evaluate(model, held, out / 'ae.png'):.2f} dB", flush=True)
            model.load_state_dict(keep)
            save(out / "ae.pt", model=keep, ema=ema.state, opt=opt.state_dict(), step=step, spent=time.time() - t0, total=total)
            last = time.time()


if __name__ == "__main__":
    main()

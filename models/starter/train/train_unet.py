"""Trains the denoiser on the latents of all training scenes; resumes where it stopped.

The latents and the text encoder are fixed.  The rate is constant after warm-up, so the
run can be prolonged at will; `--cooldown` anneals a copy for a release and leaves the
main run's checkpoint untouched.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as mp

from autoencoder import Autoencoder
from captions import Writer
from common import Average, Both, Team, load, parameters, save, schedule, seed_all
from diffusion import STEPS, noised
from scenes import Scene
from text_encoder import TextEncoder
from tokenizer import LENGTH, Tokenizer
from unet import UNet


@torch.no_grad()
def encode_all(model: Autoencoder, data: np.ndarray) -> torch.Tensor:
    out = []
    for i in range(0, len(data), 50):
        x = torch.from_numpy(data[i:i + 50].copy()).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.autocast("cpu", torch.bfloat16):
            out.append(model.encoder(x.contiguous(memory_format=torch.channels_last)).float())
    return torch.cat(out)


def latents(folder: Path, data: Path, name: str) -> torch.Tensor:
    """Encodes a set once; the file is newer than the autoencoder or made again."""
    path = folder / f"latents-{name}.npy"
    if not path.exists() or path.stat().st_mtime < (folder / "ae.pt").stat().st_mtime:
        model = Autoencoder()
        model.load_state_dict(torch.load(folder / "ae.pt", weights_only=False)["ema"])
        np.save(path, encode_all(model.eval(), np.load(data / f"{name}.npy", mmap_mode="r")).half().numpy())
    return torch.from_numpy(np.load(path)).float()


def scenes(data: Path, name: str) -> list[Scene]:
    return [Scene(**s) for s in json.loads((data / f"{name}.json").read_text())]


class Captions:
    """A stock of token ids, several captions for each scene, renewed little by little."""

    def __init__(self, all_scenes: list[Scene], seed: int, per_scene: int = 3) -> None:
        self.scenes, self.tok, self.writer = all_scenes, Tokenizer(), Writer(np.random.default_rng(seed))
        self.ids = np.stack([[self.one(s) for _ in range(per_scene)] for s in all_scenes]).astype(np.int16)

    def one(self, s: Scene) -> list[int]:
        return self.tok.encode(self.writer.caption(s)[0])

    def batch(self, index: np.ndarray, drop: float) -> torch.Tensor:
        """Token ids for scenes; `drop` of them empty for classifier-free guidance."""
        pick = np.random.randint(0, self.ids.shape[1], len(index))
        for k in range(0, len(index), 4):
            self.ids[index[k], pick[k]] = self.one(self.scenes[index[k]])
        ids = torch.from_numpy(self.ids[index, pick].astype(np.int64))
        ids[torch.rand(len(index)) < drop] = torch.tensor(self.tok.encode(""))
        return ids


@torch.no_grad()
def held_out_loss(net: UNet, text: TextEncoder, z: torch.Tensor, ids: torch.Tensor) -> float:
    """The loss on combinations never trained on, with the same noise every time."""
    g = torch.Generator().manual_seed(5)
    total, n = 0.0, 0
    for i in range(0, len(z), 64):
        x0 = z[i:i + 64]
        noise = torch.randn(x0.shape, generator=g)
        t = torch.linspace(20, STEPS - 1, len(x0)).long()
        xt, v = noised(x0, noise, t)
        with torch.autocast("cpu", torch.bfloat16):
            out = net(xt, t, text(ids[i:i + 64]))
        total += float(((out.float() - v) ** 2).mean()) * len(x0)
        n += len(x0)
    return total / n


def main() -> None:
    a = arguments()
    out, data = Path(a.out), Path(a.data)
    torch.set_num_threads(a.threads)
    for name in ("train", "heldout"):
        latents(out, data, name)  # made once, before the workers read them
    size = parameters(UNet())
    grads, updates = torch.zeros(a.threads, size).share_memory_(), torch.zeros(size).share_memory_()
    stop = torch.full((1,), 1 << 40).share_memory_()
    barrier = mp.get_context("spawn").Barrier(a.threads)
    mp.spawn(work, (a, grads, updates, stop, barrier), nprocs=a.threads)


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--steps", type=int, default=20000)
    p.add_argument("--minutes", type=float, default=0, help="stop after this many minutes of this call")
    p.add_argument("--cooldown", type=int, default=0, help="anneal the current state over this many steps into unet-final.pt")
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--lr", type=float, default=3e-3)
    p.add_argument("--adam", action="store_true", help="AdamW for everything, no Muon")
    p.add_argument("--tilt", type=float, default=0.8, help="below 1: high noise is drawn more often")
    p.add_argument("--drop", type=float, default=0.1)
    p.add_argument("--threads", type=int, default=2, help="workers of one thread each, which share the batch")
    p.add_argument("--seed", type=int, default=31)
    return p.parse_args()


def work(rank: int, a: argparse.Namespace, grads: torch.Tensor, updates: torch.Tensor, stop: torch.Tensor, barrier) -> None:
    torch.set_num_threads(1)
    seed_all(a.seed)
    out, data = Path(a.out), Path(a.data)
    all_scenes = scenes(data, "train")
    z = latents(out, data, "train")
    zh, sh = latents(out, data, "heldout")[:512], scenes(data, "heldout")[:512]
    chief = rank == 0
    text = TextEncoder(len(Tokenizer().vocab), LENGTH)
    taught = torch.load(out / "text.pt", weights_only=False)
    text.load_state_dict(taught["text"])
    text.eval().requires_grad_(False)
    net = UNet().to(memory_format=torch.channels_last)
    net.pool.load_state_dict({k[5:]: v for k, v in taught["heads"].items() if k.startswith("pool.")})
    opt = Both(net, a.lr, 0.01, ("place", "out", "pool", "time.0"), muon=not a.adam)
    team = Team(rank, a.threads, grads, updates, barrier)
    opt.join(team)
    ema = Average(net, 0.999)
    step, spent, seen = 0, 0.0, 0
    main_path, final_path = out / "unet.pt", out / "unet-final.pt"
    state = load(main_path)
    if state:
        net.load_state_dict(state["net"])
        opt.load_state_dict(state["opt"])
        ema.state, step, spent, seen = state["ema"], state["step"], state["spent"], state["seen"]
    # Other batches for each worker, and after each restart.
    seed_all(a.seed + 1000 * (rank + 1) + step)
    share = a.batch // a.threads
    captions = Captions(all_scenes, a.seed + step + rank)
    held_ids = torch.tensor([captions.tok.encode(Writer(np.random.default_rng(7 + i)).caption(s, full=True)[0]) for i, s in enumerate(sh)])
    total = step + a.cooldown if a.cooldown else a.steps
    if a.cooldown:
        ema.decay = 0.99
    if chief:
        print(json.dumps({"parameters": parameters(net), "step": step, "until": total}), flush=True)
    t0, begin, last, mean = time.time() - spent, time.time(), time.time(), 0.0
    while step < total:
        opt.rate(a.lr * (schedule(step, total, 200, a.cooldown) if a.cooldown else schedule(step, 1 << 40, 200, 1)))
        index = np.random.randint(0, len(z), share)
        x0 = z[index]
        # A little more often at high noise, where what is drawn and where is decided.
        t = (STEPS * torch.rand(share) ** a.tilt).long().clamp(max=STEPS - 1)
        xt, v = noised(x0, torch.randn_like(x0), t)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                ctx = text(captions.batch(index, a.drop))
            loss = ((net(xt.contiguous(memory_format=torch.channels_last), t, ctx).float() - v) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        team.average(net)
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        step += 1
        seen += a.batch
        mean += loss.item()
        # Steps end the run, or the chief's clock, which names a step that no worker has reached.
        if chief and a.minutes and time.time() - begin > 60 * a.minutes and stop.item() > total:
            stop.fill_(step + 2)
        total = min(total, int(stop.item()))
        if not chief:
            continue
        ema.update(net, step)
        if step % 100 == 0:
            print(f"{step} loss {mean / 100:.4f} {100 * a.batch / (time.time() - last):.1f}/s {time.time() - t0:.0f} s", flush=True)
            mean, last = 0.0, time.time()
        if step % 300 == 0 or step == total:
            keep = {k: w.clone() for k, w in net.state_dict().items()}
            net.load_state_dict(ema.state)
            print(f"{step} held-out loss {held_out_loss(net, text, zh, held_ids):.4f}", flush=True)
            net.load_state_dict(keep)
            save(final_path if a.cooldown else main_path, net=keep, ema=ema.state, opt=opt.state_dict(), step=step, spent=time.time() - t0, seen=seen)


if __name__ == "__main__":
    main()

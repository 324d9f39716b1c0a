"""Teaches the text encoder to tell what a caption says, before any picture is drawn.

The labels are free (the grammar knows them) and this takes minutes, while learning the
same thing through the diffusion loss alone hardly succeeds in hours.
"""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from captions import Writer
from common import Both, load, parameters, save, schedule, seed_all
from scenes import sample_scene
from text_encoder import Heads, TextEncoder
from tokenizer import LENGTH, Tokenizer


def make(tok: Tokenizer, writer: Writer, count: int):
    ids, said = [], []
    for _ in range(count):
        text, labels = writer.caption(sample_scene(writer.rng)) if writer.rng.random() > 0.03 else ("", [0] * 5)
        ids.append(tok.encode(text))
        said.append(labels)
    return torch.tensor(ids), torch.tensor(said)


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--steps", type=int, default=2000)
    p.add_argument("--tune", type=int, default=0, help="so many more steps on the present grammar, staying close to what a UNet already knows")
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=21)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    seed_all(a.seed)
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    tok = Tokenizer()
    writer = Writer(np.random.default_rng(a.seed))
    plain = Writer(np.random.default_rng(a.seed + 1), rare=0)
    text, heads = TextEncoder(len(tok.vocab), LENGTH), Heads()
    params = [*text.parameters(), *heads.parameters()]
    both = torch.nn.ModuleDict({"text": text, "heads": heads})
    opt = Both(both, 2e-3, 0.01, ("text.token", "text.place", "heads"))
    step = 0
    state = load(out / "text.pt")
    if state:
        text.load_state_dict(state["text"])
        heads.load_state_dict(state["heads"])
        opt.load_state_dict(state["opt"])
        step = state["step"]
        writer.rng = np.random.default_rng(a.seed + step)
    old = None
    if a.tune:
        old = copy.deepcopy(text).requires_grad_(False)
        a.steps = step + a.tune
    print("parameters", parameters(text), "step", step, flush=True)
    t0 = time.time()
    pool = make(tok, writer, 20000)
    while step < a.steps:
        opt.rate((5e-4 if old else 2e-3) * schedule(step, a.steps, 100, (a.tune or a.steps) // 2))
        if step % 500 == 499:
            pool = make(tok, writer, 20000)
        i = torch.randint(len(pool[0]), (a.batch,))
        ids = pool[0][i]
        with torch.autocast("cpu", torch.bfloat16):
            h = text(ids)
            # A little noise keeps the features apart by a margin, which the UNet likes.
            said = heads(h + 0.1 * torch.randn_like(h))
        loss = sum(F.cross_entropy(o.float(), pool[1][i, k]) for k, o in enumerate(said))
        if old:
            # Captions of common words must keep the features that the UNet was trained with.
            ids, _ = make(tok, plain, a.batch // 2)
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss + 4 * F.mse_loss(text(ids).float(), old(ids).float())
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        step += 1
        if step % 250 == 0 or step == a.steps:
            with torch.no_grad():
                ids, said = make(tok, Writer(np.random.default_rng(999)), 2000)
                acc = [(o.argmax(1) == said[:, k]).float().mean().item() for k, o in enumerate(heads(text(ids)))]
            print(step, f"loss {loss.item():.4f}", "accuracy", [round(v, 4) for v in acc], f"{time.time() - t0:.0f} s", flush=True)
            save(out / "text.pt", text=text.state_dict(), heads=heads.state_dict(), opt=opt.state_dict(), step=step)


if __name__ == "__main__":
    main()

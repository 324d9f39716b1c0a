"""What all training scripts share: a resumable run, a schedule, averaged weights."""

from __future__ import annotations

import math
import os
import random
from pathlib import Path

import numpy as np
import torch


def seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def schedule(step: int, total: int, warmup: int, cooldown: int) -> float:
    """Warm-up, constant, linear cool-down to zero (WSD): a constant part can be prolonged."""
    if step < warmup:
        return (step + 1) / warmup
    left = total - step
    return max(left, 1) / cooldown if left < cooldown else 1.0


class Average:
    """Exponential moving average of the weights; what is exported."""

    def __init__(self, model: torch.nn.Module, decay: float) -> None:
        self.decay = decay
        self.state = {k: v.detach().clone().float() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: torch.nn.Module, step: int) -> None:
        d = min(self.decay, (1 + step) / (10 + step))
        for k, v in model.state_dict().items():
            if v.dtype.is_floating_point:
                self.state[k].lerp_(v.detach().float(), 1 - d)
            else:
                self.state[k] = v.detach().clone()


def save(path: str | Path, **state) -> None:
    """Writes a checkpoint so that a kill in the middle never leaves half a file."""
    state["rng"] = {"torch": torch.get_rng_state(), "numpy": np.random.get_state(), "python": random.getstate()}
    tmp = f"{path}.tmp"
    torch.save(state, tmp)
    os.replace(tmp, path)


def load(path: str | Path) -> dict | None:
    """Reads a checkpoint and puts the random generators back; None if there is none."""
    if not Path(path).exists():
        return None
    state = torch.load(path, map_location="cpu", weights_only=False)
    torch.set_rng_state(state["rng"]["torch"])
    np.random.set_state(state["rng"]["numpy"])
    random.setstate(state["rng"]["python"])
    return state


def parameters(model: torch.nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    """For pictures in -1..1."""
    return float(10 * math.log10(4.0 / torch.mean((a - b) ** 2).item()))


def orthogonal(g: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """Nearest (semi-)orthogonal matrix by a quintic Newton-Schulz iteration in bfloat16."""
    x = g.bfloat16()
    x = x / (x.norm() + 1e-7)
    wide = x.shape[0] <= x.shape[1]
    if not wide:
        x = x.T
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x if wide else x.T).float()


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised, for matrices and convolution kernels.

    Update sizes are matched to Adam's, so both can share a learning rate; everything
    that is not a matrix (biases, norms, scales) is left to AdamW in `make_optimizers`.
    """

    def __init__(self, params, lr: float, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.team: Team | None = None

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            todo = [p for p in group["params"] if p.grad is not None]
            updates = []
            for k, p in enumerate(todo):
                s = self.state[p]
                if "m" not in s:
                    s["m"] = torch.zeros_like(p)
                s["m"].lerp_(p.grad, 1 - group["momentum"])
                if self.team and not self.team.mine(k):
                    updates.append(None)
                    continue
                g = p.grad.lerp(s["m"], group["momentum"])
                flat = g.reshape(len(g), -1)
                updates.append((orthogonal(flat) * (0.2 * max(flat.shape) ** 0.5)).view(g.shape))
            if self.team:
                updates = self.team.exchange(updates, todo)
            for p, u in zip(todo, updates):
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(u, alpha=-group["lr"])


class Team:
    """Data-parallel workers of one thread each, with shared memory between them.

    On a machine that others use as well this is much faster than threads inside the
    operators: those wait for each other a thousand times a step, these only twice.
    """

    def __init__(self, rank: int, size: int, grads: torch.Tensor, updates: torch.Tensor, barrier) -> None:
        self.rank, self.size, self.grads, self.updates, self.barrier = rank, size, grads, updates, barrier

    def mine(self, k: int) -> bool:
        return k % self.size == self.rank

    @torch.no_grad()
    def average(self, model: torch.nn.Module) -> None:
        """Replaces all gradients by their mean over the workers."""
        params = [p for p in model.parameters() if p.grad is not None]
        row = self.grads[self.rank]
        at = 0
        for p in params:
            row[at:at + p.numel()] = p.grad.reshape(-1)
            at += p.numel()
        self.barrier.wait()
        mean = self.grads[:, :at].mean(0)
        at = 0
        for p in params:
            p.grad = mean[at:at + p.numel()].view(p.shape)
            at += p.numel()

    @torch.no_grad()
    def exchange(self, updates: list, params: list) -> list:
        at, out = 0, []
        for u, p in zip(updates, params):
            part = self.updates[at:at + p.numel()]
            if u is not None:
                part.copy_(u.reshape(-1))
            out.append(part.view(p.shape))
            at += p.numel()
        self.barrier.wait()
        return out


class Both:
    """Muon for the inner matrices and AdamW for the rest, behind one face."""

    def __init__(self, model: torch.nn.Module, lr: float, weight_decay: float, outer: tuple[str, ...] = (), muon: bool = True) -> None:
        inner, rest = [], []
        for name, p in model.named_parameters():
            (inner if muon and p.ndim >= 2 and not name.startswith(outer or ("\0",)) else rest).append(p)
        self.all = [torch.optim.AdamW(rest, lr=lr, betas=(0.9, 0.97), weight_decay=weight_decay)]
        if inner:
            self.all.append(Muon(inner, lr=lr, weight_decay=weight_decay))

    def join(self, team: Team) -> None:
        for o in self.all:
            if isinstance(o, Muon):
                o.team = team

    def rate(self, lr: float) -> None:
        for o in self.all:
            for g in o.param_groups:
                g["lr"] = lr

    def zero_grad(self) -> None:
        for o in self.all:
            o.zero_grad(set_to_none=True)

    def step(self) -> None:
        for o in self.all:
            o.step()

    def state_dict(self) -> list:
        return [o.state_dict() for o in self.all]

    def load_state_dict(self, states: list) -> None:
        for o, s in zip(self.all, states):
            o.load_state_dict(s)

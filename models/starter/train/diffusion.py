"""The noise schedule (v-prediction, zero terminal SNR) and the samplers used to judge.

The same numbers as diffusers computes from scheduler_config.json: scaled-linear betas,
rescaled so that the last step is pure noise, trailing spacing.
"""

from __future__ import annotations

import torch

STEPS = 1000


def alphas_cumprod() -> torch.Tensor:
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, STEPS, dtype=torch.float64) ** 2
    root = torch.cumprod(1 - betas, 0).sqrt()
    first, last = root[0].clone(), root[-1].clone()
    return (((root - last) * first / (first - last)) ** 2).float()


ABAR = alphas_cumprod()
SCHEDULER = {
    "_class_name": "DDIMScheduler", "_diffusers_version": "0.40.0.dev0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
    "clip_sample": False, "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995, "num_train_timesteps": STEPS, "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True, "sample_max_value": 1.0, "set_alpha_to_one": True, "steps_offset": 0, "thresholding": False,
    "timestep_spacing": "trailing", "trained_betas": None,
}


def trailing(n: int) -> list[int]:
    return [round(STEPS - i * STEPS / n) - 1 for i in range(n)]


def noised(x0, noise, t):
    """The noisy latents and the v target."""
    a = ABAR[t].sqrt().view(-1, 1, 1, 1)
    s = (1 - ABAR[t]).sqrt().view(-1, 1, 1, 1)
    return a * x0 + s * noise, a * noise - s * x0


def guided(net, x, t, cond, uncond, scale):
    if scale == 1:
        return net(x, torch.full((len(x),), float(t)), cond)
    v = net(torch.cat([x, x]), torch.full((2 * len(x),), float(t)), torch.cat([uncond, cond]))
    u, c = v.chunk(2)
    return u + scale * (c - u)


@torch.no_grad()
def ddim(net, x, cond, uncond, steps: int = 8, scale: float = 3.0):
    ts = trailing(steps)
    for i, t in enumerate(ts):
        v = guided(net, x, t, cond, uncond, scale)
        a, a2 = ABAR[t], (ABAR[ts[i + 1]] if i + 1 < steps else torch.tensor(1.0))
        x0 = a.sqrt() * x - (1 - a).sqrt() * v
        e = a.sqrt() * v + (1 - a).sqrt() * x
        x = a2.sqrt() * x0 + (1 - a2).sqrt() * e
    return x


def sigmas(ts: list[int]) -> list[float]:
    a = ABAR.clone()
    a[-1] = 2**-24  # as diffusers caps it for the k-diffusion samplers
    return [float(((1 - a[t]) / a[t]).sqrt()) for t in ts] + [0.0]


@torch.no_grad()
def euler(net, x, cond, uncond, steps: int = 8, scale: float = 3.0):
    ts = trailing(steps)
    sg = sigmas(ts)
    x = x * sg[0]
    for i, t in enumerate(ts):
        s = sg[i]
        v = guided(net, x / (s * s + 1) ** 0.5, t, cond, uncond, scale)
        x0 = v * (-s / (s * s + 1) ** 0.5) + x / (s * s + 1)
        x = x + (x - x0) / s * (sg[i + 1] - s)
    return x


@torch.no_grad()
def dpmpp_2m(net, x, cond, uncond, steps: int = 8, scale: float = 3.0):
    import math

    ts = trailing(steps)
    sg = sigmas(ts)
    part = lambda s: (1 / (s * s + 1) ** 0.5, s / (s * s + 1) ** 0.5)  # noqa: E731
    lam = lambda s: math.inf if s == 0 else -math.log(s)  # noqa: E731
    old, h_old = None, None
    for i, t in enumerate(ts):
        a, s = part(sg[i])
        a2, s2 = part(sg[i + 1])
        v = guided(net, x, t, cond, uncond, scale)
        x0 = a * x - s * v
        h = lam(sg[i + 1]) - lam(sg[i])
        d = x0
        if old is not None and 0 < i < steps - 1:
            d = x0 + 0.5 * (x0 - old) * (h / h_old)
        x = s2 / s * x - a2 * (math.exp(-h) - 1 if h < math.inf else -1) * d
        old, h_old = x0, h
    return x


SAMPLERS = {"ddim": ddim, "euler": euler, "dpm++ 2m": dpmpp_2m}

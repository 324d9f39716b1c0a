"""The denoiser: a three-level UNet on 16x16 latents.

What the caption says enters twice: its pooled summary is added to the time embedding
(and so scales and shifts every block), and all levels attend to its tokens.
"""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from autoencoder import LATENT
from text_encoder import WIDTH, Pool

CHANNELS = (96, 160, 256)
EMBED = 384


class Norm(nn.GroupNorm):
    def __init__(self, c: int) -> None:
        super().__init__(16, c)


class Res(nn.Module):
    def __init__(self, cin: int, c: int) -> None:
        super().__init__()
        self.n1, self.c1 = Norm(cin), nn.Conv2d(cin, c, 3, padding=1)
        self.emb = nn.Linear(EMBED, 2 * c)
        self.n2, self.c2 = Norm(c), nn.Conv2d(c, c, 3, padding=1)
        self.skip = nn.Conv2d(cin, c, 1) if cin != c else nn.Identity()
        nn.init.zeros_(self.c2.weight)
        nn.init.zeros_(self.c2.bias)

    def forward(self, x, e):
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.emb(e)[:, :, None, None].chunk(2, 1)
        h = self.c2(F.silu(self.n2(h) * (1 + scale) + shift))
        return self.skip(x) + h


class Attention(nn.Module):
    def __init__(self, c: int, ctx: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.kv, self.out = nn.Linear(c, c, bias=False), nn.Linear(ctx, 2 * c, bias=False), nn.Linear(c, c)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, ctx):
        b, n, c = x.shape
        q = self.q(x).reshape(b, n, self.heads, c // self.heads).transpose(1, 2)
        k, v = self.kv(ctx).reshape(b, ctx.shape[1], 2, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        a = F.scaled_dot_product_attention(q, k, v)
        return self.out(a.transpose(1, 2).reshape(b, n, c))


class Mixer(nn.Module):
    """Cross-attention to the caption; on the lower levels also self-attention and an MLP."""

    def __init__(self, c: int, full: bool) -> None:
        super().__init__()
        self.full = full
        heads = c // 32
        self.nc, self.cross = nn.LayerNorm(c), Attention(c, WIDTH, heads)
        if full:
            self.ns, self.self_ = nn.LayerNorm(c), Attention(c, c, heads)
            self.nf, self.up, self.down = nn.LayerNorm(c), nn.Linear(c, 2 * c), nn.Linear(2 * c, c)
            nn.init.zeros_(self.down.weight)
            nn.init.zeros_(self.down.bias)

    def forward(self, x, ctx):
        b, c, h, w = x.shape
        t = x.flatten(2).transpose(1, 2)
        if self.full:
            n = self.ns(t)
            t = t + self.self_(n, n)
        t = t + self.cross(self.nc(t), ctx)
        if self.full:
            t = t + self.down(F.gelu(self.up(self.nf(t))))
        return t.transpose(1, 2).reshape(b, c, h, w)


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        a, b, c = CHANNELS
        self.pool = Pool()
        self.place = nn.Conv2d(LATENT, a, 3, padding=1)
        self.time = nn.Sequential(nn.Linear(128, EMBED), nn.SiLU(), nn.Linear(EMBED, EMBED))
        self.text = nn.Linear(5 * WIDTH, EMBED)
        self.d0, self.m0 = Res(a, a), Mixer(a, False)
        self.down0 = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.d1, self.m1 = Res(b, b), Mixer(b, True)
        self.down1 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.mid1, self.mm, self.mid2 = Res(c, c), Mixer(c, True), Res(c, c)
        self.up1 = nn.Conv2d(c, b, 3, padding=1)
        self.u1, self.n1 = Res(2 * b, b), Mixer(b, True)
        self.up0 = nn.Conv2d(b, a, 3, padding=1)
        self.u0, self.n0, self.u00 = Res(2 * a, a), Mixer(a, False), Res(a, a)
        self.norm, self.out = Norm(a), nn.Conv2d(a, LATENT, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def embed(self, t, ctx):
        half = 64
        f = torch.exp(torch.arange(half, dtype=torch.float32) * (-math.log(10000.0) / half))
        x = t.float().reshape(-1, 1) * f
        e = self.time(torch.cat([torch.cos(x), torch.sin(x)], 1))
        return F.silu(e + self.text(self.pool(ctx)))

    def forward(self, x, t, ctx):
        e = self.embed(t, ctx)
        h0 = self.m0(self.d0(self.place(x), e), ctx)
        h1 = self.m1(self.d1(self.down0(h0), e), ctx)
        h = self.mid2(self.mm(self.mid1(self.down1(h1), e), ctx), e)
        h = self.up1(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = self.n1(self.u1(torch.cat([h, h1], 1), e), ctx)
        h = self.up0(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = self.u00(self.n0(self.u0(torch.cat([h, h0], 1), e), ctx), e)
        return self.out(F.silu(self.norm(h)))

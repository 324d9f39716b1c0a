"""A small CLIP-like text encoder and the pooling that reads attributes from it."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F

from scenes import COLOURS, KINDS, PLACES, SCENES

WIDTH = 128
HEADS = 4
CLASSES = [len(KINDS) + 1, len(COLOURS) + 1, len(SCENES) + 1, len(PLACES) + 1, 2]


class Layer(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        b, s, w = x.shape
        q, k, v = self.qkv(self.n1(x)).reshape(b, s, 3, HEADS, w // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        a = F.scaled_dot_product_attention(q, k, v)
        x = x + self.out(a.transpose(1, 2).reshape(b, s, w))
        return x + self.down(F.gelu(self.up(self.n2(x))))


class TextEncoder(nn.Module):
    """Sees the whole caption at once (no causal mask); padding takes part, as in CLIP."""

    def __init__(self, vocabulary: int, length: int, layers: int = 2) -> None:
        super().__init__()
        self.token = nn.Embedding(vocabulary, WIDTH)
        self.place = nn.Parameter(torch.randn(length, WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer(WIDTH) for _ in range(layers))
        self.norm = nn.LayerNorm(WIDTH)
        nn.init.normal_(self.token.weight, std=0.05)

    def forward(self, ids):
        x = self.token(ids) + self.place[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


class Pool(nn.Module):
    """Learnt queries over the tokens.  It lives in the UNet too, so the UNet keeps three
    inputs and still gets a summary of the caption; it works for any number of tokens."""

    def __init__(self, queries: int = 5) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, queries)
        self.value = nn.Linear(WIDTH, WIDTH)

    def forward(self, h):
        a = torch.softmax(self.query(h).transpose(1, 2), -1)
        return torch.matmul(a, self.value(h)).flatten(1)


class Heads(nn.Module):
    """Predicts what a caption says; only used to teach the text encoder."""

    def __init__(self, queries: int = 5) -> None:
        super().__init__()
        self.pool = Pool(queries)
        self.heads = nn.ModuleList(nn.Linear(queries * WIDTH, n) for n in CLASSES)

    def forward(self, h):
        p = self.pool(h)
        return [head(p) for head in self.heads]

"""A small convolutional autoencoder: 256x256 pixels <-> 16x16 latents.

Folding pixels into channels first (pixel-unshuffle by 8) keeps every convolution at
32x32 or below in the encoder; the decoder mirrors it and does its last, thin layers
at 128x128.  There are no normalisation layers: they cost more than the convolutions
at high resolution on a CPU, and without them the decoder works at any size.
The latents pass a batch norm without parameters, so diffusion always sees zero mean
and unit deviation per channel (its statistics are folded into the exported files).
"""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F

LATENT = 12
FACTOR = 16


class Res(nn.Module):
    def __init__(self, c: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(c, c, 3, padding=1)
        self.b = nn.Conv2d(c, c, 3, padding=1)
        # Small at the start: without norms a deep stack must begin near the identity.
        nn.init.normal_(self.b.weight, std=0.2 / (9 * c) ** 0.5)
        nn.init.zeros_(self.b.bias)

    def forward(self, x):
        return x + self.b(F.relu(self.a(F.relu(x))))


class Encoder(nn.Module):
    def __init__(self, c1: int = 96, c2: int = 160) -> None:
        super().__init__()
        self.fold = nn.PixelUnshuffle(8)
        self.body = nn.Sequential(
            nn.Conv2d(192, c1, 3, padding=1), Res(c1), nn.Conv2d(c1, c2, 3, stride=2, padding=1), Res(c2),
            nn.ReLU(), nn.Conv2d(c2, LATENT, 3, padding=1),
        )
        self.norm = nn.BatchNorm2d(LATENT, affine=False, momentum=0.02)

    def forward(self, x):
        return self.norm(self.body(self.fold(x)).float())


class Decoder(nn.Module):
    def __init__(self, c1: int = 160, c2: int = 112, c3: int = 64, c4: int = 24) -> None:
        super().__init__()
        up = nn.PixelShuffle(2)
        self.body = nn.Sequential(
            nn.Conv2d(LATENT, c1, 3, padding=1), Res(c1), Res(c1), Res(c1),
            nn.Conv2d(c1, 4 * c2, 1), up, Res(c2), Res(c2),
            nn.Conv2d(c2, 4 * c3, 1), up, Res(c3), Res(c3),
            nn.Conv2d(c3, 4 * c4, 1), up, nn.ReLU(), nn.Conv2d(c4, c4, 3, padding=1), nn.ReLU(), nn.Conv2d(c4, 12, 3, padding=1), up,
        )

    def forward(self, z):
        return self.body(z)


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x, noise: float = 0.0):
        z = self.encoder(x)
        if noise:
            z = z + noise * torch.randn_like(z)
        return self.decoder(z), z

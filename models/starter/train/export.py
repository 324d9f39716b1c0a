"""Writes the trained networks in the diffusers/optimum folder layout as ONNX.

Weights are stored as float16 and cast back to float32 inside the graph: the files are
half as large, onnxruntime folds the casts when it loads them, and inputs, outputs and
arithmetic stay float32, which is what CPUs are fast at.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import TensorProto, helper, numpy_helper

from autoencoder import LATENT, Autoencoder
from diffusion import SCHEDULER
from text_encoder import HEADS, WIDTH, TextEncoder
from tokenizer import LENGTH, Tokenizer
from unet import CHANNELS, UNet

OPSET = 17


class Text(nn.Module):
    def __init__(self, net: TextEncoder) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids):
        h = self.net(ids)
        first = ids.argmax(1)  # eos has the largest id, as in CLIP
        return h, h[torch.arange(ids.shape[0]), first]


class Encode(nn.Module):
    """Mean and a constant, tiny log-variance: the encoder has no randomness."""

    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.body, norm = model.encoder.body, model.encoder.norm
        self.register_buffer("mean", norm.running_mean.view(1, -1, 1, 1))
        self.register_buffer("scale", (norm.running_var + norm.eps).rsqrt().view(1, -1, 1, 1))

    def forward(self, x):
        b, c, h, w = x.shape
        x = x.reshape(b, c, h // 8, 8, w // 8, 8).permute(0, 1, 3, 5, 2, 4).reshape(b, c * 64, h // 8, w // 8)
        m = (self.body(x) - self.mean) * self.scale
        return torch.cat([m, torch.zeros_like(m) - 30], 1)


def halve(path: Path) -> None:
    """float32 initializers -> float16 initializers with a Cast behind each."""
    model = onnx.load(str(path))
    g = model.graph
    casts = []
    for t in g.initializer:
        a = numpy_helper.to_array(t)
        if a.dtype != np.float32 or a.size < 128:
            continue
        name = t.name
        t.CopyFrom(numpy_helper.from_array(a.astype(np.float16), name + "_h"))
        casts.append(helper.make_node("Cast", [name + "_h"], [name], to=TensorProto.FLOAT, name=name + "_cast"))
    nodes = casts + list(g.node)
    del g.node[:]
    g.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def write(module: nn.Module, args: tuple, path: Path, inputs: list[str], outputs: list[str], axes: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(module.eval(), args, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    halve(path)


def dump(path: Path, value: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def configs(out: Path, tok: Tokenizer, size: int) -> None:
    version = "0.40.0.dev0"
    dump(out / "model_index.json", {
        "_class_name": "StableDiffusionPipeline", "_diffusers_version": version, "_name_or_path": "cyberimage/starter",
        "feature_extractor": [None, None], "image_encoder": [None, None], "requires_safety_checker": False, "safety_checker": [None, None],
        "scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
    })
    dump(out / "scheduler/scheduler_config.json", SCHEDULER)
    dump(out / "text_encoder/config.json", {
        "architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "bos_token_id": tok.bos, "dtype": "float32", "eos_token_id": tok.eos,
        "hidden_act": "gelu", "hidden_size": WIDTH, "intermediate_size": 4 * WIDTH, "layer_norm_eps": 1e-05, "max_position_embeddings": LENGTH,
        "model_type": "clip_text_model", "num_attention_heads": HEADS, "num_hidden_layers": 2, "pad_token_id": tok.eos, "projection_dim": WIDTH,
        "vocab_size": len(tok.vocab),
    })
    dump(out / "unet/config.json", {
        "_class_name": "UNet2DConditionModel", "_diffusers_version": version, "act_fn": "silu", "block_out_channels": list(CHANNELS),
        "cross_attention_dim": WIDTH, "down_block_types": ["CrossAttnDownBlock2D"] * 3, "up_block_types": ["CrossAttnUpBlock2D"] * 3,
        "flip_sin_to_cos": True, "freq_shift": 0, "in_channels": LATENT, "out_channels": LATENT, "layers_per_block": 1, "norm_num_groups": 16,
        "sample_size": size, "time_cond_proj_dim": None,
    })
    vae = {
        "_class_name": "AutoencoderKL", "_diffusers_version": version, "act_fn": "relu", "block_out_channels": [24, 64, 112, 160, 160],
        "down_block_types": ["DownEncoderBlock2D"] * 5, "up_block_types": ["UpDecoderBlock2D"] * 5, "force_upcast": False, "in_channels": 3,
        "latent_channels": LATENT, "latents_mean": None, "latents_std": None, "layers_per_block": 1, "norm_num_groups": 1, "out_channels": 3,
        "sample_size": size * 16, "scaling_factor": 1.0, "shift_factor": None, "use_post_quant_conv": False, "use_quant_conv": False,
    }
    dump(out / "vae_encoder/config.json", vae)
    dump(out / "vae_decoder/config.json", vae)


def check(out: Path, text, net, model) -> None:
    """Exported graphs against the networks they come from, also at other sizes."""
    import onnxruntime as ort

    run = lambda name: ort.InferenceSession(str(out / name / "model.onnx"), providers=["CPUExecutionProvider"])  # noqa: E731
    tok = Tokenizer()
    ids = torch.tensor([tok.encode("a red robot in a neon city"), tok.encode("")])
    worst = {}
    with torch.no_grad():
        s = run("text_encoder")
        h = torch.from_numpy(s.run(None, {"input_ids": ids.numpy()})[0])
        worst["text_encoder"] = float((h - text(ids)).abs().max())
        s = run("unet")
        for b, n, m in ((2, 16, 16), (1, 12, 20), (2, 20, 16)):
            x = torch.randn(b, LATENT, n, m)
            o = s.run(None, {"sample": x.numpy(), "timestep": np.array(700.0, np.float32), "encoder_hidden_states": h[:b].numpy()})[0]
            ref = net(x, torch.tensor(700.0), text(ids[:b]))
            worst[f"unet {n}x{m}"] = float((torch.from_numpy(o) - ref).abs().max() / ref.abs().max())
        s, e = run("vae_decoder"), run("vae_encoder")
        for n in (16, 12, 20):
            z = torch.randn(1, LATENT, n, n)
            o = s.run(None, {"latent_sample": z.numpy()})[0]
            worst[f"vae_decoder {n}"] = float((torch.from_numpy(o) - model.decoder(z)).abs().max())
            x = torch.rand(2, 3, n * 16, n * 16) * 2 - 1
            o = e.run(None, {"sample": x.numpy()})[0][:, :LATENT]
            worst[f"vae_encoder {n}"] = float((torch.from_numpy(o) - model.encoder(x)).abs().max())
    print("largest difference to torch (float16 weights):", {k: round(v, 5) for k, v in worst.items()})


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--run", required=True, help="folder with ae.pt, text.pt and unet-final.pt (or unet.pt)")
    p.add_argument("--out", default=str(Path(__file__).resolve().parent.parent))
    p.add_argument("--unet", default="", help="checkpoint to take; default unet-final.pt, else unet.pt")
    a = p.parse_args()
    run, out = Path(a.run), Path(a.out)
    tok = Tokenizer()
    get = lambda name: torch.load(run / name, map_location="cpu", weights_only=False)  # noqa: E731
    text = TextEncoder(len(tok.vocab), LENGTH)
    text.load_state_dict(get("text.pt")["text"])
    model = Autoencoder()
    model.load_state_dict(get("ae.pt")["ema"])
    net = UNet()
    net.load_state_dict(get(a.unet or ("unet-final.pt" if (run / "unet-final.pt").exists() else "unet.pt"))["ema"])
    for m in (text, model, net):
        m.eval().requires_grad_(False)
    tok.write(out / "tokenizer")
    configs(out, tok, 16)
    ids = torch.tensor([tok.encode("a red robot"), tok.encode("")])
    b, hw = "batch_size", ("height", "width")
    write(Text(text), (ids,), out / "text_encoder/model.onnx", ["input_ids"], ["last_hidden_state", "pooler_output"],
          {"input_ids": {0: b, 1: "sequence_length"}, "last_hidden_state": {0: b, 1: "sequence_length"}, "pooler_output": {0: b}})
    sq = {0: b, 2: hw[0], 3: hw[1]}
    write(net, (torch.randn(2, LATENT, 16, 16), torch.tensor(5.0), text(ids)), out / "unet/model.onnx", ["sample", "timestep", "encoder_hidden_states"],
          ["out_sample"], {"sample": sq, "encoder_hidden_states": {0: b, 1: "sequence_length"}, "out_sample": sq})
    write(model.decoder, (torch.randn(2, LATENT, 16, 16),), out / "vae_decoder/model.onnx", ["latent_sample"], ["sample"],
          {"latent_sample": {0: b, 2: "latent_height", 3: "latent_width"}, "sample": sq})
    write(Encode(model), (torch.randn(2, 3, 256, 256),), out / "vae_encoder/model.onnx", ["sample"], ["latent_parameters"],
          {"sample": sq, "latent_parameters": {0: b, 2: "latent_height", 3: "latent_width"}})
    check(out, text, net, model)
    for f in sorted(out.glob("*/model.onnx")):
        print(f.parent.name, f.stat().st_size)


if __name__ == "__main__":
    main()

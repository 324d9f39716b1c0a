"""Everything from nothing, or on from where it stopped: renders, trains, exports, measures.

Each stage is a script of its own that resumes from its checkpoint in the work folder, so
calling this again after an interruption continues.  `--scale` multiplies the training
steps (and, above 1, the number of scenes is worth raising with --data-scale as well); use
a new work folder for another scale, because a UNet belongs to the autoencoder and the text
encoder it was trained with.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def call(script: str, *args: str) -> None:
    print("==", script, *args, flush=True)
    subprocess.run([sys.executable, "-u", str(HERE / script), *args], check=True)


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--work", required=True, help="folder for renders, latents and checkpoints (about 8 GB)")
    p.add_argument("--scale", type=float, default=1.0)
    p.add_argument("--data-scale", type=float, default=1.0)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--model", default=str(HERE.parent), help="where the exported model goes")
    a = p.parse_args()
    data, run, n = str(Path(a.work) / "data"), str(Path(a.work) / "run"), lambda v: str(int(v * a.scale))
    th = ("--threads", str(a.threads))
    if not (Path(data) / "heldout.json").exists():
        call("make_data.py", "--out", data, "--jobs", str(a.threads), "--scale", str(a.data_scale))
    call("train_autoencoder.py", "--data", data, "--out", run, "--steps", n(3300), *th)
    call("train_text.py", "--out", run, "--steps", n(2000), *th)
    if not (Path(run) / "judge.pt").exists():
        call("judge.py", "--data", data, "--run", run, *th)
    call("train_unet.py", "--data", data, "--out", run, "--steps", n(2700), *th)
    call("train_unet.py", "--data", data, "--out", run, "--cooldown", n(2000), "--tilt", "1", *th)
    call("export.py", "--run", run, "--out", a.model)
    call("evaluate.py", "--model", a.model, "--judge", str(Path(run) / "judge.pt"), "--out", str(Path(a.model) / "samples"), *th)


if __name__ == "__main__":
    main()

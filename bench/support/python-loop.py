"""The same picture in plain Python: onnxruntime and numpy, DDIM with classifier-free guidance, one call a
condition. Reads one JSON line with the files, the tokens, the start noise and the steps; then makes a picture
for each line that comes and answers with its milliseconds. Started by python-loop.mjs."""

import base64
import json
import sys
import time

import numpy as np
import onnxruntime as ort

f = np.float32
job = json.loads(sys.stdin.readline())


def open_session(component, keeps_memory):
    options = ort.SessionOptions()
    options.intra_op_num_threads = job["threads"]
    options.enable_cpu_mem_arena = keeps_memory
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = f"{job['folder']}/{component}/model.onnx"
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


text_encoder, unet = (open_session(name, True) for name in ("text_encoder", "unet"))
decoder = open_session("vae_decoder", False)
noise = np.frombuffer(base64.b64decode(job["noise"]), f).reshape(job["noiseDims"])
ids_type = np.int64 if "int64" in text_encoder.get_inputs()[0].type else np.int32
config = job["scheduler"]
timestep_shape = [1] if unet.get_inputs()[1].shape else []


def alphas_cumprod():
    if config["beta_schedule"] == "scaled_linear":
        root = np.linspace(config["beta_start"] ** 0.5, config["beta_end"] ** 0.5, 1000, dtype=f)
        betas = root**2
    else:
        betas = np.linspace(config["beta_start"], config["beta_end"], 1000, dtype=f)
    alphas = np.cumprod(1 - betas, dtype=f)
    if config.get("rescale_betas_zero_snr"):
        roots = np.sqrt(alphas)
        first, last = roots[0].copy(), roots[-1].copy()
        alphas = ((roots - last) * (first / (first - last))) ** 2
    return alphas


def make_picture():
    alphas = alphas_cumprod()
    contexts = [
        text_encoder.run(["last_hidden_state"], {"input_ids": np.array([ids], ids_type)})[0]
        for ids in job["tokens"]
    ]
    latents = noise
    stride = 1000 // len(job["timesteps"])
    for timestep in job["timesteps"]:
        answers = [
            unet.run(
                None,
                {
                    "sample": latents,
                    "timestep": np.full(timestep_shape, timestep, f),
                    "encoder_hidden_states": context,
                },
            )[0]
            for context in contexts
        ]
        output = answers[0]
        if len(answers) == 2:
            output = answers[0] + f(job["guidance"]) * (answers[1] - answers[0])
        alpha = alphas[timestep]
        alpha_next = alphas[timestep - stride] if timestep >= stride else f(1)
        signal, sigma = np.sqrt(alpha), np.sqrt(1 - alpha)
        if config["prediction_type"] == "v_prediction":
            denoised, epsilon = signal * latents - sigma * output, signal * output + sigma * latents
        else:
            denoised, epsilon = (latents - sigma * output) / signal, output
        latents = np.sqrt(alpha_next) * denoised + np.sqrt(1 - alpha_next) * epsilon
    image = decoder.run(None, {"latent_sample": latents / f(job["scaling"])})[0]
    pixels = np.clip(image / 2 + f(0.5), 0, 1).transpose(0, 2, 3, 1)
    return (pixels * 255).round().astype(np.uint8)


print(json.dumps({"onnxruntime": ort.__version__, "numpy": np.__version__}), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    picture = make_picture()
    elapsed = (time.perf_counter() - start) * 1000
    print(json.dumps({"ms": elapsed, "pixels": base64.b64encode(picture.tobytes()).decode()}), flush=True)

"""Exports Sana and Sana Sprint to ONNX. `optimum-cli export onnx` cannot do Sana Sprint: its description of Sana's
transformer lacks the input `guidance` that the distilled models have. Of Sana it makes an encoder for which a
picture of 1024 pixels takes gigabytes.

Also writes the text that Sana models expect before every prompt into the model's folder: it is part of
diffusers' pipeline, not of the weights.

    pip install -r requirements.txt
    python export_sana.py Efficient-Large-Model/Sana_Sprint_1.6B_1024px_diffusers ../sana-sprint-1.6b
"""

import argparse
from pathlib import Path

import onnxruntime
from optimum.exporters.onnx import main_export
from optimum.exporters.onnx.model_configs import DcaeEncoderOnnxConfig, SanaTransformerOnnxConfig
from optimum.exporters.tasks import TasksManager
from optimum.utils import DummyTransformerTimestepInputGenerator
from write_sana_instruction import write_instruction

# The autoencoder's attention is linear in the number of latents only above its head width, 32, and a trace keeps
# the way that it saw. Optimum's own 64 would have the decoder make pictures of 2048 pixels.
TRACED_LATENTS = 8

register_again = TasksManager.create_register("onnx", overwrite_existing=True)


class DummyGuidanceInputGenerator(DummyTransformerTimestepInputGenerator):
    """One guidance scale per row of the batch, like the timesteps."""

    SUPPORTED_INPUT_NAMES = ("guidance",)

    def generate(self, input_name, framework="pt", int_dtype="int64", float_dtype="fp32"):
        return self.random_float_tensor([self.batch_size], framework=framework, dtype=float_dtype)


@register_again("sana-transformer", "semantic-segmentation", library_name="diffusers")
class GuidedSanaTransformerOnnxConfig(SanaTransformerOnnxConfig):
    """Takes the guidance as an input where the model was distilled so."""

    DUMMY_INPUT_GENERATOR_CLASSES = (
        *SanaTransformerOnnxConfig.DUMMY_INPUT_GENERATOR_CLASSES,
        DummyGuidanceInputGenerator,
    )

    @property
    def inputs(self):
        guidance = {"guidance": {0: "batch_size"}} if self._config.get("guidance_embeds") else {}
        return {**super().inputs, **guidance}


@register_again("dcae-encoder", "semantic-segmentation", library_name="diffusers")
class PictureEncoderOnnxConfig(DcaeEncoderOnnxConfig):
    """Traced with a picture of as many pixels as the latents of the other networks stand for."""

    def generate_dummy_inputs(self, framework="pt", **shapes):
        factor = 2 ** (len(self._config["encoder_block_out_channels"]) - 1)
        pixels = {side: TRACED_LATENTS * factor for side in ("height", "width")}
        return super().generate_dummy_inputs(framework, **{**shapes, **pixels})


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Exports Sana and Sana Sprint to ONNX.")
    parser.add_argument("model", help="repository on the Hugging Face hub, or a folder")
    parser.add_argument("output", type=Path, help="folder to make")
    parser.add_argument("--dtype", choices=["fp32", "fp16"], default="fp32", help="fp16 needs --device cuda")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    arguments = parser.parse_args()
    # The exporter loads what it made. On a processor, and unoptimised, onnxruntime fails on Sana's float16 graph.
    if arguments.dtype == "fp16" and not arguments.device.startswith("cuda"):
        parser.error(f"--dtype fp16 needs --device cuda, not {arguments.device}")
    if arguments.device.startswith("cuda") and "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        parser.error(f"--device {arguments.device} needs onnxruntime-gpu: install it in place of onnxruntime")
    return arguments


def main() -> None:
    arguments = read_arguments()
    main_export(
        arguments.model,
        arguments.output,
        task="text-to-image",
        library_name="diffusers",
        dtype=arguments.dtype,
        device=arguments.device,
        do_validation=False,
        height=TRACED_LATENTS,
        width=TRACED_LATENTS,
    )
    write_instruction(arguments.output)
    print(f"Exported to {arguments.output.resolve()}")


if __name__ == "__main__":
    main()

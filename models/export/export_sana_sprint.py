"""Exports Sana Sprint to ONNX, which `optimum-cli export onnx` cannot do yet: its description of Sana's
transformer lacks the input `guidance` that the distilled models have.

Also writes the text that Sana models expect before every prompt into the model's folder: it is part of
diffusers' pipeline, not of the weights.

    pip install -r requirements.txt
    python export_sana_sprint.py Efficient-Large-Model/Sana_Sprint_1.6B_1024px_diffusers ../sana-sprint-1.6b
"""

import argparse
from pathlib import Path

from optimum.exporters.onnx import main_export
from optimum.exporters.onnx.model_configs import SanaTransformerOnnxConfig
from optimum.exporters.tasks import TasksManager
from optimum.utils import DummyTransformerTimestepInputGenerator
from write_sana_instruction import write_instruction

register_again = TasksManager.create_register("onnx", overwrite_existing=True)


class DummyGuidanceInputGenerator(DummyTransformerTimestepInputGenerator):
    """One guidance scale per row of the batch, like the timesteps."""

    SUPPORTED_INPUT_NAMES = ("guidance",)

    def generate(self, input_name, framework="pt", int_dtype="int64", float_dtype="fp32"):
        return self.random_float_tensor([self.batch_size], framework=framework, dtype=float_dtype)


@register_again("sana-transformer", "semantic-segmentation", library_name="diffusers")
class SanaSprintTransformerOnnxConfig(SanaTransformerOnnxConfig):
    DUMMY_INPUT_GENERATOR_CLASSES = (
        *SanaTransformerOnnxConfig.DUMMY_INPUT_GENERATOR_CLASSES,
        DummyGuidanceInputGenerator,
    )

    @property
    def inputs(self):
        return {**super().inputs, "guidance": {0: "batch_size"}}


def main() -> None:
    parser = argparse.ArgumentParser(description="Exports Sana Sprint to ONNX.")
    parser.add_argument("model", help="repository on the Hugging Face hub, or a folder")
    parser.add_argument("output", type=Path, help="folder to make")
    parser.add_argument("--dtype", choices=["fp32", "fp16"], default="fp32", help="fp16 needs a GPU")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    arguments = parser.parse_args()
    main_export(
        arguments.model,
        arguments.output,
        task="text-to-image",
        library_name="diffusers",
        dtype=arguments.dtype,
        device=arguments.device,
        do_validation=False,
    )
    write_instruction(arguments.output)
    print(f"Exported to {arguments.output.resolve()}")


if __name__ == "__main__":
    main()

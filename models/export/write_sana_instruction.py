"""Writes the text that Sana models expect before every prompt into the folder of an exported model.

The text is a default of diffusers' pipeline, not part of the weights, so the export of the weights leaves it
behind.

    python write_sana_instruction.py ../sana-1.6b
"""

import argparse
import inspect
import json
from pathlib import Path

import diffusers

PARAMETER = "complex_human_instruction"


def write_instruction(folder: Path) -> Path:
    """Takes the text from the pipeline class that `model_index.json` names; returns the file."""
    index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    pipeline = getattr(diffusers, index["_class_name"].removeprefix("ORT"))
    parameter = inspect.signature(pipeline.__call__).parameters.get(PARAMETER)
    if parameter is None:
        raise SystemExit(f"{index['_class_name']} has no {PARAMETER}: this is not a Sana model")
    file = folder / f"{PARAMETER}.json"
    text = json.dumps({PARAMETER: parameter.default}, ensure_ascii=False, indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes the instruction of a Sana model into its folder.")
    parser.add_argument("folder", type=Path)
    print(f"Written: {write_instruction(parser.parse_args().folder)}")

"""A tiny reference model with more arithmetic beside its transformer: a feed-forward network on the same places.

    python3 bench/support/widen-transformer.py libs/backends/fixtures/models/flux /tmp/wide/flux 1024 4

The real transformers have thousands of times more; their weights were not at hand. What the pipeline does around a
call depends on the latents alone, not on the network. Needs the packages onnx and numpy.
"""

import shutil
import sys
from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

# Places each way that Stable Diffusion 3's table of positions has in the real models.
SD3_POSITIONS = 192


def main(source: Path, target: Path, width: int, layers: int) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True)
    path = target / "transformer" / "model.onnx"
    model = onnx.load(path)
    widen_positions(model.graph)
    add_feed_forward(model.graph, width, layers)
    onnx.save(model, path)


def add_feed_forward(graph: onnx.GraphProto, width: int, layers: int) -> None:
    """Adds a millionth of its output to the prediction: to leave it out would change the picture."""
    random = numpy.random.default_rng(1)
    latents = graph.input[0]
    channels = latents.type.tensor_type.shape.dim[1 if is_planes(latents) else 2].dim_value
    # As SD 3 cuts its patches; the others have one place per token.
    patch = 2 if any("pos_embed/proj" in node.name for node in graph.node) else 1
    nodes, current = [], latents.name

    def weight(name: str, shape: tuple) -> str:
        values = random.standard_normal(shape, numpy.float32) / numpy.float32(numpy.sqrt(shape[-1]))
        graph.initializer.append(numpy_helper.from_array(values, name))
        return name

    def layer(i: int, wide_in: int, wide_out: int) -> None:
        nonlocal current
        name, result = f"wide.{i}", f"wide.{i}.out"
        if is_planes(latents):
            size = patch if i in (0, layers + 1) else 1
            isLast = i == layers + 1
            shape = (wide_in, wide_out, size, size) if isLast else (wide_out, wide_in, size, size)
            kind = "ConvTranspose" if isLast else "Conv"
            nodes.append(
                helper.make_node(
                    kind, [current, weight(name, shape)], [result], kernel_shape=[size] * 2, strides=[size] * 2
                )
            )
        else:
            nodes.append(helper.make_node("MatMul", [current, weight(name, (wide_in, wide_out))], [result]))
        nodes.append(helper.make_node("Tanh", [result], [f"{result}.tanh"]))
        current = f"{result}.tanh"

    layer(0, channels, width)
    for i in range(1, layers + 1):
        layer(i, width, width)
    layer(layers + 1, width, channels)

    prediction = graph.output[0].name
    for node in graph.node:
        node.output[:] = [f"{name}.narrow" if name == prediction else name for name in node.output]
    graph.initializer.append(numpy_helper.from_array(numpy.float32([1e-6]), "wide.share"))
    nodes.append(helper.make_node("Mul", [current, "wide.share"], ["wide.scaled"]))
    nodes.append(helper.make_node("Add", [f"{prediction}.narrow", "wide.scaled"], [prediction]))
    graph.node.extend(nodes)


def widen_positions(graph: onnx.GraphProto) -> None:
    """The tiny file's table ends at 16 × 16 patches."""
    for tensor in graph.initializer:
        if tensor.dims[:3] == [1, 16, 16] and len(tensor.dims) == 4:
            table = numpy.tile(numpy_helper.to_array(tensor), (1, SD3_POSITIONS // 16, SD3_POSITIONS // 16, 1))
            tensor.CopyFrom(numpy_helper.from_array(table, tensor.name))
    sides = {name for node in graph.node if node.name.startswith("/pos_embed/Sub") for name in node.input}
    for node in graph.node:
        if node.op_type == "Constant" and node.output[0] in sides:
            value = helper.make_tensor("side", TensorProto.INT64, [], [SD3_POSITIONS])
            node.attribute[0].CopyFrom(helper.make_attribute("value", value))


def is_planes(latents: onnx.ValueInfoProto) -> bool:
    return len(latents.type.tensor_type.shape.dim) == 4


if __name__ == "__main__":
    source, target, width, layers = sys.argv[1:]
    main(Path(source), Path(target), int(width), int(layers))

"""The digit model: a small convolutional network, its training with PyTorch and its way into an ONNX file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

from dokumentverk.engines.scan_digit_cells import SIDE
from dokumentverk.model.scan import DIGIT_CLASSES

BATCH: Final = 128
RATE: Final = 4e-3
_OPSET: Final = 17
_IR_VERSION: Final = 8


def new_network() -> nn.Sequential:
    """58,652 numbers, 2 million multiplications for a cell. n x 1 x ``SIDE`` x ``SIDE`` cells, 0 to 1, to logits."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, stride=2, padding=2), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(24, 40, 3, padding=1), nn.BatchNorm2d(40), nn.ReLU(),
        nn.Conv2d(40, 48, 3, padding=1), nn.BatchNorm2d(48), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.25), nn.Linear(48 * 9, 64), nn.ReLU(), nn.Dropout(0.25),
        nn.Linear(64, DIGIT_CLASSES),
    )  # fmt: skip


def _jittered(cells: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Each cell a little moved, turned, pulled and faded: other ink in every round."""
    count = len(cells)
    turn = torch.randn(count, generator=chance) * 0.06
    size = 1 + torch.randn(count, 2, generator=chance) * 0.06
    lean = torch.randn(count, generator=chance) * 0.06
    shift = torch.randn(count, 2, generator=chance) * 0.05
    rows = [size[:, 0], lean - turn, shift[:, 0], turn, size[:, 1], shift[:, 1]]
    grid = functional.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), [count, 1, SIDE, SIDE], align_corners=False)
    moved = functional.grid_sample(cells, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    return moved * (0.75 + 0.35 * torch.rand(count, 1, 1, 1, generator=chance)).clamp(max=1.0)


def train(
    cells: NDArray[np.uint8], labels: NDArray[np.int64], *, rounds: int, seed: int
) -> Iterator[tuple[nn.Sequential, float]]:
    """The network and the mean loss after each round; the last is the one to keep."""
    torch.set_num_threads(1)  # two gain little on so small a network, and wait for each other on a busy machine
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    chance = torch.Generator().manual_seed(seed)
    network = new_network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    steps = -(-len(cells) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps * rounds, pct_start=0.2)
    pictures, wanted = torch.from_numpy(cells), torch.from_numpy(labels)
    for _ in range(rounds):
        network.train()
        total = 0.0
        order = torch.randperm(len(cells), generator=chance)
        for batch in order.split(BATCH):
            seen = _jittered(pictures[batch][:, None].float() / 255, chance)
            loss = functional.cross_entropy(network(seen), wanted[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        network.eval()
        yield network, total / len(cells)


def logits_of(network: nn.Sequential, cells: NDArray[np.uint8]) -> NDArray[np.float64]:
    with torch.no_grad():
        parts = [network(part[:, None].float() / 255) for part in torch.from_numpy(cells).split(2048)]
    logits: NDArray[np.float64] = torch.cat(parts).double().numpy()
    return logits


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights and bias with the normalisation in them."""
    assert convolution.bias is not None
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weights = convolution.weight * scale[:, None, None, None]
    bias = (convolution.bias - norm.running_mean) * scale + norm.bias
    return weights.detach().contiguous().numpy(), bias.detach().numpy()


def write_onnx(network: nn.Sequential, temperature: float, path: Path) -> None:
    """Cells (n x 1 x ``SIDE`` x ``SIDE``, 0 to 255 as bytes) to shares of belief, calibrated by ``temperature``.

    Written node by node: the same numbers give the same bytes, whatever the exporter of the day would add.
    """
    layers = list(network)
    weights: list[TensorProto] = []

    def constant(name: str, array: NDArray[np.float32] | NDArray[np.int64]) -> str:
        weights.append(numpy_helper.from_array(array, name))
        return name

    nodes = [
        helper.make_node("Cast", ["cells"], ["bytes"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["bytes", constant("per_byte", np.array([1 / 255], np.float32))], ["ink"]),
    ]
    last = "ink"
    for number, at in enumerate((0, 3, 7, 10)):
        filters, bias = _folded(layers[at], layers[at + 1])
        inputs = [last, constant(f"filters{number}", filters), constant(f"filter_bias{number}", bias)]
        size = filters.shape[2]
        shape = {"kernel_shape": [size, size], "strides": [2, 2] if number == 0 else [1, 1], "pads": [size // 2] * 4}
        nodes.append(helper.make_node("Conv", inputs, [f"conv{number}"], **shape))
        nodes.append(helper.make_node("Relu", [f"conv{number}"], [f"relu{number}"]))
        last = f"relu{number}"
        if number in (1, 3):
            nodes.append(helper.make_node("MaxPool", [last], [f"pool{number}"], kernel_shape=[2, 2], strides=[2, 2]))
            last = f"pool{number}"
    nodes.append(helper.make_node("Flatten", [last], ["flat"]))
    hidden, output = layers[16], layers[19]
    numbers = [part.detach().numpy() for part in (hidden.weight, hidden.bias, output.weight, output.bias)]
    names = [constant(f"dense{at}", array) for at, array in enumerate(numbers)]
    nodes += [
        helper.make_node("Gemm", ["flat", *names[:2]], ["hidden"], transB=1),
        helper.make_node("Relu", ["hidden"], ["active"]),
        helper.make_node("Gemm", ["active", *names[2:]], ["logits"], transB=1),
        helper.make_node("Mul", ["logits", constant("cooling", np.array([1 / temperature], np.float32))], ["cooled"]),
        helper.make_node("Softmax", ["cooled"], ["belief"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("cells", TensorProto.UINT8, ["n", 1, SIDE, SIDE])],
        [helper.make_tensor_value_info("belief", TensorProto.FLOAT, ["n", DIGIT_CLASSES])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    model.producer_name = "dokumentverk benchmarks.training.digits"
    model.doc_string = (
        "Trained on MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0) and drawn digits. See docs/digit-model.md."
    )
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))

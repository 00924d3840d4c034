"""Rewrites a model's integer convolutions as matrix products, which processors with VNNI do several times as fast, to the bit.

onnxruntime multiplies `uint8 x uint8` in ConvInteger by a kernel without VNNI, and `uint8 x int8` in MatMulInteger by one with it
(vpdpbusd). A convolution over time is a matrix product of the taps laid beside each other, and integers add up to the
same in any order, so the sound is the same; only the time is not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What tells that a processor has the instruction. Without it the same kernels would saturate at 16 bits, and the sound would suffer.
_FLAGS = frozenset({"avx512_vnni", "avx_vnni"})
_TO_THE_END = 2**62
_SIGN = 128


def is_faster_here() -> bool:
    """Whether this machine's processor has VNNI (Linux on x86-64 only: elsewhere nobody says)."""
    try:
        rows = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((row for row in rows if row.startswith("flags")), "")
    return not _FLAGS.isdisjoint(flags.split())


def as_matrix_products(source: Path, target: Path) -> None:
    """Write the model in `source` to `target`, its ConvInteger nodes of one group and stride 1 as MatMulInteger.

    Raises ImportError where onnx is not installed.
    """
    import onnx  # noqa: PLC0415  # needed once a machine, to write the file

    model = onnx.load(str(source))
    graph = model.graph
    rewriting = _Rewriting(graph)
    nodes = [made for node in graph.node for made in rewriting.rewritten(node)]
    used = {name for node in nodes for name in node.input}
    constants = [tensor for tensor in graph.initializer if tensor.name in used] + list(rewriting.constants.values())
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(constants)
    onnx.save(model, str(target))


class _Rewriting:
    """One pass over a graph's nodes; `constants` collects the new ones."""

    def __init__(self, graph: Any) -> None:
        self.constants: dict[str, Any] = {}
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        self._count = 0

    def rewritten(self, node: Any) -> Iterator[Any]:
        """The node itself, or what stands for it."""
        attributes = {item.name: list(item.ints) or item.i for item in node.attribute}
        if node.op_type != "ConvInteger" or not self._fits(node, attributes):
            yield node
        else:
            yield from self._product(node, attributes)

    def _fits(self, node: Any, attributes: dict[str, Any]) -> bool:
        plain = attributes.get("group", 1) == 1 and attributes.get("strides", [1]) == [1] and not attributes.get("auto_pad")
        return plain and len(node.input) == 4 and {node.input[1], node.input[3]} <= set(self._tensors)

    def _product(self, node: Any, attributes: dict[str, Any]) -> Iterator[Any]:
        from onnx import helper, numpy_helper  # noqa: PLC0415

        values, weights, values_zero, weights_zero = node.input
        kernel: NDArray[np.uint8] = numpy_helper.to_array(self._tensors[weights])
        outputs, inputs, taps = kernel.shape
        prefix = f"product{self._count}"
        self._count += 1
        # Moving weights and their zero from uint8 to int8 moves both by the same 128.
        signed = (kernel.astype(np.int16) - _SIGN).astype(np.int8).transpose(2, 1, 0).reshape(taps * inputs, outputs)
        zero = np.array(int(numpy_helper.to_array(self._tensors[weights_zero])) - _SIGN, np.int8)
        yield helper.make_node("Transpose", [values], [f"{prefix}_time_first"], perm=[0, 2, 1])
        laid = f"{prefix}_time_first"
        if taps > 1:
            laid = f"{prefix}_taps"
            yield from self._taps(prefix, values_zero, taps, attributes)
        factors = [laid, self._constant(f"{prefix}_weights", signed), values_zero, self._constant(f"{prefix}_zero", zero)]
        yield helper.make_node("MatMulInteger", factors, [f"{prefix}_out"])
        yield helper.make_node("Transpose", [f"{prefix}_out"], [node.output[0]], perm=[0, 2, 1])

    def _taps(self, prefix: str, values_zero: str, taps: int, attributes: dict[str, Any]) -> Iterator[Any]:
        """The values of each tap beside each other, as the kernel's rows expect them."""
        from onnx import helper  # noqa: PLC0415

        before, after = attributes.get("pads", [0, 0])
        (dilation,) = attributes.get("dilations", [1])
        pads = self._integers(f"pads_{before}_{after}", 0, before, 0, 0, after, 0)
        yield helper.make_node("Pad", [f"{prefix}_time_first", pads, values_zero], [f"{prefix}_padded"], mode="constant")
        names = [f"{prefix}_tap{tap}" for tap in range(taps)]
        for tap, name in enumerate(names):
            left_over = (taps - 1 - tap) * dilation
            start = self._integers(f"from_{tap * dilation}", tap * dilation)
            end = self._integers(f"to_{left_over}", -left_over if left_over else _TO_THE_END)
            yield helper.make_node("Slice", [f"{prefix}_padded", start, end, self._integers("axis_time", 1)], [name])
        yield helper.make_node("Concat", names, [f"{prefix}_taps"], axis=2)

    def _integers(self, name: str, *values: int) -> str:
        return self._constant(name, np.array(values, np.int64))

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper  # noqa: PLC0415

        name = f"cliffhanger_{name}"
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(value, name)
        return name

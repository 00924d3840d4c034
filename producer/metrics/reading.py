"""What was read at one moment: a number for each metric and each of its labels' values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family

from shared.metrics.counters import SUM
from shared.metrics.metric import Metric
from shared.metrics.registry import METRICS


class Reading:
    """Numbers by metric and labels' values."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)

    def add(self, name: str, value: float, **labels: str) -> None:
        """Note a number; one of the same labels is replaced."""
        self.put(METRICS[name], tuple(labels[label] for label in METRICS[name].labels), value)

    def put(self, metric: Metric, values: tuple[str, ...], value: float) -> None:
        """Note a number by its labels' values, in their order; a histogram's have its bound, or SUM, at the end."""
        self._numbers[metric.name][values] = value

    def families(self) -> Iterator[Family]:
        """As prometheus_client writes them, in the registry's order."""
        for name, metric in METRICS.items():
            if numbers := self._numbers.get(name):
                yield _FAMILIES[metric.kind](metric, numbers)


def _gauge(metric: Metric, numbers: Mapping[tuple[str, ...], float]) -> Family:
    family = GaugeMetricFamily(metric.name, metric.tells, labels=metric.labels)
    for values, number in sorted(numbers.items()):
        family.add_metric(values, number)
    return family


def _counter(metric: Metric, numbers: Mapping[tuple[str, ...], float]) -> Family:
    family = CounterMetricFamily(metric.name, metric.tells, labels=metric.labels)
    for values, number in sorted(numbers.items()):
        family.add_metric(values, number)
    return family


def _histogram(metric: Metric, numbers: Mapping[tuple[str, ...], float]) -> Family:
    family = HistogramMetricFamily(metric.name, metric.tells, labels=metric.labels)
    for values in sorted({values[:-1] for values in numbers}):
        so_far, buckets = 0.0, []
        for at, bound in enumerate((*metric.bounds, float("inf"))):
            so_far += numbers.get((*values, str(at)), 0)
            buckets.append(("+Inf" if at == len(metric.bounds) else str(bound), so_far))
        family.add_metric(values, buckets, numbers.get((*values, SUM), 0) / 1000)
    return family


_FAMILIES = {"gauge": _gauge, "counter": _counter, "histogram": _histogram}

"""The Kubernetes manifests against the API's schemas, against shared/services.py and the compose file, and against what must never be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from producer.metrics import queues as metrics_of_queues
from shared.metrics.names import BACKLOG
from shared.services import SERVICES, WORKERS
from tests.support.compose import ROOT, read_compose

FOLDER = ROOT / "ops/kubernetes"
VERSIONS = ("1.30.0", "1.37.0")


def documents(path: Path) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(path.read_text(encoding="utf-8")) if document]


def manifests() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(FOLDER.rglob("*.yaml")):
        if path.name != "kustomization.yaml":
            yield from ((path, document) for document in documents(path))


BASE = {(document["kind"], document["metadata"]["name"]): document for path, document in manifests() if path.parent.name == "base"}
DEPLOYED = {name: BASE["Deployment", f"worker-{name}" if name in WORKERS else name] for name in SERVICES}


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for _, document in manifests():
        if document["kind"] in ("Deployment", "StatefulSet"):
            yield document["metadata"]["name"], document["spec"]["template"]["spec"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_is_valid_by_the_schemas_of_the_api(version: str) -> None:
    for _, document in manifests():
        if not document["apiVersion"].startswith("keda.sh/"):
            kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_the_command_and_the_time_to_end_that_the_code_names(name: str) -> None:
    pod = DEPLOYED[name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    before = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", ["sleep", "0"])

    assert tuple(container["args"]) == SERVICES[name].words
    assert pod["terminationGracePeriodSeconds"] == SERVICES[name].grace_s + int(before[1])
    assert [port["containerPort"] for port in container.get("ports", ())] == ([SERVICES[name].port] if SERVICES[name].port else [])


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_given_the_secrets_that_the_compose_file_gives_it_and_no_others(name: str) -> None:
    pod = DEPLOYED[name]["spec"]["template"]["spec"]
    compose = read_compose()["services"][f"worker-{name}" if name in WORKERS else name]
    volumes = {volume["name"]: volume for volume in pod["volumes"]}

    assert [item["key"] for item in volumes["line"]["secret"]["items"]] == compose["secrets"]
    assert ("providers" in volumes) == ("keys" in SERVICES[name].needs)
    assert ("state" in volumes) == ("store" in SERVICES[name].needs)
    assert not [variable for variable in pod["containers"][0]["env"] if "valueFrom" in variable], "secrets are files"


@pytest.mark.parametrize(("name", "pod"), list(pods()), ids=[name for name, _ in pods()])
def test_every_pod_is_what_the_restricted_standard_wants_and_is_looked_after(name: str, pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    rights = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert container["securityContext"] == rights
    assert not container["image"].endswith(":latest")
    assert "memory" in container["resources"]["limits"]
    assert {"livenessProbe", "readinessProbe"} <= set(container)


def test_every_kind_of_worker_is_scaled_on_its_own_backlog() -> None:
    scaled = [document for _, document in manifests() if document["kind"] == "ScaledObject"]
    # keda.sh/v1alpha1, ScaledObjectSpec: the fields that there are.
    fields = {"scaleTargetRef", "minReplicaCount", "maxReplicaCount", "pollingInterval", "fallback", "advanced", "triggers"}

    assert [document["apiVersion"] for document in scaled] == ["keda.sh/v1alpha1"] * 3
    for kind, document in zip(("media", "paid", "control"), scaled, strict=True):
        spec = document["spec"]
        (trigger,) = spec["triggers"]
        assert set(spec) <= fields
        assert ("Deployment", spec["scaleTargetRef"]["name"]) in BASE
        assert "replicas" not in BASE["Deployment", f"worker-{kind}"]["spec"], "else each apply would undo what KEDA did"
        assert trigger["metadata"]["query"] == f'sum(max by (queue) ({BACKLOG}{{kind="{kind}"}}))', (
            "two services that tell it do not double it"
        )
        assert all(isinstance(value, str) for value in trigger["metadata"].values()), "KEDA reads texts"
        assert trigger["metricType"] == "AverageValue", "the only one with which KEDA falls back"
        assert 1 <= spec["minReplicaCount"] < spec["maxReplicaCount"]
    assert set(metrics_of_queues.KINDS) == {"media", "paid", "control"}


def test_what_selects_pods_finds_some() -> None:
    there = {document["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"] for document in _templated()}

    for path, document in manifests():
        spec = document.get("spec", {})
        selector = spec.get("podSelector") or spec.get("selector") or {}
        labels = selector.get("matchLabels", {} if "matchExpressions" in selector else selector)
        named = [value for label, value in labels.items() if label == "app.kubernetes.io/component"]
        named += [value for rule in selector.get("matchExpressions", ()) for value in rule["values"]]
        assert set(named) <= there, path


def _templated() -> list[dict[str, Any]]:
    return [document for _, document in manifests() if document["kind"] in ("Deployment", "StatefulSet")]


def test_nothing_comes_in_or_goes_out_unless_a_policy_says_so() -> None:
    policy = BASE["NetworkPolicy", "nobody"]["spec"]
    world = BASE["NetworkPolicy", "to-the-world"]["spec"]["egress"][0]

    assert policy == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert "169.254.0.0/16" in world["to"][0]["ipBlock"]["except"], "what a cloud tells its machines"
    assert world["ports"] == [{"protocol": "TCP", "port": 443}]


def test_names_are_asked_for_in_the_cluster_and_at_each_nodes_cache() -> None:
    (rule,) = BASE["NetworkPolicy", "names"]["spec"]["egress"]

    assert {"ipBlock": {"cidr": "169.254.20.10/32"}} in rule["to"], "else no name resolves where NodeLocal DNSCache runs"
    assert rule["ports"] == [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]


def test_kustomizations_list_every_file_beside_them_and_patch_what_is_there() -> None:
    for path in FOLDER.rglob("kustomization.yaml"):
        (it,) = documents(path)
        patches = [patch["path"] for patch in it.get("patches", ())]
        listed = [*it["resources"], *patches]
        beside = {file.name for file in path.parent.glob("*.yaml")} - {"kustomization.yaml"}

        assert {name for name in listed if not name.startswith("..")} == beside
        assert all((path.parent / name).exists() for name in listed)
        for patch in patches:
            (document,) = documents(path.parent / patch)
            assert (document["kind"], document["metadata"]["name"]) in BASE


def test_redis_in_a_cluster_is_configured_as_in_the_compose_file() -> None:
    (files, *_) = documents(FOLDER / "overlays/in-cluster/redis.yaml")

    for name, text in files["data"].items():
        assert text == (ROOT / "ops/compose" / name).read_text(encoding="utf-8"), name

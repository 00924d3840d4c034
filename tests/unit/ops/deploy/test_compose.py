"""docker-compose.yml against the Compose specification, against shared/services.py, and against what must never be."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from shared.services import SERVICES
from tests.support.compose import ROOT, environment_of, read_compose, read_env_file

COMPOSE = read_compose()
ALL: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: ALL[f"worker-{name}" if name in ("media", "paid", "control") else name] for name in SERVICES}


def test_it_is_valid_by_the_compose_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text(encoding="utf-8"))
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))

    jsonschema.validate(document, schema)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_the_command_and_the_time_to_end_that_the_code_names(name: str) -> None:
    assert tuple(OURS[name]["command"]) == SERVICES[name].words
    assert OURS[name]["stop_grace_period"] == f"{SERVICES[name].grace_s}s"


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_given_what_it_needs(name: str) -> None:
    needs, service = SERVICES[name].needs, OURS[name]
    environment = environment_of(service, {})

    assert ("CLIFFHANGER_STORE" in environment) == ("store" in needs)
    assert {"aws_access_key_id", "aws_secret_access_key"}.issubset(service["secrets"]) == ("store" in needs)
    assert any(":/run/providers" in volume for volume in service.get("volumes", ())) == ("keys" in needs)


@pytest.mark.parametrize("name", ALL)
def test_every_service_is_pinned_hardened_restarted_and_looked_after(name: str) -> None:
    service = ALL[name]

    assert not service["image"].endswith(":latest")
    assert ":" in service["image"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == ("no" if name == "cliffhanger" else "unless-stopped")
    assert service["logging"]["options"]["max-size"]
    # Workers are asked by the image's own check.
    assert name.startswith("worker-") or "healthcheck" in service


def test_nothing_is_published_but_on_loopback_and_redis_and_the_store_are_not_published_at_all() -> None:
    published = {name: service["ports"] for name, service in ALL.items() if "ports" in service}

    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert set(published) == {"hooks", "flower", "prometheus", "grafana"}
    assert COMPOSE["networks"]["books"]["internal"] is True
    assert all(ALL[name]["networks"] == ["books"] for name in ("redis-ledger", "redis-broker", "object-store"))


def test_no_secret_is_in_the_environment_of_any_service() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    secrets = set(COMPOSE["secrets"])

    assert not secrets & {name.lower() for service in ALL.values() for name in environment_of(service, {})}
    assert "$${REDIS_PASSWORD}" in text, "left to the services, which read the file"
    assert all(spec["file"].startswith("./secrets/") for spec in COMPOSE["secrets"].values())


def test_the_ledger_writes_through_and_neither_redis_throws_anything_away() -> None:
    conf = {name: (ROOT / f"ops/compose/redis-{name}.conf").read_text(encoding="utf-8") for name in ("ledger", "broker")}

    assert "\nappendonly yes\nappendfsync always\n" in conf["ledger"]
    assert all("\nmaxmemory-policy noeviction\n" in text and "\nprotected-mode yes\n" in text for text in conf.values())


def test_every_file_that_is_mounted_is_in_the_repository() -> None:
    files_named = [spec["file"] for spec in COMPOSE["configs"].values()]
    folders = [volume.split(":")[0] for service in ALL.values() for volume in service.get("volumes", ()) if volume.startswith("./ops")]

    assert [name for name in (*files_named, *folders) if not (ROOT / name).exists()] == []


def test_the_profiles_are_dev_with_the_simulator_and_prod_without_it() -> None:
    profiles = {name: service["profiles"] for name, service in ALL.items() if "profiles" in service}
    dev, prod = (read_env_file(ROOT / f"ops/compose/{name}.env") for name in ("dev", "prod"))

    assert profiles == {"cliffhanger": ["order"], "hooks": ["prod"], "simulator": ["dev"], "prometheus": ["prod"], "grafana": ["prod"]}
    assert (dev["COMPOSE_PROFILES"], prod["COMPOSE_PROFILES"]) == ("dev", "prod")
    assert "CLIFFHANGER_CATALOGUE" not in environment_of(ALL["worker-paid"], prod), "no vendor is led astray to the simulator"
    assert environment_of(ALL["worker-paid"], dev)["CLIFFHANGER_ALLOW_HOSTS"] == "simulator:8900"

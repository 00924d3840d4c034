"""The settings of every process: environment variables `CLIFFHANGER_*`, or the same names in a `.env` file."""

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.broker_url import check_broker_url
from shared.errors import SettingsError
from shared.redis_url import check_redis_url
from shared.secret_files import SecretFiles, filled, in_folders
from shared.standard_webhooks import secret_key


def _default_state_dir() -> Path:
    # XDG Base Directory Specification 0.8: state that survives restarts but is no configuration.
    base = os.environ.get("XDG_STATE_HOME") or ""
    return (Path(base) if base.startswith("/") else Path.home() / ".local" / "state") / "cliffhanger"


def _default_keys_file() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or ""
    return (Path(base) if base.startswith("/") else Path.home() / ".config") / "cliffhanger" / "keys.env"


class Settings(BaseSettings):
    """Every setting, its meaning beside it. `docs/settings.md` is this class as a table."""

    model_config = SettingsConfigDict(env_prefix="CLIFFHANGER_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    # First: what others hold may name a secret.
    secrets_dir: str | None = Field(
        None,
        description="Folders (`:`-separated) of secrets as files, such as `/run/secrets`; a file is named as its variable.",
    )
    redis_url: str | None = Field(
        None,
        description="Redis of the line: `redis://`, `rediss://`, `unix://`, `sentinel://` (docs/brokers.md). "
        "Unset: embedded, each command brings its own.",
    )
    ledger_url: str | None = Field(None, description="Redis of the ledger and the seasons' state; defaults to REDIS_URL.")
    ledger_replicas: int = Field(
        0, ge=0, le=20, description="Replicas of the ledger's Redis that have confirmed a paid request before it leaves; 0 waits for none."
    )
    broker_url: str | None = Field(
        None, description="Celery's broker: a Redis, or RabbitMQ (`amqp://`, `amqps://`; docs/brokers.md); defaults to REDIS_URL."
    )
    store: str | None = Field(None, description="Artifact store: a folder, or `s3://bucket[/prefix]`; defaults to STATE_DIR/store.")
    store_endpoint: str | None = Field(None, description="Address of the object store, where it is not Amazon's.")
    store_region: str | None = Field(None, description="Region of the bucket; defaults to AWS_REGION, then us-east-1.")
    store_public_endpoint: str | None = Field(
        None,
        description="Address under which providers reach the object store, for models that fetch files. Unset: only Amazon's is told.",
    )
    store_cache: Path | None = Field(
        None, description="Folder for what this host has fetched from the object store; defaults to STATE_DIR/cache."
    )
    store_cache_gb: float = Field(
        20.0, ge=0, description="Gigabytes (10⁹ bytes) that folder may hold; what was used least lately goes first, never what is in use."
    )
    state_dir: Path = Field(default_factory=_default_state_dir, description="Where embedded runs and the default store live.")
    catalogue: str | None = Field(
        None, description="More vendors, or fields that replace a shipped vendor's: `:`-separated files or folders."
    )
    keys_file: Path | None = Field(
        None,
        description="File with providers' keys, `NAME=value` a line, that only you can read; defaults to `~/.config/cliffhanger/keys.env`.",
    )
    allow_hosts: str | None = Field(
        None, description="Hosts (`host` or `host:port`, comma-separated) that downloads and webhooks may reach although private."
    )
    hooks_url: str | None = Field(
        None, description="Public address of `cliffhanger hooks`, which providers call back. Unset: they are only asked (polled)."
    )
    webhook_secret: str | None = Field(
        None,
        repr=False,
        description="Signs the events that are sent to a season's `webhook_url` (Standard Webhooks: `whsec_` and base64). Unset: unsigned.",
    )
    flower_auth: str | None = Field(
        None, repr=False, description="Who may look at `cliffhanger flower`, `user:password`; needed where other machines can reach it."
    )
    c2pa_cert: Path | None = Field(
        None, description="Signs episodes whose season asks for `c2pa`: PEM file of your certificate and its chain, on the media workers."
    )
    c2pa_key: Path | None = Field(None, description="PEM file of the certificate's private key, without a password.")
    c2pa_timestamp_url: str | None = Field(
        None, description="Time-stamp authority (RFC 3161) that C2PA signatures are stamped by. Unset: none is asked, nothing leaves."
    )
    log_format: Literal["text", "json"] = Field("text", description="Log lines for people (text) or machines (json).")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least severe log line that is written.")
    media_processes: int | None = Field(
        None, ge=1, le=256, description="Processes of a media worker; defaults to the number of cores that it may use."
    )
    heartbeat: Path | None = Field(None, description="File in which a worker notes that it is well, for `cliffhanger health`. Unset: none.")

    recogniser: Path | None = Field(
        None,
        description="Folder of a faster-whisper model: speech is heard against its script. Unset: only English, where pocketsphinx is.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the base class's name for it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, the environment, `.env`, then secrets as files."""
        return init_settings, env_settings, dotenv_settings, _FileSource(settings_cls)

    @field_validator("heartbeat", mode="before")
    @classmethod
    def _blank_is_no_path(cls, path: object) -> object:
        return None if isinstance(path, str) and not path.strip() else path

    @field_validator("redis_url", "ledger_url", "broker_url", mode="before")
    @classmethod
    def _has_its_secrets(cls, url: object, info: ValidationInfo) -> object:
        return filled(url, in_folders(info.data.get("secrets_dir"))) if isinstance(url, str) and "${" in url else url

    @field_validator("redis_url", "ledger_url")
    @classmethod
    def _is_a_redis_url(cls, url: str | None) -> str | None:
        return None if url is None else check_redis_url(url)

    @field_validator("broker_url")
    @classmethod
    def _is_a_broker_url(cls, url: str | None) -> str | None:
        return None if url is None else check_broker_url(url)

    @field_validator("store")
    @classmethod
    def _is_a_store(cls, store: str | None) -> str | None:
        scheme, marked, rest = (store or "").partition("://")
        if marked and not (scheme == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^/?#\s]+)*/?", rest)):
            raise ValueError("give a folder that all workers share, or an address such as s3://bucket or s3://bucket/prefix")
        return store

    @field_validator("store_endpoint", "store_public_endpoint")
    @classmethod
    def _is_an_endpoint(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/@?#]+/?", url):
            raise ValueError("give an address such as https://objects.example.com, without a user, a path or a query")
        return url and url.rstrip("/")

    @field_validator("hooks_url")
    @classmethod
    def _is_a_public_address(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/@?#]+(/[^\s?#]*)?", url):
            raise ValueError("give an address such as https://hooks.example.com, without a user, a query or a fragment")
        return url and url.rstrip("/")

    @field_validator("c2pa_timestamp_url")
    @classmethod
    def _is_a_web_address(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", url):
            raise ValueError("give an address such as http://timestamp.example.com, without a user")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_signing_secret(cls, secret: str | None) -> str | None:
        # The value itself is never repeated: whoever mistypes it may have all but one letter right.
        if secret is not None:
            secret_key(secret)
        return secret

    @field_validator("allow_hosts")
    @classmethod
    def _are_hosts(cls, text: str | None) -> str | None:
        for host in _parts(text, ","):
            if not re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?", host):
                raise ValueError(f"{host!r} is neither host nor host:port; give for example 127.0.0.1:8900,media.local")
        return text

    @property
    def catalogue_paths(self) -> tuple[Path, ...]:
        """The files and folders that add to the catalogue, in order."""
        return tuple(Path(part).expanduser().absolute() for part in _parts(self.catalogue, ":"))

    @property
    def secrets(self) -> SecretFiles:
        """The secrets that are there as files."""
        return in_folders(self.secrets_dir)

    @property
    def keys_path(self) -> Path:
        """The keys file, which need not exist where it is the default one."""
        return (self.keys_file or _default_keys_file()).expanduser().absolute()

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """`host` or `host:port`, in lower case; IPv6 addresses in brackets."""
        return frozenset(part.lower() for part in _parts(self.allow_hosts, ","))

    @property
    def state_url(self) -> str | None:
        """Where seasons' state lives."""
        return self.ledger_url or self.redis_url

    @property
    def store_url(self) -> str:
        """The artifact store's folder or URL."""
        store = self.store or str(self.state_dir / "store")
        return store if "://" in store else str(Path(store).expanduser().absolute())

    @property
    def cache_path(self) -> Path:
        """Where the caches of object stores are."""
        return (self.store_cache or self.state_dir / "cache").expanduser().absolute()

    def environment(self) -> dict[str, str]:
        """The environment that gives another process these settings, from whichever folder it is started."""
        values = {name: str(value) for name, value in self.model_dump(mode="json").items() if value is not None}
        values |= {name: str(value.expanduser().absolute()) for name, value in self if isinstance(value, Path)}
        values["store"] = self.store_url
        if self.secrets_dir:
            values["secrets_dir"] = ":".join(str(Path(part).expanduser().absolute()) for part in _parts(self.secrets_dir, ":"))
        if self.catalogue_paths:
            values["catalogue"] = ":".join(str(path) for path in self.catalogue_paths)
        return {_variable(name): value for name, value in values.items()}

    def path_names(self) -> frozenset[str]:
        """The variables that hold paths, which mean something else in another folder."""
        texts = ("store", "catalogue", "secrets_dir")
        return frozenset(_variable(name) for name, value in self if isinstance(value, Path) or name in texts)

    def secret_names(self) -> frozenset[str]:
        """The variables of these settings that are there as secret files."""
        return frozenset(self.secrets) & {_variable(name) for name in type(self).model_fields}


class _FileSource(PydanticBaseSettingsSource):
    """Settings from secret files, for what no other source has."""

    def get_field_value(self, field: object, field_name: str) -> tuple[object, str, bool]:  # noqa: ARG002  # the base class's names
        """The text of a setting's file; None where it has none."""
        return self._secrets().get(_variable(field_name)), field_name, False

    def __call__(self) -> dict[str, object]:
        secrets = self._secrets()
        return {name: secrets[_variable(name)] for name in self.settings_cls.model_fields if _variable(name) in secrets}

    def _secrets(self) -> SecretFiles:
        return in_folders(self.current_state.get("secrets_dir"))


def _variable(name: str) -> str:
    return f"CLIFFHANGER_{name.upper()}"


def _parts(text: str | None, separator: str) -> list[str]:
    return [part.strip() for part in (text or "").split(separator) if part.strip()]


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment. Raises SettingsError with one line that names the variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # values are checked by pydantic
    except ValidationError as error:
        first = error.errors()[0]
        name = _variable("_".join(str(part) for part in first["loc"]))
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None

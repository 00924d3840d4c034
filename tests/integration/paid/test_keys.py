"""Keys from end to end: read from a private file by every process, refused before anything is asked, tried for nothing."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.factories.season_file import a_scene_of
from tests.integration.paid.conftest import end
from tests.support.paid import PaidStudio, Provider, a_paid_season, lines_of

KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


@dataclass
class KeylessStudio(PaidStudio):
    """A studio whose environment holds what a test puts there, and whose keys file is its own."""

    held: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        without = {name: value for name, value in super().environment().items() if name != "SIMULATOR_API_KEY"}
        return {**without, "XDG_CONFIG_HOME": str(self.folder / "config"), **self.held}

    def keep(self, *lines: str, mode: int = 0o600) -> Path:
        """Write the keys file."""
        path = self.folder / "config" / "cliffhanger" / "keys.env"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines))
        path.chmod(mode)
        return path


@pytest.fixture
def studio(tmp_path: Path, provider: Provider):
    studio = KeylessStudio(tmp_path, provider=provider)
    yield studio
    end(studio)


def a_clip(**changes):
    return a_paid_season([a_scene_of("One.", duration_seconds=1)], **changes)


def test_an_embedded_run_pays_with_the_key_of_the_keys_file_and_writes_it_nowhere(studio: KeylessStudio, provider: Provider) -> None:
    path = studio.keep("# mine", f"export SIMULATOR_API_KEY='Bearer {KEY}'")

    done = studio.produce(a_clip())

    assert done.returncode == 0, done.stderr
    assert provider.kinds() == ["video"]
    told = [file for file in studio.folder.rglob("*") if file.is_file() and file != path and KEY.encode() in file.read_bytes()]
    assert (told, KEY in done.stdout + done.stderr) == ([], False)


@pytest.mark.parametrize("command", ["produce", "plan"])
@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("YOUR_SIMULATOR_API_KEY", "holds the placeholder of an example; replace it with your own key"),
        ("two words", "has white space inside; a key has none: copy it again"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused_before_anybody_is_asked(studio, provider, command, value, wrong) -> None:
    studio.held["SIMULATOR_API_KEY"] = value

    done = studio.run(command, studio.write(a_clip()))

    assert (done.returncode, done.stdout) == (2, "")
    [line] = lines_of(done.stderr)
    assert line.endswith(f"providers.video[0]: SIMULATOR_API_KEY (environment) {wrong}")
    assert value not in line
    assert provider.jobs() == []


def test_a_file_that_others_can_read_is_refused_with_the_command_that_helps(studio, provider) -> None:
    path = studio.keep(f"SIMULATOR_API_KEY={KEY}", mode=0o644)

    done = studio.produce(a_clip())

    assert done.returncode == 2
    assert lines_of(done.stderr) == [
        f"cliffhanger: the keys file {path} can be read by others (mode 644); make it yours alone: chmod 600 {path}"
    ]


def test_a_vendor_that_no_season_names_stops_nothing_and_is_told_by_doctor_and_providers(studio) -> None:
    studio.keep(f"SIMULATOR_API_KEY={KEY}", "HOLYSHEEP_API_KEY=changeme")

    planned = studio.run("plan", studio.write(a_clip()))
    listed = {one["vendor"]: one["key"] for one in studio.json("providers")["vendors"]}
    found = {one["name"]: one for one in studio.json("doctor", code=1)["checks"]}

    assert planned.returncode == 0, planned.stderr
    assert (listed["holysheep"], listed["simulator"], listed["studio"]) == ("unfit", "present", "not needed")
    assert "keys.env:2) holds the placeholder of an example" in found["keys"]["text"]


@pytest.mark.parametrize(("key", "meaning", "code"), [(KEY, "ok", 0), (KEY[::-1], "refused", 1)])
def test_doctor_tries_each_key_by_a_question_and_orders_nothing(tmp_path, key, meaning, code) -> None:
    provider = Provider(KEY)
    studio = KeylessStudio(tmp_path, provider=provider)
    studio.keep(f"SIMULATOR_API_KEY={key}")

    said = {one["vendor"]: one for one in studio.json("doctor", "--online", code=code)["providers"]}
    jobs = provider.jobs()
    provider.simulator.stop()

    assert said["simulator"]["answer"]["meaning"] == meaning
    assert said["simulator-blind"]["answer"]["meaning"] == "not tried"
    assert (said["openai"]["state"], said["openai"]["answer"]) == ("missing", None)
    assert jobs == []

"""An export loses nothing and doubles nothing, wherever it dies."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from shared import keyspace
from shared.errors import CliffhangerError, InputError
from shared.ledger.export import export
from shared.ledger.ledger import Ledger
from shared.ledger.verify import verify
from tests.unit.shared.ledger.calls import a_call, submitted

JOURNAL = f"{keyspace.LINE}:journal"
STEPS = ("named", "written", "synced", "removed")

KILLED = """
import os, signal, sys
from pathlib import Path
from shared.ledger.export import export
from shared.redis_client import open_redis
export(open_redis(sys.argv[1]), Path(sys.argv[2]), lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == sys.argv[3] else None)
"""


@pytest.fixture
def ledger(client: redis.Redis) -> Ledger:
    return Ledger(client)


def work(ledger: Ledger, *calls: str) -> None:
    """Calls of which every second one is settled."""
    for number, call in enumerate(calls):
        submitted(ledger, a_call(call))
        if number % 2:
            ledger.settle(call, 1_000 + number)


def ids_of(*files: Path) -> list[str]:
    return [entry["id"] for file in files for entry in map(json.loads, file.read_bytes().splitlines()) if "id" in entry]


def test_an_export_moves_the_journal_into_a_file(ledger: Ledger, tmp_path: Path) -> None:
    ledger.set_cap("season:heir-0a", 10**9)
    work(ledger, "c1", "c2", "c3")
    before = ledger.client.xrange(JOURNAL)
    file = tmp_path / "journal.jsonl"

    done = export(ledger.client, file)

    assert (done.written, done.removed, ledger.client.xlen(JOURNAL)) == (len(before), len(before), 0)
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    assert lines[1:] == [{"id": entry_id, **fields} for entry_id, fields in before]


def test_the_books_are_the_same_before_and_after_and_from_the_beginning(ledger: Ledger, tmp_path: Path) -> None:
    files = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    work(ledger, "c1", "c2", "c3")
    export(ledger.client, files[0])
    work(ledger, "c4", "c5", "c6")
    ledger.settle("c1", 5)
    before = verify(ledger.client).to_json()

    export(ledger.client, files[1])
    work(ledger, "c7", "c8")
    ledger.settle("c3", 9)

    after, from_the_beginning = verify(ledger.client), verify(ledger.client, files)
    assert before["well"]
    assert after.books.discrepancies == from_the_beginning.books.discrepancies == []
    assert after.to_json() == from_the_beginning.to_json()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("again_into", ["the same file", "another file"])
def test_an_export_that_is_killed_loses_and_doubles_nothing(
    ledger: Ledger, redis_url: str, tmp_path: Path, step: str, again_into: str
) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    work(ledger, "c0", "c1")
    export(ledger.client, first)
    work(ledger, *(f"d{number}" for number in range(300)))
    every_id = [*ids_of(first), *(entry_id for entry_id, _ in ledger.client.xrange(JOURNAL))]

    killed = subprocess.run([sys.executable, "-c", KILLED, redis_url, str(first), step], check=False, timeout=60)
    assert killed.returncode == -9
    work(ledger, "e0", "e1")
    every_id += [entry_id for entry_id, _ in ledger.client.xrange(JOURNAL) if entry_id > every_id[-1]]
    files = [first] if again_into == "the same file" else [first, second]
    export(ledger.client, files[-1])

    audit = verify(ledger.client, files)
    assert audit.books.discrepancies == []
    assert audit.books.entries == len(every_id)
    assert sorted(set(ids_of(*files))) == every_id
    if again_into == "the same file":
        assert ids_of(first) == every_id


def test_a_torn_line_is_written_anew(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    work(ledger, "c1", "c2")
    export(ledger.client, file)
    work(ledger, "c3", "c4")
    entry_id, fields = ledger.client.xrange(JOURNAL)[0]
    with file.open("a") as stream:
        stream.write(json.dumps({"id": entry_id, **fields})[:40])

    export(ledger.client, file)

    assert verify(ledger.client, [file]).books.discrepancies == []
    assert ids_of(file) == sorted(set(ids_of(file)))


def test_an_export_of_nothing_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    work(ledger, "c1")
    export(ledger.client, file)
    before = file.read_bytes()

    assert export(ledger.client, file).removed == 0

    assert file.read_bytes() == before


def test_of_two_exports_at_once_one_removes(ledger: Ledger, tmp_path: Path) -> None:
    work(ledger, "c1", "c2")
    files = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]

    def meanwhile(step: str) -> None:
        if step == "synced":
            export(ledger.client, files[1])
            work(ledger, "c3")

    with pytest.raises(CliffhangerError, match="another export was first"):
        export(ledger.client, files[0], meanwhile)

    assert verify(ledger.client, [files[1]]).books.discrepancies == []
    assert verify(ledger.client, files).books.discrepancies == []


def test_a_missing_file_is_told(ledger: Ledger, tmp_path: Path) -> None:
    files = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for number, file in enumerate(files):
        work(ledger, f"c{number}")
        export(ledger.client, file)

    audit = verify(ledger.client, files[1:])

    assert any("give every file" in line for line in audit.books.discrepancies)


def test_a_file_of_another_ledger_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    work(ledger, "c1")
    export(ledger.client, file)
    before = file.read_bytes()
    ledger.client.flushall()
    work(ledger, "c2")

    for act in (lambda: export(ledger.client, file), lambda: verify(ledger.client, [file])):
        with pytest.raises(InputError, match="is of the journal"):
            act()

    assert file.read_bytes() == before
    assert ledger.client.xlen(JOURNAL) > 0


@pytest.mark.parametrize("content", [b"my notes", b"my notes\nmore\n", b"{}\n"])
def test_a_file_of_something_else_is_left_alone(ledger: Ledger, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    work(ledger, "c1")

    with pytest.raises(InputError, match="names no journal"):
        export(ledger.client, file)

    assert file.read_bytes() == content


def test_entries_that_redis_has_lost_are_told_and_kept(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    work(ledger, "c1", "c2")
    export(ledger.client, file)
    lost = {"id": "9999999999999-0", "act": "cap", "scope": "season:x", "cap": "1"}
    with file.open("a") as stream:
        stream.write(json.dumps(lost) + "\n")
    work(ledger, "c3")

    with pytest.raises(CliffhangerError, match="the file"):
        export(ledger.client, file)

    assert "9999999999999-0" in ids_of(file)
    assert any("Redis has lost" in line for line in verify(ledger.client, [file]).books.discrepancies)

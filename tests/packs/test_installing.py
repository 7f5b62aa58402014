"""Packs from folders, archives, addresses and repositories, in as a whole or not at all."""

import hashlib
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.errors import PackError, UsageError
from quizapp.packs import archives, cloning, fetching, shelves
from quizapp.packs.distributions import offered
from quizapp.packs.fetching import Place, fetch, place_of
from quizapp.packs.library import Library
from quizapp.packs.origins import read_origin
from quizapp.services import trusting
from quizapp.services.house import pack_folders
from quizapp.services.installing import add, remove, update
from quizapp.services.sharing import build
from quizapp.services.shelf import shelf_of
from quizapp.services.trusting import examine

Write = Callable[..., str]


def clock() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where bundled packs would be."""
    monkeypatch.setattr(paths, "bundled", lambda name: tmp_path / "bundle" / name)
    return tmp_path / "bundle" / "content"


@pytest.fixture
def pack(make_pack: Callable[..., Path], true_false: Write) -> Path:
    return make_pack("sample", {"questions/a.yaml": true_false("one") + true_false("two")})


def installed() -> list[str]:
    """Everything in the folder of packs, hidden files too."""
    folder = paths.packs_folder()
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def asked() -> dict[str, int]:
    with closing(Library.open(pack_folders(), paths.index_file())) as library:
        return {str(info.id): info.questions for info in library.packs}


@pytest.mark.parametrize("suffix", ["", ".zip", ".tar.gz"])
def test_from_folders_and_archives(pack: Path, tmp_path: Path, suffix: str) -> None:
    source = build(pack, tmp_path / f"pack{suffix}").path if suffix else pack
    (added,) = add(str(source), clock=clock)
    assert (added.id, added.version, added.questions, added.runs) == ("sample", "1.0.0", 2, False)
    assert asked() == {"sample": 2}
    assert installed() == [".origins/sample.json", "sample/pack.yaml", "sample/questions/a.yaml"]
    origin = read_origin(paths.packs_folder(), "sample")
    assert origin is not None
    assert origin.place == Place("archive" if suffix else "folder", str(source))
    assert origin.when == "2026-03-02T00:00:00+00:00"
    assert not add(str(source), clock=clock)[0].new


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """`served(body)` is the address of what a server on this machine answers."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def serve(body: bytes = b"", status: int = 200, name: str = "pack.zip", **headers: str) -> str:
        answers[f"/{name}"] = status, headers, body
        return f"http://127.0.0.1:{server.server_address[1]}/{name}"

    yield serve
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_an_address(pack: Path, tmp_path: Path, served: Callable[..., str]) -> None:
    data = build(pack, tmp_path / "pack.zip").path.read_bytes()
    address = served(data)
    seen: list[int] = []
    moved = served(status=302, name="moved", Location=address)
    (added,) = add(moved, clock=clock, progress=seen.append)
    assert added.new and seen[-1] == len(data)
    assert shelf_of(added.path).origin == moved
    right = hashlib.sha256(data).hexdigest()
    assert fetch(place_of(address), right).data
    with pytest.raises(PackError, match="The checksum is"):
        fetch(place_of(address), "0" * 64)


def test_addresses_that_fail(
    served: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = served(status=302, name="away", Location=f"file://{tmp_path}/x.zip")
    ftp = served(status=302, name="ftp", Location="ftp://127.0.0.1/x.zip")
    for address in (away, ftp):
        with pytest.raises(PackError, match=r"is not (taken|allowed)"):
            fetch(place_of(address))
    circle = served(status=302, name="circle", Location="/circle")
    for address in (circle, served(status=500, name="broken"), served(name="gone")[:-4] + "none"):
        with pytest.raises(PackError, match="cannot be fetched"):
            fetch(place_of(address))
    with pytest.raises(PackError, match="web page"):
        fetch(place_of(served(b"<html>", name="page.zip")))
    monkeypatch.setattr(fetching, "MAX_ARCHIVE", 1000)
    with pytest.raises(PackError, match="larger than"):
        fetch(place_of(served(bytes(200_000), name="large")))
    with pytest.raises(PackError, match="Anyone on the way"):
        fetch(Place("url", "http://example.invalid/pack.zip"))
    assert not paths.packs_folder().exists()


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("https://example.org/pack.zip", "url"),
        ("https://github.com/someone/pack", "git"),
        ("https://github.com/someone/pack/archive/main.zip", "url"),
        ("https://example.org/pack.git", "git"),
        ("git+https://example.org/pack", "git"),
        ("git@example.org:someone/pack.git", "git"),
        ("ssh://git@example.org/pack", "git"),
        ("file:///tmp/pack.git", "git"),
    ],
)
def test_what_a_source_means(given: str, kind: str) -> None:
    assert place_of(given) == Place(kind, given.removeprefix("git+"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        "file:///etc/passwd",
        "ftp://example.org/pack.zip",
        "ext::sh -c id",
        "git+ext::sh -c id",
        "git+ftp://example.org/x",
        "-oProxyCommand=id",
        "git@-oProxyCommand=id:x",
        "data:application/zip,PK",
        "javascript:alert(1)",
        "python:some-packs",
        "https://",
        "https://[::1",
        "C:\\packs",
        "nowhere",
        "a\0b",
        "x" * 5000,
        "",
    ],
)
def test_what_is_no_source(given: str) -> None:
    with pytest.raises(PackError):
        place_of(given)


def test_a_password_is_not_shown() -> None:
    place = place_of("https://me:secret@example.org/pack.git")
    assert "secret" in place.location
    assert place.shown == "https://example.org/pack.git"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_from_git(pack: Path, tmp_path: Path, true_false: Write) -> None:
    repository = tmp_path / "all.git"
    repository.mkdir()
    pack.rename(repository / "sample")
    (repository / "elsewhere").symlink_to("/etc")
    git(repository, "init")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    git(repository, "add", ".")
    git(repository, "commit", "-m", "first")
    address = f"file://{repository}"
    add(address, clock=clock)
    questions = repository / "sample" / "questions" / "a.yaml"
    questions.write_text(true_false("one", "Changed?") + true_false("three"))
    git(repository, "commit", "-am", "second")
    (told,) = update([], clock=clock)
    assert (told.changes.new, told.changes.changed, told.changes.removed) == (
        ("three",),
        ("one",),
        ("two",),
    )
    assert update([], clock=clock)[0].same
    (repository / "sample" / "demos").symlink_to("/etc")
    git(repository, "add", ".")
    git(repository, "commit", "-m", "third")
    (told,) = update([], clock=clock)
    assert "demos: links are not taken" in str(told.error)
    assert asked() == {"sample": 2}
    assert not (tmp_path / "ran").exists()

    # A tag or branch that is named is what an update asks for again.
    git(repository, "tag", "v1.0", "HEAD~2")
    git(repository, "branch", "feature/x", "HEAD~1")
    add(f"{address}#v1.0", clock=clock, replacing=True)
    assert update([], clock=clock)[0].same
    first = paths.packs_folder() / "sample" / "questions" / "a.yaml"
    assert "Changed?" not in first.read_text()
    add(f"{address}#feature/x", clock=clock, replacing=True)
    assert "Changed?" in first.read_text()
    assert update([], clock=clock)[0].same
    with pytest.raises(PackError, match=r"Git cannot fetch it: .*v9"):
        add(f"{address}#v9", clock=clock)
    with pytest.raises(PackError, match="no name of a branch"):
        add(f"{address}#--upload-pack=id", clock=clock)
    with pytest.raises(PackError, match="Git cannot fetch it"):
        add(f"file://{tmp_path}/none.git", clock=clock)


def test_errors_are_all_told_and_nothing_is_left(pack: Path, true_false: Write) -> None:
    (pack / "questions" / "b.yaml").write_text("- id: x\n  kind: chioce\n- id: one\n")
    with pytest.raises(PackError) as told:
        add(str(pack), clock=clock)
    assert "b.yaml:2:9: there is no kind of question `chioce`" in str(told.value)
    assert "the id `one` is taken" in str(told.value)
    assert installed() == []


def test_an_id_is_never_taken_silently(pack: Path, bundle: Path, make_pack, true_false) -> None:
    add(str(pack), clock=clock)
    other = make_pack("another", {"questions/a.yaml": true_false("x")})
    manifest = other / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: another", "id: sample"))
    with pytest.raises(PackError, match=r"(?s)“A sample” 1\.0\.0 in .*--replace"):
        add(str(other), clock=clock)
    assert asked() == {"sample": 2}
    add(str(other), clock=clock, replacing=True)
    assert asked() == {"sample": 1}
    bundle.mkdir(parents=True)
    other.rename(bundle / "sample")
    remove("sample")
    with pytest.raises(PackError, match="It cannot be replaced"):
        add(str(pack), clock=clock, replacing=True)
    with pytest.raises(PackError, match="comes with quizapp"):
        remove("sample")


def test_several_packs(make_pack: Callable[..., Path], true_false: Write, tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        make_pack(f"all/{name}", {"questions/a.yaml": true_false("x")})
        manifest = tmp_path / "all" / name / "pack.yaml"
        manifest.write_text(manifest.read_text().replace(f"id: all/{name}", f"id: {name}"))
    with pytest.raises(PackError, match="several packs: first, second, third"):
        add(str(tmp_path / "all"), clock=clock)
    with pytest.raises(UsageError, match="Did you mean second"):
        add(str(tmp_path / "all"), clock=clock, only=["secnd"])
    (tmp_path / "all" / "third" / "questions" / "a.yaml").write_text("- id: x\n")
    with pytest.raises(PackError, match="errors"):
        add(str(tmp_path / "all"), clock=clock, only=["first", "third"])
    assert installed() == []
    add(str(tmp_path / "all"), clock=clock, only=["first", "second"])
    assert asked() == {"first": 1, "second": 1}
    with pytest.raises(PackError, match="There is no pack in it"):
        add(str(tmp_path / "all" / "first" / "questions"), clock=clock)


def test_updates(make_pack: Callable[..., Path], true_false: Write, pack: Path) -> None:
    (pack / "demos").mkdir()
    (pack / "demos" / "data.bin").write_text("1")
    (added,) = add(str(pack), clock=clock)
    trusting.trust(examine(added.path), clock())
    assert update([], clock=clock)[0].same
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("1.0.0", "1.1.0") + "renamed: {two: three}\n")
    (pack / "questions" / "a.yaml").write_text(true_false("one") + true_false("three"))
    (pack / "demos" / "data.bin").write_text("2")
    (told,) = update([], clock=clock, only_check=True)
    assert (told.before, told.after, told.done) == ("1.0.0", "1.1.0", False)
    assert told.changes.renamed == ("two",)
    assert not (told.changes.new or told.changes.changed or told.changes.removed)
    assert asked() == {"sample": 2}
    (told,) = update(["sample"], clock=clock)
    assert told.done and told.untrusted
    manifest.write_text("broken")
    (told,) = update([], clock=clock)
    assert told.error is not None
    assert asked() == {"sample": 2}
    with pytest.raises(UsageError):
        update(["none"], clock=clock)
    assert remove("sample").questions == 2
    assert installed() == []


def test_what_was_changed_here_is_kept(pack: Path, true_false: Write, tmp_path: Path) -> None:
    (added,) = add(str(pack), clock=clock)
    own = added.path / "questions" / "own.yaml"
    own.write_text(true_false("mine"))
    assert update([], clock=clock)[0].same and own.exists()
    (pack / "questions" / "a.yaml").write_text(true_false("one"))
    (told,) = update([], clock=clock, only_check=True)
    assert told.edited and told.kept is None and own.exists()
    (told,) = update([], clock=clock)
    assert told.edited and told.kept is not None and not own.exists()
    assert (told.kept / "questions" / "own.yaml").read_text() == true_false("mine")
    assert asked() == {"sample": 1}
    (pack / "questions" / "a.yaml").write_text(true_false("two"))
    (told,) = update([], clock=clock)
    assert not told.edited and told.kept is None
    own.write_text("broken")
    (added,) = add(str(pack), clock=clock, replacing=True)
    assert added.new and added.kept is not None
    moved = pack.rename(tmp_path / "moved")
    (added,) = add(str(moved), clock=clock, replacing=True)
    assert added.new and added.kept is None
    assert shelf_of(added.path).origin == str(moved)
    assert not add(str(moved), clock=clock, replacing=True)[0].new


def test_building_where_one_stands(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack)
    (pack / "notes.docx").write_text("mine")
    (pack / "README.md").write_text("for people")
    for name in ("questions/a.yaml~", "notes.bak", "demos/data.csv"):
        (pack / name).parent.mkdir(exist_ok=True)
        (pack / name).write_text("x")
    built = build(Path(), None)
    assert built.left_behind == ("notes.bak", "questions/a.yaml~")
    assert built.unread == ("demos/data.csv", "notes.docx")
    assert built.path == tmp_path / "sample-1.0.0.zip"
    beside = built.path.with_name("sample-1.0.0.zip.sha256")
    beside.write_text("not one")
    with pytest.raises(PackError, match=r"zip\.sha256: “not” is no SHA-256"):
        add(str(built.path), clock=clock)


def test_git_tells_what_ssh_says() -> None:
    told = (
        b"Cloning into bare repository\nssh: Could not resolve hostname nohost\n"
        b"fatal: Could not read from remote repository.\n\nPlease make sure\n"
    )
    assert cloning._last_words(told) == (
        "ssh: Could not resolve hostname nohost; Could not read from remote repository."
    )
    assert cloning._last_words(b"fatal: not found\nmore") == "not found"


def test_a_stop_in_between_loses_no_pack(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(str(pack), clock=clock)
    folder = paths.packs_folder()
    (folder / ".replaced").mkdir()
    (folder / "sample").rename(folder / ".replaced" / "sample")
    assert asked() == {}
    update([], clock=clock)
    assert asked() == {"sample": 2}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("1.0.0", "1.1.0"))
    before = installed()
    monkeypatch.setattr(shelves.os, "fsync", full)
    stale = folder / ".incoming" / "stale"
    stale.mkdir(parents=True)
    os.utime(stale, (0, 0))
    assert "No space left" in str(update([], clock=clock)[0].error)
    assert not stale.exists()
    with pytest.raises(PackError, match="No space left"):
        add(str(pack), clock=clock, replacing=True)
    assert installed() == before


def test_archives_are_the_same_on_every_run(pack: Path, tmp_path: Path) -> None:
    for suffix in (".zip", ".tar.gz"):
        one = build(pack, tmp_path / f"one{suffix}")
        for path in pack.rglob("*"):
            path.chmod(0o700)
        (pack / ".hidden").write_text("x")
        other = build(pack, tmp_path / f"other{suffix}")
        assert one.path.read_bytes() == other.path.read_bytes()
        beside = other.path.with_name(other.path.name + ".sha256").read_text()
        assert beside == f"{other.sha256}  other{suffix}\n"
        beside_it = other.path.with_name(other.path.name + ".sha256")
        beside_it.write_text("0" * 64)
        with pytest.raises(PackError, match="The checksum is"):
            add(str(other.path), clock=clock)
    with pytest.raises(PackError, match="lie in the pack itself"):
        build(pack, pack / "x.zip")
    with pytest.raises(PackError, match="is named"):
        build(pack, tmp_path / "x.rar")


def test_packs_of_python_distributions(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    about = site / "some_packs-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "entry_points.txt").write_text(
        "[console_scripts]\nx = y:z\n\n[quizapp.packs]\nsample = some_packs.inner\nbad = nothing\n"
    )
    package = site / "some_packs"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('it was imported')")
    pack.rename(package / "inner")
    monkeypatch.syspath_prepend(str(site))
    (found,) = [each for each in offered() if each.distribution == "some_packs"]
    assert found.folder == package / "inner"
    assert asked() == {"sample": 2}
    assert shelf_of(found.folder).origin == "python:some_packs"
    assert "some_packs" not in sys.modules
    with pytest.raises(PackError, match="pip uninstall some_packs"):
        remove("sample")
    assert "pip install --upgrade" in str(update(["sample"], clock=clock)[0].error)


def test_limits_hold_for_folders_too(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL", 100)
    with pytest.raises(PackError, match="larger than"):
        add(str(pack), clock=clock)
    assert installed() == []

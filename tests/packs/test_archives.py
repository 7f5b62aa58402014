"""Archives and folders from outside: taken, or refused with the place and the reason."""

import gzip
import io
import os
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.clean import UNSAFE
from quizapp.errors import PackError
from quizapp.packs import archives
from quizapp.packs.archives import read_archive, read_folder

FILES = {"pack/pack.yaml": b"format: 1\n", "pack/questions/a.yaml": b"- id: a\n" * 50}


def zipped(files: dict[str, bytes], **about: object) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.filename = info.orig_filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            for word, value in about.items():
                setattr(info, word, value)
            archive.writestr(info, content)
    return target.getvalue()


def tarred(files: dict[str, bytes], *more: tarfile.TarInfo) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in more:
            archive.addfile(info, io.BytesIO(b""))
    return target.getvalue()


def special(kind: bytes, name: str = "pack/odd", target: str = "/etc/passwd") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("make", [zipped, tarred, lambda files: gzip.decompress(tarred(files))])
def test_archives_hold_packs(make: Callable[[dict[str, bytes]], bytes]) -> None:
    hidden = {"pack/.git/config": b"x", "__MACOSX/pack/._a": b"x", "./README.md": b"hello"}
    files = read_archive(make(FILES | hidden), "a.zip")
    assert files.data == FILES | {"README.md": b"hello"}
    assert files.roots() == ["pack"]
    assert list(files.below("pack")) == ["pack.yaml", "questions/a.yaml"]


def test_packs_are_told_from_their_translations() -> None:
    names = ("b/pack.yaml", "b/ko/pack.yaml", "a/pack.yaml", "a.b/pack.yaml", "c/questions/x.yaml")
    assert read_archive(zipped(dict.fromkeys(names, b"")), "").roots() == ["a", "a.b", "b"]
    assert read_archive(zipped({"pack.yaml": b"", "ko/pack.yaml": b""}), "").roots() == [""]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.yaml", "leads out of the pack: it has `..`"),
        ("pack/../../evil.yaml", "leads out of the pack: it has `..`"),
        ("/etc/evil.yaml", "leads out of the pack: it begins with a slash"),
        ("C:/evil.yaml", "not every system takes the name"),
        ("c:evil.yaml", "not every system takes the name"),
        ("pack\\..\\evil.yaml", "has a backslash"),
        ("pack/nul.yaml", "not every system takes the name"),
        ("pack/end. ", "not every system takes the name"),
        ("pack/a\x1b[2Jb.yaml", "a character that cannot be seen"),
        ("pack/a\u202elmay.exe", "a character that cannot be seen"),
        ("pack/a\u200bb.yaml", "a character that cannot be seen"),
        ("d/" * 9 + "a.yaml", "more than 8 folders deep"),
        ("pack/" + "a" * 300, "longer than 200 characters"),
    ],
)
def test_names_that_could_hurt(name: str, reason: str) -> None:
    for archive in (zipped(FILES | {name: b"x"}), tarred(FILES | {name: b"x"})):
        with pytest.raises(PackError) as told:
            read_archive(archive, "a.zip")
        assert reason in str(told.value)
        assert str(told.value).startswith("a.zip: ")
        assert not UNSAFE.search(str(told.value))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("pack/A.yaml", "pack/a.yaml", "differ only by capitals"),
        ("pack/\u00e9.yaml", "pack/e\u0301.yaml", "differ only by capitals"),
        ("Pack/b.yaml", "pack/c.yaml", "differ only by capitals"),
        ("pack/a", "pack/a/b.yaml", "a file and a folder have the same name"),
        ("pack/x.yaml", "pack/./x.yaml", "a name is there twice"),
    ],
)
def test_names_that_are_one(one: str, other: str, reason: str) -> None:
    for make in (zipped, tarred):
        with pytest.raises(PackError, match=reason):
            read_archive(make({one: b"1", other: b"2"}), "a.zip")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_tars_with_more_than_files(kind: bytes) -> None:
    with pytest.raises(PackError) as told:
        read_archive(tarred(FILES, special(kind)), "a.tgz")
    assert str(told.value).startswith("a.tgz: pack/odd: ")
    aside = read_archive(tarred(FILES, special(kind, "aside")), "a.tgz", lenient=True)
    assert aside.below("pack")
    inside = read_archive(tarred(FILES, special(kind)), "a.tgz", lenient=True)
    with pytest.raises(PackError, match="pack/odd"):
        inside.below("pack")


def test_zips_with_more_than_files() -> None:
    for mode in (0o120777, 0o010644, 0o020644):
        with pytest.raises(PackError, match=r"pack/pack\.yaml"):
            read_archive(zipped(FILES, external_attr=mode << 16, create_system=3), "a.zip")
    data = bytearray(zipped(FILES))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 1)
    with pytest.raises(PackError, match="encrypted"):
        read_archive(bytes(data), "a.zip")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("pack.yaml", b"x")
    with pytest.raises(PackError, match="packed in a way"):
        read_archive(target.getvalue(), "a.zip")


def bombs() -> list[bytes]:
    """Each much larger once unpacked than the limits, or with far too many entries."""
    zeros = bytes(1 << 20)
    target = io.BytesIO()
    with gzip.open(target, "wb", compresslevel=1) as file:
        info = tarfile.TarInfo("pack/zeros")
        info.size = 60 << 20
        file.write(info.tobuf())
        for _ in range(60):
            file.write(zeros)
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("pack/zeros", zeros * 60)
    lying = bytearray(large.getvalue())
    place = lying.rfind(b"PK\x01\x02")
    lying[place + 24 : place + 28] = struct.pack("<I", 100)
    many = {f"pack/{number}": b"" for number in range(4_500)}
    return [
        target.getvalue(),
        large.getvalue(),
        bytes(lying),
        zipped(many),
        tarred(many),
        bytes(archives.MAX_ARCHIVE + 1),
    ]


def test_bombs_are_refused_in_bounded_time_and_memory() -> None:
    for data in bombs():
        begun = time.process_time()
        tracemalloc.start()
        with pytest.raises(PackError):
            read_archive(data, "bomb")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 200_000_000
        assert time.process_time() - begun < 10  # a second, were it not traced


def test_cut_and_foreign_files() -> None:
    for whole in (zipped(FILES), tarred(FILES)):
        for cut in (len(whole) // 2, len(whole) - 9):
            with pytest.raises(PackError, match=r"damaged|no archive"):
                read_archive(whole[:cut], "a.zip")
    plain_tar = gzip.decompress(tarred(FILES))
    with pytest.raises(PackError, match="damaged"):
        read_archive(plain_tar[:1024], "a.tar")
    with pytest.raises(PackError, match="web page"):
        read_archive(b"\n<!doctype html>", "a.zip")
    for data in (b"", b"hello", b"PK", b"\x1f\x8b"):
        with pytest.raises(PackError):
            read_archive(data, "a.zip")


WHOLE = (zipped(FILES), tarred(FILES), gzip.decompress(tarred(FILES))[:4096])


@given(st.integers(0, 2), st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_a_mutated_archive_is_read_or_refused(which: int, seed: int, changes: int) -> None:
    data, dice = bytearray(WHOLE[which]), random.Random(seed)
    for _ in range(changes):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                data[at : at + dice.randrange(40)] = b""
            case 2:
                data[at:at] = dice.randbytes(dice.randrange(1, 40))
            case _:
                data[at : at + 4] = struct.pack("<I", dice.choice([0, 1, 2**31, 2**32 - 1]))
        data = data or bytearray(1)
    try:
        files = read_archive(bytes(data), "a.zip")
    except PackError as error:
        assert str(error).startswith("a.zip")
        assert not UNSAFE.search(str(error))
    else:
        assert sum(map(len, files.data.values())) <= archives.MAX_TOTAL
        for path in files.data:
            assert not path.startswith("/") and ".." not in path.split("/")


def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    pack = tmp_path / "pack"
    (pack / ".git").mkdir()
    (pack / ".git" / "link").symlink_to("/etc")
    assert read_folder(tmp_path).data == FILES
    (pack / "demos").symlink_to("/etc")
    with pytest.raises(PackError, match="demos: links are not taken"):
        read_folder(tmp_path).below("pack")
    (pack / "demos").unlink()
    os.mkfifo(pack / "queue")
    with pytest.raises(PackError, match="queue: this is neither a file nor a folder"):
        read_folder(tmp_path).below("pack")
    (pack / "queue").unlink()
    with (pack / "large.bin").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(PackError, match=r"large.bin: the file is larger than 10 MB"):
        read_folder(tmp_path)
    (pack / "large.bin").unlink()
    monkeypatch.setattr(archives, "MAX_ENTRIES", 2)
    with pytest.raises(PackError, match="more than 2 files"):
        read_folder(tmp_path)
    with pytest.raises(PackError, match="cannot be read"):
        read_folder(tmp_path / "nowhere")

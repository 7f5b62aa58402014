"""From what a user names to the files of a pack: a folder, an archive, an address, a repository."""

import contextlib
import hashlib
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Literal

from quizapp.core.say import say
from quizapp.errors import PackError
from quizapp.packs.archives import MAX_ARCHIVE, SUFFIXES, Files, read_archive, read_folder
from quizapp.packs.filenames import shown_name

Kind = Literal["folder", "archive", "url", "git"]
Progress = Callable[[int], None]
"""Told how many bytes have come."""

WAIT_S = 20.0
"""For one answer of a server."""
ALL_S = 300.0
"""For all of a download."""
_PIECE = 1 << 16
_FORGES = frozenset(("github.com", "gitlab.com", "codeberg.org", "bitbucket.org"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCP = re.compile(r"[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:(?!//)[^\s-]\S*")
_REF = re.compile(r"[A-Za-z0-9_][\w./+-]{0,199}", re.ASCII)
_GIT_SCHEMES = ("https", "ssh", "file")
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pack comes from."""

    kind: Kind
    location: str
    """A path, or an address as it goes to the network or to git, there with `#` and a branch or
    tag if one was named."""

    @property
    def shown(self) -> str:
        """The location without a password that stands in it."""
        return shown_name(re.sub(r"(?<=://)[^/@]*@", "", self.location))


def place_of(given: str) -> Place:
    """What a user means with a source. Raises PackError for what is none."""
    text = given.strip()
    with contextlib.suppress(OSError, ValueError):  # no name of a file at all
        if text and Path(text).is_dir():
            return Place("folder", str(Path(text).absolute()))
        if text and Path(text).is_file():
            return Place("archive", str(Path(text).absolute()))
    if _SCP.fullmatch(text):
        return _repository(text)
    found = _SCHEME.match(text)
    if found is None or len(found[1]) == 1:  # a drive letter
        raise PackError(
            say("There is no file or folder {name}", name=shown_name(text)),
            hint=say("Name a folder, an archive, its https address, or a git repository."),
        )
    return _address(text, found[1].lower())


def _address(text: str, scheme: str) -> Place:
    try:
        parts = urllib.parse.urlsplit(text.removeprefix("git+"))
        host, path = parts.hostname or "", parts.path
    except ValueError as error:
        raise PackError(say("This is no address"), where=shown_name(text)) from error
    if scheme.startswith("git+") or scheme == "ssh" or path.rstrip("/").endswith(".git"):
        if parts.scheme not in _GIT_SCHEMES:
            raise _refused(text)
        return _repository(text.removeprefix("git+"))
    if scheme == "python":
        raise PackError(
            say("Packs of Python distributions are there without being added"),
            hint=say("Install the distribution: pip install {name}", name=shown_name(path)),
        )
    if scheme not in ("https", "http") or not host:
        raise _refused(text)
    if host.removeprefix("www.") in _FORGES and path.strip("/").count("/") == 1:
        return _repository(text)
    return Place("url", text)


def _repository(text: str) -> Place:
    """A repository, whose branch or tag may be named behind `#`."""
    _, sign, ref = text.partition("#")
    if sign and (not _REF.fullmatch(ref) or ".." in ref):
        raise PackError(
            say("“{ref}” is no name of a branch or a tag", ref=shown_name(ref)),
            where=shown_name(text),
            hint=say("Name one behind the address, as in #v1.2, or none for the newest state."),
        )
    return Place("git", text)


def _refused(text: str) -> PackError:
    return PackError(
        say("Packs are not taken from such an address"),
        where=shown_name(text),
        hint=say("Use https, git+https, ssh, or the path of a file or folder."),
    )


def fetch(place: Place, sha256: str = "", progress: Progress = lambda _bytes: None) -> Files:
    """The files there. Raises PackError for whatever goes wrong, and for another checksum.

    `sha256` is what an archive must have; for one on this machine the file beside it is asked
    too, as `quizapp pack build` writes it.
    """
    if sha256 and place.kind in ("folder", "git"):
        raise PackError(say("Only an archive has a checksum"), where=place.shown)
    if place.kind == "folder":
        return read_folder(Path(place.location))
    if place.kind == "git":
        from quizapp.packs.cloning import clone

        return clone(place.location, place.shown, progress)
    told = ""
    if place.kind == "archive":
        path = Path(place.location)
        data = _file(path)
        if not sha256 and (beside := _beside(path)):
            sha256, told = beside, f"{place.shown}.sha256"
    else:
        data = _download(place, sha256, progress)
    if sha256:
        verify_checksum(data, sha256, place.shown, told)
    return read_archive(data, place.shown)


def verify_checksum(data: bytes, sha256: str, where: str, told: str = "") -> None:
    """Raise PackError for another SHA-256 than the one given in hexadecimal digits.

    `told` is the file that gives it, if one does.
    """
    wanted = sha256.strip().lower()
    if not _SHA256.fullmatch(wanted):
        raise PackError(
            say("“{given}” is no SHA-256 checksum", given=shown_name(sha256)),
            where=told,
            hint=say("It has 64 digits from 0 to 9 and a to f."),
        )
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise PackError(
            say("The checksum is {found} and not {wanted}", found=found, wanted=wanted),
            where=where,
            hint=say("The archive is damaged, or another than was meant. Nothing was added."),
        )


def _beside(path: Path) -> str:
    """The checksum in the file beside an archive, as `sha256sum` writes it; '' for none."""
    try:
        with path.with_name(f"{path.name}.sha256").open("rb") as file:
            words = file.read(1000).decode("ascii", "replace").split()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _unreadable(path, error) from error
    return words[0] if words else "-"


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_ARCHIVE + 1)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> PackError:
    reason = error.strerror or str(error)
    return PackError(say("The file cannot be read: {reason}", reason=reason), where=str(path))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https alone, and never from the safe one to the other."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,
        newurl: str,
    ) -> urllib.request.Request | None:
        allowed = ("https",) if req.type == "https" else ("https", "http")
        if urllib.parse.urlsplit(newurl).scheme not in allowed:
            message = say(
                "The server sends on to an address that is not taken: {url}",
                url=shown_name(newurl),
            )
            raise PackError(message, where=shown_name(req.full_url))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """http and https, and nothing else: no files, no ftp."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        _Redirects,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    opener.addheaders = [("User-Agent", "quizapp"), ("Accept", "*/*")]
    return opener


def _download(place: Place, sha256: str, progress: Progress) -> bytes:
    parts = urllib.parse.urlsplit(place.location)
    if parts.scheme == "http" and not sha256 and parts.hostname not in _LOOPBACK:
        raise PackError(
            say("Anyone on the way can change what comes over http"),
            where=place.shown,
            hint=say("Use https, or say which archive is meant with --sha256."),
        )
    begun = time.monotonic()
    data = bytearray()
    try:
        with _opener().open(place.location, timeout=WAIT_S) as answer:
            while piece := answer.read1(_PIECE):  # what has come, so that time is looked at
                data += piece
                progress(len(data))
                if len(data) > MAX_ARCHIVE:
                    limit = MAX_ARCHIVE // 1_000_000
                    raise PackError(
                        say("the archive is larger than {limit} MB", limit=limit), where=place.shown
                    )
                if time.monotonic() - begun > ALL_S:
                    raise TimeoutError("it takes too long")
    except urllib.error.HTTPError as error:
        error.close()
        raise _failed(place, f"{error.code} {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", "") or error
        raise _failed(place, str(reason) or type(error).__name__) from error
    return bytes(data)


def _failed(place: Place, reason: str) -> PackError:
    return PackError(
        say("It cannot be fetched: {reason}", reason=shown_name(reason)),
        where=place.shown,
        hint=say("Nothing was changed. Packs come as {suffixes}.", suffixes=", ".join(SUFFIXES)),
    )

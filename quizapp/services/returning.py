"""The command that goes on with a session that was left."""

from quizapp.core.ids import pack_of
from quizapp.core.session import Session
from quizapp.services.house import House
from quizapp.services.trusting import typed


def going_on(house: House, session: Session) -> str:
    """What to type; it names the session's packs where some of them are folders."""
    infos = [house.library.pack(pack) for pack in dict.fromkeys(map(pack_of, session.queue))]
    folders = {folder.absolute() for folder in house.folders}
    if not any(info.path in folders for info in infos):
        return "quizapp quiz --plain"
    named = (typed(info.path) if info.path in folders else str(info.id) for info in infos)
    return " ".join(["quizapp quiz", *named, "--plain"])

"""Where a run's messages leave its process."""

import os
import threading

from quizapp.lab.messages import Message, from_wire, to_wire
from quizapp.lab.wire import frame


class Outlet:
    """A pipe's end that several threads may write to, one message at a time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._turn = threading.Lock()

    def send(self, message: Message) -> None:
        """Write the message; ProtocolError where the app would refuse it.

        The process ends where nobody listens any more, or the demo closed the descriptor.
        """
        try:
            self._write(message)
        except OSError:
            os._exit(1)

    def offer(self, message: Message) -> bool:
        """Write a message that the run can do without; says whether it could be written."""
        try:
            self._write(message)
        except OSError:
            return False
        return True

    def _write(self, message: Message) -> None:
        payload = to_wire(message)
        from_wire(payload)  # what the app would refuse is told here, with the demo's line
        data = memoryview(frame(payload))
        with self._turn:
            while data:
                data = data[os.write(self._descriptor, data) :]

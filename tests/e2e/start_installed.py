"""Starts an installed `quizapp` in a real terminal and answers a question (for `.ci/run`)."""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from terminal import Terminal


def main(program: str) -> None:
    """Tour, home, a session, an answer with its verdict, and what the lab says without torch."""
    with tempfile.TemporaryDirectory() as home:
        env = {"QUIZAPP_HOME": home, "TERM": "xterm-256color"}
        settings = Path(home) / "config" / "settings.toml"
        settings.parent.mkdir()
        settings.write_text("enter-guard = 0\n", encoding="utf-8")  # keys need not wait
        with Terminal([program], size=(100, 32), env=env) as terminal:
            terminal.wait_for("Welcome")  # the tour, at the first start only
            terminal.press("esc")
            terminal.wait_while("Welcome")  # home is already seen around it
            terminal.wait_for("All packs")
            terminal.press("q")
            assert terminal.wait() == 0
        with Terminal([program, "quiz", "--kind", "choice"], size=(100, 32), env=env) as terminal:
            terminal.wait_for("1/10")
            terminal.press("x")
            terminal.wait_for("Here is the answer")
            terminal.press("enter")
            terminal.wait_for("2/1")
    run = subprocess.run(
        [program, "demo", "run", "relu-approximation"], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 2, run
    assert "quizapp[demos]" in run.stderr, run.stderr
    assert "Traceback" not in run.stderr, run.stderr
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main(sys.argv[1])

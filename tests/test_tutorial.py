"""The tutorial's commands, run as they are written against a portal of their own."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.running_portal import ROOT, RunningPortal, plain_environment

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
# A block of commands, and the output that follows it.
STEPS = re.findall(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", TUTORIAL, re.MULTILINE | re.DOTALL)
# The fixture starts the portal; an account's password is asked for on a terminal.
DONE_OTHERWISE = ("git clone", "createsuperuser")


def test_every_step_prints_what_the_tutorial_shows(portal: RunningPortal) -> None:
    steps = [(script, output) for script, output in STEPS if not any(word in script for word in DONE_OTHERWISE)]
    assert len(steps) >= 7
    for script, output in steps:
        written = script.replace(".venv/bin/python", sys.executable).replace("http://127.0.0.1:8000", portal.url)
        done = subprocess.run(
            ["bash", "-euc", written],
            cwd=portal.folder,
            env=plain_environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, (script, done.stderr)
        for line in output.splitlines():
            assert line.strip() in done.stdout, script

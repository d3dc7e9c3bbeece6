"""The portal's settings for measuring it as it is served: with a bare view beside its own, in a folder of its own."""

import os
from pathlib import Path

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare_view"
STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"

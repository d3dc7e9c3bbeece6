"""Static files, including those of a newer release while older processes still serve."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise that looks up files that were added after the process started.

    While the processes are replaced one after the other, a page of a new one names files that an old one has never
    seen: whoever of them is asked has to have them.
    """

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        if self.static_root and not self.autorefresh:
            self.directories.insert(0, (f"{self.static_root}/", self.static_prefix))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the requested file, or pass the request on."""
        path = request.path_info
        if path.startswith(self.static_prefix) and path not in self.files:
            file = self.find_file(path)
            if file is not None:
                self.files[path] = file
        answer: HttpResponseBase = super().__call__(request)
        return answer

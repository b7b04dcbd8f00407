"""How long a page took on the server, told with the page: browsers show it beside the request."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def server_timing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the innermost: adds `Server-Timing: view;dur=MILLISECONDS`, without sign-in, session and scope."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        response.headers["Server-Timing"] = f"view;dur={(time.perf_counter() - began) * 1000:.1f}"
        return response

    return answer

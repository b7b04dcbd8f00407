"""What a page may load and run: this server's own files, and nothing that stands in the page itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def policy(*hosts: str) -> str:
    """The Content-Security-Policy of a page that may fetch data and pictures from these origins too, and nothing else."""
    also = "".join(f" {host}" for host in hosts)
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "worker-src 'self'",
            "style-src 'self'",
            # The count on the browser tab is a picture drawn by the page.
            f"img-src 'self' data:{also}",
            f"connect-src 'self'{also}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


POLICY = policy()


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: adds the Content-Security-Policy to every answer that does not bring its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer

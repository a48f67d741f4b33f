"""Probes for machines: is it alive, is it ready, and its numbers.

Open to loopback only, unless the operator opens them (`review.open_probes`); an administrator may read them from
anywhere. Behind a reverse proxy on the same machine every connection is from loopback: there the Host header tells.
"""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response

from intake.errors import StorageUnavailable
from intake.review.current import TheDesk, administrator_account, desk_of
from intake.review.metrics import CONTENT_TYPE, exposition


def probe(request: Request) -> None:
    """Lets a prober of this machine in, and an administrator."""
    if not (desk_of(request).site.open_probes or _from_here(request)):
        administrator_account(request)


Probe = Annotated[None, Depends(probe)]
router = APIRouter()


@router.get("/healthz")
def alive(_probe: Probe) -> Response:
    """The desk answers."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz")
def ready(_probe: Probe, desk: TheDesk) -> Response:
    """The database answers too."""
    try:
        desk.store.pending_requests()
    except StorageUnavailable as error:
        return Response(f"{error}\n", 503, media_type="text/plain", headers={"Retry-After": "10"})
    return Response("ready\n", media_type="text/plain")


@router.get("/metrics")
def metrics(_probe: Probe, desk: TheDesk) -> Response:
    """The numbers, for Prometheus."""
    return Response(exposition(desk.queries.mailboxes(), desk.polls()), media_type=CONTENT_TYPE)


def _from_here(request: Request) -> bool:
    public = desk_of(request).site.public_url
    if public and request.headers.get("host", "").lower() == urlsplit(public).netloc.lower():
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False

"""What the shop answers."""

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.urls import path
from shop.models import Order

from duban.contrib.django import engine

UNITS: dict[str, Any] = {"desk": "Desk", "fitter": "Workshop"}


def claimed(title: str) -> str:
    """Write an order and open its claim."""
    order = Order.objects.create(title=title)
    order.claim_id = engine.open("claim", title=title, units=UNITS, by="Desk").number
    order.save()
    return order.claim_id


def claim(request: HttpRequest) -> JsonResponse:
    """Write both; the request is one transaction, if the settings say so."""
    number = claimed(request.GET["title"])
    if "fail" in request.GET:
        raise ZeroDivisionError
    return JsonResponse({"number": number})


async def claim_async(request: HttpRequest) -> JsonResponse:
    """Write both from an async view."""
    return JsonResponse({"number": await sync_to_async(claimed)(request.GET["title"])})


urlpatterns = [path("claim", claim), path("async", claim_async)]

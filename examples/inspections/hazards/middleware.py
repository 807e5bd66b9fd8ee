"""What duban refuses, said in sentences: each kind of its errors has its status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duban import InvalidData, InvalidUnits, KeyReused, StorageBusy, TransitionRefused, UnknownInstance, UnknownTrigger


class Refusals:
    """Turns duban's errors into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say why nothing was done; anything that is no refusal goes on."""
        match error:
            case TransitionRefused():
                code, reasons = 409, [str(blocker) for blocker in error.blockers]
            case UnknownInstance() | UnknownTrigger():
                code, reasons = 404, ["没有这项隐患，或没有这项操作。"]
            case KeyReused():
                code, reasons = 409, ["这份表单已经提交过，内容有改动的请重新填写一份。"]
            case InvalidData() | InvalidUnits():
                code, reasons = 422, [str(error)]
            case StorageBusy():
                code, reasons = 503, ["办理的人较多，请稍后再试。"]
            case _:
                return None
        return render(request, "hazards/refused.html", {"reasons": reasons}, status=code)

"""Where a payment provider writes to: its signature is what lets it in."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.money import collecting


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Hear an event of Stripe's. What fails is answered so that it is sent again."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        is_new = collecting.hear("stripe", request.body, headers)
    except collecting.NotListening as error:
        raise Http404 from error
    return JsonResponse({"received": True, "known": not is_new})

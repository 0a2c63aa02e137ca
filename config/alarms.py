"""Who is told when the audit trail is not as it was written: everybody who has every right."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.letters import write
from accounts.models import User
from accounts.services import mails
from audit import finding_words, proofs
from audit.models import Proof


@receiver(proofs.not_whole)
def mail_staff(proof: Proof, **_more: Any) -> None:
    """Write a mail to each of them, in the transaction that notes the finding."""
    for boss in User.objects.filter(is_superuser=True, is_active=True).order_by("pk"):
        with translation.override(boss.language or settings.LANGUAGE_CODE):
            page = reverse("admin:audit_proof_change", args=[proof.pk])
            context = {
                "name": boss.label,
                "finding": finding_words.words(proof.finding),
                "link": f"{settings.PUBLIC_URL}{page}",
            }
            subject = _("The audit trail is not as it was written")
            letter = write("mail/trail_broken", context, subject=subject)
        mails.post(
            mails.Mail(boss.email, "trail_broken", letter, language=boss.language, user_id=boss.pk)
        )

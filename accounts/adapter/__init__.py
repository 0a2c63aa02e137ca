"""How allauth's flows are done here."""

from accounts.adapter.account import AccountAdapter
from accounts.adapter.factors import FactorAdapter
from accounts.adapter.social import SocialAdapter

__all__ = ["AccountAdapter", "FactorAdapter", "SocialAdapter"]

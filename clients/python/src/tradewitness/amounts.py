"""Exact amounts: what a caller gives becomes a plain decimal string without any arithmetic."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Union

__all__ = ["Amount", "amount_text", "normal_text"]

#: How callers may give an amount. A float counts as the shortest decimal that reads back as it.
Amount = Union[Decimal, int, float, str]

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_CHARS_MAX = 400


def amount_text(amount: Amount) -> str:
    """The amount as plain digits (SCH-030): every digit as given, no exponent.

    Raises ValueError for NaN, infinities, text that is no number, and more than 400 characters.
    """
    text = str(_decimal(amount)) if not isinstance(amount, str) else amount
    if not _PLAIN.fullmatch(text):
        text = _without_exponent(text)
    if len(text) > _CHARS_MAX:
        raise ValueError("an amount of more than %d characters" % _CHARS_MAX)
    return text


def normal_text(amount: Amount) -> str:
    """The amount in the one form that equal amounts share: plain digits, no trailing zeros."""
    text = amount_text(amount)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    fraction = fraction.rstrip("0")
    normal = whole + ("." + fraction if fraction else "")
    return normal if normal == "0" else sign + normal


def _decimal(amount: Amount) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int, float)):
        raise ValueError("not an amount: " + type(amount).__name__)
    # Decimal(float) would give all the digits of the double: 1.085 would become 1.0849999….
    # Not repr: a subclass may show itself otherwise.
    return Decimal(float.__repr__(amount)) if isinstance(amount, float) else Decimal(amount)


def _without_exponent(text: str) -> str:
    # The bound on the exponent comes first: the digits of 1e999999 would fill the memory.
    if len(text) > _CHARS_MAX or not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number: " + repr(text[:50]))
    try:
        return format(Decimal(text), "f")
    except InvalidOperation as e:
        raise ValueError("not a decimal number: " + repr(text[:50])) from e

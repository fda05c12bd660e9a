"""Sentences of `lib`, and numbers and days in sentences, as people of the environment's
language write them.
"""

from odoo.tools import format_date, format_datetime, formatLang

from ...lib.errors import MigrationError
from ...lib.message import Message


def said(env, what):
    """
    :param what: a message of :mod:`~..lib.message`, the error that tells it, or a text,
        which stays as it is
    :return: the sentence in the environment's language
    """
    if isinstance(what, MigrationError):
        what = what.message
    if not isinstance(what, Message):
        return str(what)
    values = {
        name: said(env, value) if isinstance(value, str) else value
        for name, value in what.values.items()
    }
    return env._(what.template, **numbers(env, values))


def number(env, value, digits=0):
    """:return: a number with its separators"""
    return formatLang(env, value, digits=digits)


def numbers(env, figures):
    """:return: the same figures, those of them that are whole numbers in words"""
    return {
        name: number(env, value) if type(value) is int else value
        for name, value in figures.items()
    }


def counted(env, count, one, several, **figures):
    """
    :param one: the sentence about a single thing
    :param several: about none or several, ``%(count)s`` of them; both are translated
    :return: the one that fits
    """
    sentence = one if count == 1 else several
    return sentence % {"count": number(env, count), **figures}


def day(env, value):
    """:return: a day; of a moment, that of the person's time zone"""
    return format_date(env, value) if value else ""


def moment(env, value):
    """:return: a day and the time, in the person's time zone"""
    return format_datetime(env, value) if value else ""

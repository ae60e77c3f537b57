# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""tap.py - test cases that read as sentences, told to prove(1) as TAP.

A case is a function with the decorator @case; main() runs them in the order
of the file. A case fails by raising; check() and equal() raise with what was
seen. skip() says why; under CI=true a skipped case is a failed one.
"""
import os
import sys
import time
import traceback

CASES = []


class Failure(Exception):
    """What a case expected and what it saw instead."""


class Skip(Exception):
    """Why a case cannot run here."""


def case(name, *args, **kwargs):
    """Registers a case; with arguments, they are handed to the function."""
    def register(function):
        CASES.append((name, lambda: function(*args, **kwargs)))
        return function
    return register


def skip(why):
    raise Skip(why)


def check(truth, said):
    if not truth:
        raise Failure(said)


def shorten(value, limit=400):
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else text[:limit] + f'... ({len(text)})'


def equal(seen, expected, what):
    if seen != expected:
        raise Failure(f'{what}\n  seen:     {shorten(seen)}\n'
                      f'  expected: {shorten(expected)}')


def holds(needle, hay, what):
    if needle not in hay:
        raise Failure(f'{what}\n  seen:     {shorten(hay)}\n'
                      f'  expected in it: {shorten(needle)}')


def note(text):
    for line in text.rstrip('\n').split('\n'):
        print(f'# {line}', flush=True)


def run_case(number, name, function):
    """Prints one TAP line. Returns whether the case did not fail."""
    try:
        function()
    except Skip as why:
        if os.environ.get('CI') == 'true':
            print(f'not ok {number} - {name}', flush=True)
            note(f'skipped, and nothing may be skipped here: {why}')
            return False
        print(f'ok {number} - {name} # SKIP {why}', flush=True)
        return True
    except Failure as failure:
        print(f'not ok {number} - {name}', flush=True)
        note(str(failure))
        return False
    except Exception:  # pylint: disable=broad-except
        print(f'not ok {number} - {name}', flush=True)
        note(traceback.format_exc())
        return False
    print(f'ok {number} - {name}', flush=True)
    return True


def chosen():
    """The cases to run: all, or those that hold ONLY=text."""
    only = os.environ.get('ONLY', '')
    return [(name, function) for name, function in CASES if only in name]


def main(prepare=None, clean_up=None):
    """Runs the cases between prepare() and clean_up(), and exits.

    A Skip out of prepare() skips all of them; any other exception there
    fails the program, as the plan is then not kept.
    """
    cases = chosen()
    good = True
    begin = time.monotonic()
    print(f'1..{len(cases)}', flush=True)
    try:
        if prepare:
            try:
                prepare()
            except Skip as why:
                def skip_it(said=str(why)):
                    raise Skip(said)
                cases = [(name, skip_it) for name, _ in cases]
        for number, (name, function) in enumerate(cases, 1):
            good = run_case(number, name, function) and good
    finally:
        if clean_up:
            clean_up()
    note(f'{len(cases)} cases in {time.monotonic() - begin:.1f} s')
    sys.exit(0 if good else 1)

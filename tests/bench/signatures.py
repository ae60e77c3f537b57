#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception
"""Writes a made-up set of ClamAV signatures, as large as a real one.

The same count and seed give the same set. One in ten is a pattern, the rest are
hashes of files; the patterns are spread over the target types as in sets that
are in use, those for any file and for mails included. None of them matches
anything but by a miracle; only the EICAR test string is found.
"""

import argparse
import hashlib
import os
import random

# Halved, so that nobody takes this file for the test virus.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" \
        b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# Target type of a pattern, and how many of a hundred have it.
TARGETS = ((1, 62), (0, 18), (3, 8), (6, 4), (2, 4), (4, 3), (10, 1))
ANY_FILE, HTML, MAIL = 0, 3, 4


def targets(with_mail):
    """A hundred target types, to be gone through again and again."""
    plain = [t for t, share in TARGETS for _ in range(share)]
    if with_mail:
        return plain
    return [1 if t in (ANY_FILE, HTML, MAIL) else t for t in plain]


def write_hashes(folder, name, bits, count, source):
    with open(os.path.join(folder, name), "w", encoding="ascii") as out:
        for i in range(count):
            digest = source.randbytes(bits // 8).hex()
            size = source.randrange(400, 3000000)
            tail = ":73" if bits > 128 else ""
            out.write(f"{digest}:{size}:Bench.Hash{bits}-{i}{tail}\n")


def write_patterns(folder, count, source, with_mail):
    kinds = targets(with_mail)
    with open(os.path.join(folder, "bench.ndb"), "w",
              encoding="ascii") as out:
        for i in range(count):
            pattern = source.randbytes(source.randrange(16, 48)).hex()
            target = kinds[i % len(kinds)]
            out.write(f"Bench.Pattern-{i}:{target}:*:{pattern}\n")


def write_eicar(folder, with_mail):
    """As a pattern for any file, or as the hash of the test file."""
    line = f"Bench.Eicar:{ANY_FILE}:*:{EICAR.hex()}\n"
    if not with_mail:
        digest = hashlib.sha256(EICAR).hexdigest()
        line = f"{digest}:{len(EICAR)}:Bench.Eicar:73\n"
    name = "eicar.ndb" if with_mail else "eicar.hsb"
    with open(os.path.join(folder, name), "w", encoding="ascii") as out:
        out.write(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=1560000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-mail", action="store_true",
                        help="no patterns that could match on a raw mail")
    options = parser.parse_args()
    source = random.Random(options.seed)
    patterns = options.count // 10
    md5 = options.count // 2
    os.makedirs(options.folder, exist_ok=True)
    write_hashes(options.folder, "bench.hdb", 128, md5, source)
    write_hashes(options.folder, "bench.hsb", 256,
                 options.count - patterns - md5, source)
    write_patterns(options.folder, patterns, source,
                   not options.without_mail)
    write_eicar(options.folder, not options.without_mail)


if __name__ == "__main__":
    main()

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * chance.h - bytes that look like a format by chance alone.
 */
#ifndef INSPECT_CHANCE_H
#define INSPECT_CHANCE_H

#include "containers/judgement.h"
#include "inspect/inspection.h"

/*
 * Whether a piece that begins with the octet @first was taken for binary
 * OpenPGP without reason: a packet begins with two octets that other bytes
 * begin with, too (one file of random bytes in two hundred). What is called
 * nothing of the kind, and does not hold together as packets either, is not
 * OpenPGP. A literal packet at its beginning (one in three thousand) may be
 * meant all the same: @judgement->inside has its content, and a program that
 * reads it stops at what is no packet behind it.
 */
gboolean chance_alone(const Judgement *judgement, const Piece *piece,
		      guint8 first);

#endif

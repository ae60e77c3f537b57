/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-strong.c - PKWARE's strong encryption of ZIP (APPNOTE.TXT 7.2.4).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   no word is tried on it.
 */
#include "containers/zip-strong.h"

#include "containers/zip-record.h"

#define FORMAT 3
#define FIXED 10		/* format, algorithm, bits, flags, random */
#define TAIL 6			/* reserved, size of what verifies */
#define LEAST_VERIFIER 8

static gboolean is_algorithm(guint number)
{
	static const guint16 known[] = {
		0x6601, 0x6602, 0x6603, 0x6609, 0x660e, 0x660f, 0x6610,
		0x6702, 0x6720, 0x6721, 0x6801,
	};

	for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
		if (known[i] == number)
			return TRUE;
	}
	return FALSE;
}

/* From the format on; @size is what the header says is left of it. */
static gboolean is_rest_sound(const guint8 *at, gsize size)
{
	gsize random, verifier;

	if (size < FIXED + TAIL || zip_get16(at) != FORMAT ||
	    !is_algorithm(zip_get16(at + 2)))
		return FALSE;
	random = zip_get16(at + 8);
	if (random == 0 || random > size - FIXED - TAIL)
		return FALSE;
	/* Lists of recipients' keys may stand between. */
	if (zip_get32(at + FIXED + random) != 0)
		return TRUE;
	verifier = zip_get16(at + FIXED + random + 4);
	return verifier >= LEAST_VERIFIER &&
	       verifier == size - FIXED - TAIL - random;
}

gboolean zip_strong_is_sound(const guint8 *data, gsize size)
{
	gsize vector, rest;

	if (size < 2)
		return FALSE;
	vector = zip_get16(data);
	if (vector > 64 || size - 2 < vector + 4)
		return FALSE;
	rest = zip_get32(data + 2 + vector);
	size -= 2 + vector + 4;
	return rest < size && is_rest_sound(data + 2 + vector + 4, rest);
}

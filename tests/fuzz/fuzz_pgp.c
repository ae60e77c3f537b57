/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_pgp.c - OpenPGP: packets and armour of every shape.
 */
#include <stddef.h>
#include <stdint.h>

#include "containers/pgp.h"

#define MOST ((gsize)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Judgement) judgement = pgp_judge(bytes, size, MOST, NULL);

	if (!judgement)
		return 0;
	g_assert(!judgement->inside || judgement->inside->len <= MOST + 1);
	if (judgement->protection == PROTECTION_SECRET)
		g_assert(judgement->scheme && !judgement->problem &&
			 !judgement->inside);
	return 0;
}

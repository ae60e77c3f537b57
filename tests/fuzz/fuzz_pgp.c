/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_pgp.c - OpenPGP: packets and armour of every shape; never secret what
 * shows a literal packet without a key.
 */
#include <stddef.h>
#include <stdint.h>

#include "containers/pgp.h"

#define MOST ((gsize)1024 * 1024)
#define TAG_LITERAL 11
#define LITERAL_HEADER 6

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The size of a packet's length field and body; FALSE: none that is whole. */
static gboolean length_of(const uint8_t *at, size_t left, size_t *ret_head,
			  size_t *ret_body)
{
	gboolean is_new = (at[0] & 0x40) != 0;
	size_t octets = (size_t)1 << (at[0] & 3), first = left > 1 ? at[1] : 0;

	if (is_new && first >= 224 && first < 255)
		return FALSE;
	if (is_new)
		octets = first < 192 ? 1 : first < 224 ? 2 : 5;
	else if (octets == 8)
		return FALSE;
	if (left < 1 + octets)
		return FALSE;
	*ret_body = 0;
	for (size_t i = is_new && octets == 5 ? 1 : 0; i < octets; i++)
		*ret_body = *ret_body << 8 | at[1 + i];
	if (is_new && octets == 2)
		*ret_body -= (192 << 8) - 192;
	*ret_head = 1 + octets;
	return *ret_body <= left - *ret_head;
}

/* Packets one after the other, without any of what the product does. */
static gboolean shows_literal(const uint8_t *bytes, size_t size)
{
	size_t head, body;

	while (size > 0 && (bytes[0] & 0x80) &&
	       length_of(bytes, size, &head, &body)) {
		guint tag = bytes[0] & 0x40 ? bytes[0] & 0x3f :
					      bytes[0] >> 2 & 0x0f;

		if (tag == TAG_LITERAL && body > LITERAL_HEADER)
			return TRUE;
		bytes += head + body;
		size -= head + body;
	}
	return FALSE;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	/* Its CPU time is for one try, whatever that costs. */
	g_autoptr(Keyring) keyring = keyring_new(1, 1);
	g_autoptr(Judgement) judgement = pgp_judge(bytes, size, MOST, keyring);

	if (!judgement)
		return 0;
	g_assert(!judgement->inside || judgement->inside->len <= MOST + 1);
	g_assert(judgement->opened == OPENED_NOT ||
		 judgement->protection != PROTECTION_SECRET);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem &&
		 !judgement->inside);
	g_assert(!shows_literal(bytes, size));
	return 0;
}

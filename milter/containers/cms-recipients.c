/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-recipients.c - for whom a CMS object is enveloped (RFC 5652 6.2).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   whether a recipient's key is any good is not judged.
 */
#include "containers/cms-recipients.h"

#include <string.h>

#include "containers/type.h"

/* An RSA key of 512 bits encrypts to 64 bytes; a shorter "encrypted key" has
 * the size of the key itself. */
#define TRANSPORTED_LEAST ((gsize)60)
/* The shortest key, wrapped. */
#define WRAPPED_LEAST ((gsize)16)

static const char bad_key[] = "a recipient without an encrypted key";

static gboolean is_key(const BerItem *item, gsize least)
{
	return item->tag == BER_OCTETS && item->size >= least &&
	       !type_is_plain(item->body, item->size);
}

/* The last item is the encrypted key. */
static gboolean ends_in_key(Ber in, gsize least)
{
	BerItem item = { 0 };

	while (in.at < in.end) {
		if (!ber_next(&in, &item))
			return FALSE;
	}
	return is_key(&item, least);
}

/* KeyAgreeRecipientInfo ends in a SEQUENCE of keys with their owners. */
static gboolean agrees(Ber in)
{
	BerItem item = { 0 }, one;
	guint keys = 0;

	while (in.at < in.end) {
		if (!ber_next(&in, &item))
			return FALSE;
	}
	if (item.tag != BER_SEQUENCE)
		return FALSE;
	for (in = ber_enter(&item); in.at < in.end; keys++) {
		if (!ber_take(&in, BER_SEQUENCE, &one) ||
		    !ends_in_key(ber_enter(&one), WRAPPED_LEAST))
			return FALSE;
	}
	return keys > 0;
}

/* OtherRecipientInfo can be anything; of it the one that is a key
 * encapsulation (RFC 9629) is known to be none that shows the key. */
static gboolean is_encapsulation(Ber in)
{
	static const guint8 kem[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
		0x01, 0x09, 0x10, 0x0d, 0x03 };
	BerItem oid, item;

	return ber_take(&in, BER_OID, &oid) && oid.size == sizeof kem &&
	       memcmp(oid.body, kem, sizeof kem) == 0 &&
	       ber_take(&in, BER_SEQUENCE, &item) &&
	       ends_in_key(ber_enter(&item), WRAPPED_LEAST);
}

const char *cms_recipients_defect(const BerItem *recipients)
{
	Ber in = ber_enter(recipients);
	const char *defect = "enveloped for nobody: no recipient information";
	BerItem one;

	for (; in.at < in.end; defect = NULL) {
		gboolean fine;

		if (!ber_next(&in, &one))
			return bad_key;
		switch (one.tag) {
		case BER_SEQUENCE:
			fine = ends_in_key(ber_enter(&one),
					   TRANSPORTED_LEAST);
			break;
		case 0xa1:
			fine = agrees(ber_enter(&one));
			break;
		case 0xa2:
		case 0xa3:
			fine = ends_in_key(ber_enter(&one), WRAPPED_LEAST);
			break;
		case 0xa4:
			fine = is_encapsulation(ber_enter(&one));
			break;
		default:
			fine = FALSE;
		}
		if (!fine)
			return bad_key;
	}
	return defect;
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ber.h - ASN.1 BER and DER, item by item (X.690).
 *
 * Only what finding one's way through CMS needs: tags, lengths (indefinite
 * ones too) and octet strings in pieces. Nothing is copied until asked for.
 */
#ifndef CONTAINERS_BER_H
#define CONTAINERS_BER_H

#include <glib.h>

/* Tag bytes as CMS uses them: all are below 31, so one byte each. */
enum {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
	BER_SET = 0x31,
	BER_CONTEXT_0 = 0x80,
	BER_CONSTRUCTED = 0x20,
};

typedef struct Ber {
	const guint8 *at;
	const guint8 *end;
} Ber;

typedef struct BerItem {
	guint8 tag;		/* identifier octet, constructed bit included */
	const guint8 *body;
	gsize size;		/* of the body, end-of-contents left out */
} BerItem;

/* The next item; FALSE at the end and where the bytes are no whole item. */
gboolean ber_next(Ber *in, BerItem *ret_item);

/* As ber_next(), but moves on only where the tag is @tag. */
gboolean ber_take(Ber *in, guint8 tag, BerItem *ret_item);

/* What the next tag is; 0 at the end. */
guint8 ber_peek(const Ber *in);

/* A reader of what @item holds. */
Ber ber_enter(const BerItem *item);

/*
 * The octets of a string, primitive or in pieces (X.690 8.7), added to @out
 * until that holds @max bytes. *ret_size, where not NULL, is their number
 * all together. FALSE where the pieces are no octet strings or too deep.
 */
gboolean ber_octets(const BerItem *item, GByteArray *out, gsize max,
		    gsize *ret_size);

#endif

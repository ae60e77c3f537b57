/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-signers.c - what the signers of a CMS object say beside its content.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/cms-signers.h"

#include <string.h>

#define LABELS_MAX 64

/* RFC 2634: id-aa-securityLabel, id-aa-equivalentLabels. */
#define SMIME_AA "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02"
static const char security_label[] = SMIME_AA "\x02";
static const char equivalent_labels[] = SMIME_AA "\x09";

static void problem(Judgement *judgement, const char *what)
{
	if (!judgement->labels_problem)
		judgement->labels_problem = g_strdup(what);
}

static void free_bytes(gpointer data)
{
	g_byte_array_unref(data);
}

/* The bytes of one whole item, tag and length too. */
static void add_label(Judgement *judgement, const guint8 *at, gsize size)
{
	GByteArray *bytes;

	if (!judgement->labels)
		judgement->labels = g_ptr_array_new_with_free_func(free_bytes);
	if (judgement->labels->len == LABELS_MAX) {
		problem(judgement, "more than 64 security labels");
		return;
	}
	bytes = g_byte_array_sized_new((guint)size);
	g_byte_array_append(bytes, at, (guint)size);
	g_ptr_array_add(judgement->labels, bytes);
}

/* Every item of @in is a label. */
static void add_labels(Judgement *judgement, Ber in)
{
	BerItem item;

	while (in.at < in.end) {
		const guint8 *at = in.at;

		if (!ber_next(&in, &item)) {
			problem(judgement, "a security label that is cut");
			return;
		}
		add_label(judgement, at, (gsize)(in.at - at));
	}
}

static void read_label(Judgement *judgement, const BerItem *values)
{
	Ber in = ber_enter(values);
	BerItem item;

	add_labels(judgement, in);
	if (!ber_next(&in, &item) || in.at != in.end)
		problem(judgement, "an attribute with not one security label");
}

static void read_equivalents(Judgement *judgement, const BerItem *values)
{
	Ber in = ber_enter(values);
	BerItem list;

	while (in.at < in.end) {
		if (!ber_take(&in, BER_SEQUENCE, &list)) {
			problem(judgement, "equivalent labels are damaged");
			return;
		}
		add_labels(judgement, ber_enter(&list));
	}
}

static gboolean is_oid(const BerItem *oid, const char *bytes, gsize size)
{
	return oid->size == size && memcmp(oid->body, bytes, size) == 0;
}

/* Attribute ::= SEQUENCE { OBJECT IDENTIFIER, SET OF ANY } */
static gboolean read_attribute(Judgement *judgement, Ber *attributes)
{
	BerItem attribute, oid, values;
	Ber in;

	if (!ber_take(attributes, BER_SEQUENCE, &attribute))
		return FALSE;
	in = ber_enter(&attribute);
	if (!ber_take(&in, BER_OID, &oid) || !ber_take(&in, BER_SET, &values))
		return FALSE;
	if (is_oid(&oid, security_label, sizeof security_label - 1))
		read_label(judgement, &values);
	else if (is_oid(&oid, equivalent_labels, sizeof equivalent_labels - 1))
		read_equivalents(judgement, &values);
	return TRUE;
}

/* SignerInfo: version, signer, digest, [0] signed attributes, ... */
static gboolean read_signer(Judgement *judgement, Ber *signers)
{
	BerItem signer, item;
	Ber in;

	if (!ber_take(signers, BER_SEQUENCE, &signer))
		return FALSE;
	in = ber_enter(&signer);
	if (!ber_take(&in, BER_INTEGER, &item) || !ber_next(&in, &item) ||
	    !ber_take(&in, BER_SEQUENCE, &item))
		return FALSE;
	if (!ber_take(&in, 0xa0, &item))
		return TRUE;
	in = ber_enter(&item);
	while (in.at < in.end) {
		if (!read_attribute(judgement, &in))
			return FALSE;
	}
	return TRUE;
}

/* RFC 2634 3.2: of several signers, all give the same label, or none. */
static void compare(Judgement *judgement, guint signers)
{
	const GByteArray *first, *other;

	if (!judgement->labels || signers < 2)
		return;
	first = judgement->labels->pdata[0];
	for (guint i = 1; i < judgement->labels->len; i++) {
		other = judgement->labels->pdata[i];
		if (first->len != other->len ||
		    memcmp(first->data, other->data, first->len) != 0)
			problem(judgement, "signers give different labels");
	}
	if (judgement->labels->len < signers)
		problem(judgement, "not every signer gives a label");
}

void cms_signers_read(Ber in, Judgement *judgement)
{
	BerItem item;
	Ber signers;
	guint count = 0;

	(void)ber_take(&in, 0xa0, &item);	/* certificates */
	(void)ber_take(&in, 0xa1, &item);	/* revocation lists */
	/* DigestedData has a digest there, and no signers. */
	if (ber_peek(&in) == BER_OCTETS)
		return;
	if (!ber_take(&in, BER_SET, &item)) {
		problem(judgement, "signers are cut or damaged");
		return;
	}
	signers = ber_enter(&item);
	for (; signers.at < signers.end; count++) {
		if (!read_signer(judgement, &signers)) {
			problem(judgement, "a signer that is damaged");
			break;
		}
	}
	compare(judgement, count);
}

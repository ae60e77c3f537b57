/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ess.c - security labels of S/MIME (ESSSecurityLabel, RFC 2634 3.2).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  OpenSSL's error queue of this thread is emptied.
 * Limits:   who signed a label is not asked: a label that anyone put there
 *           can only raise the class of a mail.
 */
#include "labels/labels.h"

#include <string.h>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "containers/ber.h"

/* RFC 2634 3.2: upper bounds. */
#define CLASSIFICATION_MAX 256
#define PRIVACY_MARK_MAX_CHARS 128
#define CATEGORIES_MAX 64

/* An arc of 128 bits (X.667) takes 19 octets. */
#define OID_MAX_BYTES 128
#define OID_TEXT_MAX 512
#define CATEGORY_TEXTS_MAX 32

enum {
	BER_UTF8 = 0x0c,
	BER_PRINTABLE = 0x13,
};

typedef struct Ess {
	char *policy;		/* dotted; NULL: not there yet */
	int classification;	/* -1: none */
	char *privacy_mark;	/* nullable */
	GPtrArray *categories;	/* char * */
	gboolean has_categories;
	const char *defect;	/* static, nullable: the first */
} Ess;

static void defect(Ess *ess, const char *what)
{
	if (!ess->defect)
		ess->defect = what;
}

/* Dotted, arcs of any length. (transfer full) (nullable): NULL: no OID. */
static char *dotted(const BerItem *item)
{
	guint8 der[OID_MAX_BYTES + 3] = { BER_OID };
	gsize head = item->size < 0x80 ? 2 : 3;
	const unsigned char *at = der;
	char text[OID_TEXT_MAX];
	ASN1_OBJECT *object;
	int size;

	if (item->size == 0 || item->size > OID_MAX_BYTES)
		return NULL;
	der[head - 2] = head == 3 ? 0x81 : BER_OID;
	der[0] = BER_OID;
	der[head - 1] = (guint8)item->size;
	memcpy(der + head, item->body, item->size);
	object = d2i_ASN1_OBJECT(NULL, &at, (long)(head + item->size));
	size = object ? OBJ_obj2txt(text, sizeof(text), object, 1) : 0;
	ASN1_OBJECT_free(object);
	ERR_clear_error();
	return size > 0 && (gsize)size < sizeof(text) ? g_strdup(text) : NULL;
}

static void take_policy(Ess *ess, const BerItem *item)
{
	if (ess->policy)
		defect(ess, "two policies");
	else if (!(ess->policy = dotted(item)))
		defect(ess, "a policy that is no object identifier");
}

/* Two octets at most hold what is allowed; leading zeros are not DER. */
static void take_classification(Ess *ess, const BerItem *item)
{
	int value = 0;

	for (gsize i = 0; i < item->size && value <= CLASSIFICATION_MAX; i++)
		value = value << 8 | item->body[i];
	if (ess->classification >= 0)
		defect(ess, "two classifications");
	else if (item->size == 0 || item->body[0] & 0x80 ||
		 value > CLASSIFICATION_MAX)
		defect(ess, "a classification that is not from 0 to 256");
	else
		ess->classification = value;
}

static void take_privacy_mark(Ess *ess, const BerItem *item)
{
	const char *bytes = (const char *)item->body;

	if (ess->privacy_mark) {
		defect(ess, "two privacy marks");
		return;
	}
	if (!g_utf8_validate_len(bytes, item->size, NULL) ||
	    item->size == 0 ||
	    g_utf8_strlen(bytes, (gssize)item->size) > PRIVACY_MARK_MAX_CHARS)
		defect(ess, "a privacy mark that is no text, or too long");
	else
		ess->privacy_mark = g_strndup(bytes, item->size);
}

static void append_text(GString *text, const BerItem *item)
{
	const char *bytes = (const char *)item->body;

	if ((item->tag != BER_UTF8 && item->tag != BER_PRINTABLE) ||
	    item->size == 0 || item->size > 1024 ||
	    !g_utf8_validate_len(bytes, item->size, NULL))
		return;
	g_string_append_c(text, text->len > 0 ? ',' : ':');
	g_string_append_len(text, bytes, (gssize)item->size);
}

/* A string, or a list of them as in RFC 3114; others show no text. */
static void category_text(const BerItem *value, GString *text)
{
	Ber in = ber_enter(value);
	BerItem item;

	if (!ber_next(&in, &item))
		return;
	append_text(text, &item);
	if (item.tag != BER_SEQUENCE && item.tag != BER_SET)
		return;
	in = ber_enter(&item);
	for (guint i = 0; i < CATEGORY_TEXTS_MAX && ber_next(&in, &item); i++)
		append_text(text, &item);
}

/* SEQUENCE { type [0] OBJECT IDENTIFIER, value [1] ANY DEFINED BY type } */
static void take_category(Ess *ess, const BerItem *category)
{
	Ber in = ber_enter(category);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *type = NULL;
	BerItem oid, value;

	if (category->tag != BER_SEQUENCE ||
	    !ber_take(&in, BER_CONTEXT_0, &oid) || !(type = dotted(&oid)) ||
	    !ber_take(&in, 0xa1, &value) || in.at != in.end) {
		defect(ess, "a category that is damaged");
		return;
	}
	category_text(&value, text);
	g_ptr_array_add(ess->categories, g_strconcat(type, text->str, NULL));
}

static void take_categories(Ess *ess, const BerItem *set)
{
	Ber in = ber_enter(set);
	BerItem category;

	if (ess->has_categories)
		defect(ess, "two sets of categories");
	ess->has_categories = TRUE;
	while (in.at < in.end) {
		if (ess->categories->len == CATEGORIES_MAX) {
			defect(ess, "more than 64 categories");
			return;
		}
		if (!ber_next(&in, &category)) {
			defect(ess, "a category that is damaged");
			return;
		}
		take_category(ess, &category);
	}
	if (ess->categories->len == 0)
		defect(ess, "an empty set of categories");
}

static void take_item(Ess *ess, const BerItem *item)
{
	static const struct {
		guint8 tag;
		void (*take)(Ess *ess, const BerItem *item);
	} fields[] = {
		{ BER_OID, take_policy },
		{ BER_INTEGER, take_classification },
		{ BER_PRINTABLE, take_privacy_mark },
		{ BER_UTF8, take_privacy_mark },
		{ BER_SET, take_categories },
	};

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (fields[i].tag == item->tag) {
			fields[i].take(ess, item);
			return;
		}
	}
	defect(ess, "an element that does not belong there");
}

static void read_set(Ess *ess, const guint8 *bytes, gsize size)
{
	Ber in = { bytes, bytes + size };
	BerItem set, item;

	if (!ber_take(&in, BER_SET, &set)) {
		defect(ess, "no SET, or cut");
		return;
	}
	if (in.at != in.end)
		defect(ess, "bytes behind the label");
	in = ber_enter(&set);
	while (in.at < in.end) {
		if (!ber_next(&in, &item)) {
			defect(ess, "an element that is cut");
			return;
		}
		take_item(ess, &item);
	}
	if (!ess->policy)
		defect(ess, "no policy");
}

static char *show(const Ess *ess)
{
	GString *shown = g_string_new(ess->policy);

	if (ess->classification >= 0)
		g_string_append_printf(shown, ":%d", ess->classification);
	if (ess->privacy_mark)
		g_string_append_printf(shown, " %s", ess->privacy_mark);
	return g_string_free(shown, FALSE);
}

void ess_read(const guint8 *bytes, gsize size, Labels *out)
{
	g_autoptr(GPtrArray) categories =
		g_ptr_array_new_with_free_func(g_free);
	Ess ess = { .classification = -1, .categories = categories };
	g_autofree char *shown = NULL;
	Label *label;

	read_set(&ess, bytes, size);
	if (ess.defect)
		labels_defect(out, STANDARD_ESS, "%s", ess.defect);
	shown = show(&ess);
	if (ess.policy) {
		label = labels_add(out, STANDARD_ESS, shown);
		label->first_counts = TRUE;
		if (ess.classification >= 0)
			label_value(label, "%s:%d", ess.policy,
				    ess.classification);
		label_value(label, "%s", ess.policy);
		for (guint i = 0; i < categories->len; i++)
			label_restrict(label, "CATEGORY=%s",
				       (const char *)categories->pdata[i]);
	}
	g_free(ess.policy);
	g_free(ess.privacy_mark);
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_labels_ess.c - security labels of S/MIME, encoded by OpenSSL's own
 * ASN.1 generator (what `openssl asn1parse -genconf` uses).
 */
#include <string.h>

#include "labels-dump.h"
#include "openssl-labels.h"

typedef struct Case {
	const char *name;
	const char *recipe;
	const char *dump;
} Case;

#define UUID "2.25.24197857161011619468533960706379782844"
static const Case cases[] = {
	{ "policy-and-classification",
	  "asn1=SET:s\n[s]\na=OID:1.1\nb=INTEGER:3\n", "ess:1.1:3|1.1" },
	{ "policy-alone", "asn1=SET:s\n[s]\na=OID:1.2.3\n", "ess:1.2.3" },
	{ "an-arc-of-128-bits",
	  "asn1=SET:s\n[s]\na=OID:" UUID "\nb=INTEGER:12\n"
	  "c=FORMAT:UTF8,UTF8:機密性2（中）\n", "ess:" UUID ":12|" UUID },
	{ "the-highest-classification",
	  "asn1=SET:s\n[s]\na=OID:1.2.3\nb=INTEGER:256\n",
	  "ess:1.2.3:256|1.2.3" },
	{ "categories-of-rfc-3114",
	  "asn1=SET:s\n[s]\na=OID:1.2.3\nb=INTEGER:1\n"
	  "c=PRINTABLESTRING:MARK\nd=SET:c\n[c]\na=SEQUENCE:x\n[x]\n"
	  "a=IMPLICIT:0,OID:1.2.9\nb=EXPLICIT:1,SEQUENCE:y\n[y]\n"
	  "a=FORMAT:UTF8,UTF8:LAW\nb=FORMAT:UTF8,UTF8:複製禁止\n",
	  "ess:1.2.3:1|1.2.3{CATEGORY=1.2.9:LAW,複製禁止}" },
	{ "a-category-of-unknown-syntax",
	  "asn1=SET:s\n[s]\na=OID:1.2.3\nd=SET:c\n[c]\na=SEQUENCE:x\n[x]\n"
	  "a=IMPLICIT:0,OID:1.2.9\nb=EXPLICIT:1,INTEGER:7\n",
	  "ess:1.2.3{CATEGORY=1.2.9}" },
	{ "no-policy", "asn1=SET:s\n[s]\nb=INTEGER:3\n", "!ess: no policy" },
	{ "two-policies", "asn1=SET:s\n[s]\na=OID:1.1\nb=OID:1.2\n",
	  "ess:1.1 !ess: two policies" },
	{ "a-classification-too-high",
	  "asn1=SET:s\n[s]\na=OID:1.1\nb=INTEGER:257\n",
	  "ess:1.1 !ess: a classification that is not from 0 to 256" },
	{ "a-classification-below-zero",
	  "asn1=SET:s\n[s]\na=OID:1.1\nb=INTEGER:-1\n",
	  "ess:1.1 !ess: a classification that is not from 0 to 256" },
	{ "a-sequence-is-no-label",
	  "asn1=SEQUENCE:s\n[s]\na=OID:1.1\nb=INTEGER:3\n",
	  "!ess: no SET, or cut" },
	{ "a-boolean-does-not-belong",
	  "asn1=SET:s\n[s]\na=OID:1.1\nb=BOOLEAN:true\n",
	  "ess:1.1 !ess: an element that does not belong there" },
	{ "no-categories-in-the-set",
	  "asn1=SET:s\n[s]\na=OID:1.1\nb=SET:c\n[c]\n",
	  "ess:1.1 !ess: an empty set of categories" },
};

static void test_case(gconstpointer data)
{
	const Case *label = data;
	g_autoptr(GByteArray) der = generated(label->recipe);
	g_autoptr(Labels) labels = labels_new();
	g_autofree char *dump = NULL;

	ess_read(der->data, der->len, labels);
	dump = dumped(labels);
	g_assert_cmpstr(dump, ==, label->dump);
}

/* A label that is cut anywhere, or followed by a byte, is malformed. */
static void test_cut(void)
{
	g_autoptr(GByteArray) der = generated(cases[4].recipe);
	g_autoptr(Labels) longer = labels_new();

	for (guint size = 0; size < der->len; size++) {
		g_autoptr(Labels) labels = labels_new();

		ess_read(der->data, size, labels);
		g_assert_cmpuint(labels->defects->len, ==, 1);
	}
	g_byte_array_append(der, (const guint8 *)"", 1);
	ess_read(der->data, der->len, longer);
	g_assert_cmpuint(longer->labels->len, ==, 1);
	g_assert_cmpuint(longer->defects->len, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/labels/ess/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/labels/ess/cut-anywhere-is-malformed", test_cut);
	return g_test_run();
}

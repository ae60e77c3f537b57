/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_labels.c - values of labels; the first byte chooses the reader.
 */
#include <string.h>

#include "labels/labels.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void read_msip(const char *text, Labels *out)
{
	g_autoptr(Msip) msip = msip_new();

	msip_read(msip, text);
	msip_end(msip, out);
}

static void read_ess(const char *bytes, gsize size, Labels *out)
{
	ess_read((const guint8 *)bytes, size, out);
}

static void read_xml(const char *bytes, gsize size, Labels *out)
{
	g_autoptr(Msip) msip = msip_new();

	label_xml_read((const guint8 *)bytes, size, msip, out);
	msip_end(msip, out);
}

/* Either takes bytes as they come, or a text of a header or property. */
static const struct {
	void (*bytes)(const char *bytes, gsize size, Labels *out);
	void (*text)(const char *text, Labels *out);
	gboolean is_raw;	/* a text that need not be UTF-8 */
} readers[] = {
	{ NULL, pspf_read, FALSE },
	{ NULL, pspf_read_subject, FALSE },
	{ NULL, sio_read, TRUE },
	{ read_ess, NULL, TRUE },
	{ read_xml, NULL, TRUE },
	{ NULL, read_msip, FALSE },
	{ NULL, sensitivity_read, FALSE },
	{ NULL, tlp_read, FALSE },
	{ NULL, tlp_read_subject, FALSE },
	{ NULL, tlp_read_lines, FALSE },
};

static void check_texts(const GPtrArray *texts)
{
	g_assert_cmpuint(texts->len, <=, 256);
	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];
		g_autofree char *folded = label_fold(text);
		g_autofree char *again = label_fold(folded);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_assert_true(g_utf8_validate(again, -1, NULL));
		g_assert_true(*text != '\0');
	}
}

static void check(const Labels *labels)
{
	g_assert_cmpuint(labels->labels->len, <=, 1000);
	g_assert_cmpuint(labels->defects->len, <=, 16);
	for (guint i = 0; i < labels->labels->len; i++) {
		const Label *label = labels->labels->pdata[i];

		g_assert_true(g_utf8_validate(label->shown, -1, NULL));
		check_texts(label->values);
		check_texts(label->restrictions);
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(Labels) labels = labels_new();
	g_autofree char *text = NULL;
	guint chosen;

	if (size == 0)
		return 0;
	chosen = data[0] % G_N_ELEMENTS(readers);
	text = readers[chosen].is_raw ?
		g_strndup((const char *)data + 1, size - 1) :
		g_utf8_make_valid((const char *)data + 1, (gssize)size - 1);
	if (readers[chosen].bytes)
		readers[chosen].bytes((const char *)data + 1, size - 1, labels);
	else
		readers[chosen].text(text, labels);
	check(labels);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_xml.c - XML in blocks: how large they are the first byte begins to
 * say. What is handed over is UTF-8, and elements close as they opened.
 */
#include <stddef.h>
#include <stdint.h>

#include "documents/xml.h"
#include "text/charset.h"

typedef struct Seen {
	gsize open;
} Seen;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void on_open(const char *name, const char *space,
		    const XmlAttributes *attributes, gpointer data)
{
	g_autofree char *value = xml_attribute(attributes, "name");
	gsize size;

	g_assert_true(g_utf8_validate(name, -1, NULL));
	g_assert_true(g_utf8_validate(space, -1, NULL));
	g_assert_true(!value || g_utf8_validate(value, -1, NULL));
	g_assert_true(!value ==
		      !xml_attribute_peek(attributes, "name", &size));
	(void)xml_attribute_is_true(attributes, "val");
	((Seen *)data)->open++;
}

static void on_close(const char *name, const char *space, gpointer data)
{
	g_assert_true(g_utf8_validate(name, -1, NULL));
	g_assert_true(g_utf8_validate(space, -1, NULL));
	g_assert_cmpuint(((Seen *)data)->open, >, 0);
	((Seen *)data)->open--;
}

static void on_text(const char *text, gsize size, gpointer data)
{
	(void)data;
	g_assert_true(g_utf8_validate_len(text, size, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const XmlHandler handler = { on_open, on_close, on_text };
	static gboolean warm;
	g_autoptr(Xml) xml = NULL;
	Seen seen = { 0 };
	gsize block;

	if (!warm) {
		charset_warm_up();
		xml_warm_up();
		warm = TRUE;
	}
	if (size == 0)
		return 0;
	block = (gsize)bytes[0] + 1;
	xml = xml_new(&handler, &seen);
	for (gsize at = 1; at < size; ) {
		gsize length = MIN(block, size - at);

		if (!xml_feed(xml, bytes + at, length))
			break;
		at += length;
		block = block * 5 % 257 + 1;
	}
	g_assert_cmpint(xml_finish(xml), <=, XML_DEEP);
	return 0;
}

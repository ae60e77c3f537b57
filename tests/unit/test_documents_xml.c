/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_xml.c - elements and text of XML, sound, odd and hostile.
 */
#include "documents/xml.h"

#include <string.h>

static void on_open(const char *name, const char *space,
		    const XmlAttributes *attributes, gpointer data)
{
	g_autofree char *a = xml_attribute(attributes, "a");

	g_string_append_printf(data, "<%s%s%s", *space ? space : "",
			       *space ? ":" : "", name);
	if (a)
		g_string_append_printf(data, " a=%s", a);
	g_string_append_c(data, '>');
}

static void on_close(const char *name, const char *space, gpointer data)
{
	(void)name;
	(void)space;
	g_string_append(data, "</>");
}

static void on_text(const char *text, gsize size, gpointer data)
{
	g_assert_true(g_utf8_validate_len(text, size, NULL));
	g_string_append_len(data, text, (gssize)size);
}

static const XmlHandler handler = { on_open, on_close, on_text };

#define TEXT(text) (const guint8 *)text, sizeof(text) - 1
#define DECLARED(charset) "<?xml version=\"1.0\" encoding=\"" charset "\"?>"

static const struct {
	const char *name;
	const guint8 *bytes;
	gsize size;
	XmlEnd end;
	const char *seen;
} cases[] = {
	{ "names-come-without-prefix",
	  TEXT("<x:r xmlns:x='urn:x' x:a='1'><x:b/></x:r>"), XML_WHOLE,
	  "<urn:x:r a=1><urn:x:b></></>" },
	{ "a-prefix-without-namespace-is-forgiven",
	  TEXT("<r><x:b>t</x:b></r>"), XML_WHOLE, "<r><b>t</></>" },
	{ "references-are-resolved",
	  TEXT("<r a='&lt;&#x6A5F;'>&amp;&#27231;</r>"), XML_WHOLE,
	  "<r a=<機>&機</>" },
	{ "cdata-is-text", TEXT("<r>1<![CDATA[<2>]]>3</r>"), XML_WHOLE,
	  "<r>1<2>3</>" },
	{ "comments-are-not-text", TEXT("<r>1<!-- 2 --><?pi 2?>3</r>"),
	  XML_WHOLE, "<r>13</>" },
	{ "utf-16-by-its-mark",
	  TEXT("\xff\xfe<\0r\0>\0\x5f\x6a<\0/\0r\0>\0"), XML_WHOLE,
	  "<r>機</>" },
	{ "utf-8-by-its-mark", TEXT("\xef\xbb\xbf<r>機</r>"), XML_WHOLE,
	  "<r>機</>" },
	{ "shift-jis-is-cp932",
	  TEXT(DECLARED("Shift_JIS") "<r>\x8b\x40\x96\xa7\x90\xab\x87\x40</r>"),
	  XML_WHOLE, "<r>機密性①</>" },
	{ "windows-31j",
	  TEXT(DECLARED("Windows-31J") "<r>\x8b\x40\x87\x40</r>"),
	  XML_WHOLE, "<r>機①</>" },
	{ "euc-jp-with-nec-characters",
	  TEXT(DECLARED("EUC-JP") "<r>\xb5\xa1\xcc\xa9\xad\xa1</r>"),
	  XML_WHOLE, "<r>機密①</>" },
	{ "iso-2022-jp",
	  TEXT(DECLARED("ISO-2022-JP") "<r>\x1b$B5!L)\x1b(B</r>"),
	  XML_WHOLE, "<r>機密</>" },
	{ "latin-1", TEXT(DECLARED("ISO-8859-1") "<r>\xe9</r>"), XML_WHOLE,
	  "<r>é</>" },
	{ "what-no-charset-explains-breaks-it",
	  TEXT(DECLARED("Shift_JIS") "<r>\x8b\x40<b/>\x81\x01\x81\x01</r>"),
	  XML_BROKEN, NULL },
	{ "an-unknown-charset-is-read-as-utf-8",
	  TEXT(DECLARED("x-none") "<r>機</r>"), XML_BROKEN, "<r>機</>" },
	{ "bytes-that-are-no-utf-8-cost-only-themselves",
	  TEXT("<r>機\xff密<b a='\xfe'/>性</r>"), XML_BROKEN,
	  "<r>機\xef\xbf\xbd密<b a=\xef\xbf\xbd></>性</>" },
	{ "a-doctype-alone-is-fine",
	  TEXT("<!DOCTYPE r PUBLIC '-//X' 'r.dtd'><r>1</r>"), XML_WHOLE,
	  "<r>1</>" },
	{ "own-entities-are-left-out",
	  TEXT("<!DOCTYPE r [<!ENTITY e 'x'>]><r a='&e;'>1&e;2</r>"),
	  XML_ENTITIES, "<r a=>12</>" },
	{ "files-are-not-fetched",
	  TEXT("<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
	       "<r>1&e;2</r>"), XML_ENTITIES, "<r>12</>" },
	{ "parameter-entities-are-entities",
	  TEXT("<!DOCTYPE r [<!ENTITY % e \"<!ENTITY f 'x'>\"> %e;]>"
	       "<r>1&f;2</r>"), XML_ENTITIES, "<r>12</>" },
	{ "an-unknown-entity-breaks-it", TEXT("<r>1&nbsp;2</r>"), XML_BROKEN,
	  "<r>12</>" },
	{ "defaults-of-the-document-count",
	  TEXT("<!DOCTYPE r [<!ATTLIST r a CDATA '機密'>]><r/>"), XML_WHOLE,
	  "<r a=機密></>" },
	{ "what-is-cut-is-read-so-far", TEXT("<r><b>1</b>2"), XML_BROKEN,
	  "<r><b>1</>2\n" },
	{ "wrong-ends-are-forgiven", TEXT("<r><b>1</c>2</r>"), XML_BROKEN,
	  NULL },
	{ "nothing-is-broken", TEXT(""), XML_BROKEN, "" },
	{ "three-bytes-are-broken", TEXT("abc"), XML_BROKEN, "" },
};

static void check(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autoptr(GString) pieces = g_string_new(NULL);
	g_autoptr(Xml) xml = xml_new(&handler, pieces);
	const guint8 *bytes = cases[which].bytes;

	g_assert_cmpint(xml_read(&handler, whole, bytes, cases[which].size),
			==, cases[which].end);
	if (cases[which].seen)
		g_assert_cmpstr(whole->str, ==, cases[which].seen);
	for (gsize i = 0; i < cases[which].size; i++) {
		if (!xml_feed(xml, bytes + i, 1))
			break;
	}
	g_assert_cmpint(xml_finish(xml), ==, cases[which].end);
	if (cases[which].seen)
		g_assert_cmpstr(pieces->str, ==, cases[which].seen);
}

/* '#' in @repeated is the number of the repetition. */
static XmlEnd read_repeated(const char *before, const char *repeated,
			    guint count, const char *after, GString *seen)
{
	g_autoptr(GString) text = g_string_new(before);

	for (guint i = 0; i < count; i++) {
		const char *mark = strchrnul(repeated, '#');

		g_string_append_len(text, repeated, mark - repeated);
		if (*mark)
			g_string_append_printf(text, "%08u%s", i, mark + 1);
	}
	g_string_append(text, after);
	return xml_read(&handler, seen, (const guint8 *)text->str, text->len);
}

static const struct {
	const char *name;
	const char *before;
	const char *repeated;
	guint count;
	const char *after;
	XmlEnd end;
} hostile[] = {
	{ "a-thousand-elements-deep-is-fine", "", "<b>", 1000, "", XML_BROKEN },
	{ "a-million-elements-deep-ends", "", "<b>", 1000000, "", XML_DEEP },
	{ "a-million-attributes-end", "<r ", "a#='x' ", 1000000, "/>",
	  XML_DEEP },
	{ "spaced-attributes-end", "<r ", "a# = \n'>' ", 1000000, "/>",
	  XML_DEEP },
	{ "attributes-of-many-elements-are-fine", "<r>",
	  "<b a='#' b='x' c='x'/>", 10000, "</r>", XML_WHOLE },
	{ "a-million-namespaces-end", "<r>", "<b xmlns:n#='u'>", 5000, "",
	  XML_DEEP },
	{ "namespaces-out-of-force-are-fine", "<r>", "<b xmlns:n#='u'/>",
	  20000, "</r>", XML_WHOLE },
	{ "a-million-defaults-end", "<!DOCTYPE r [",
	  "<!ATTLIST r a# CDATA 'x'>", 100000, "]><r/>", XML_DEEP },
	{ "a-comment-without-end-breaks-it", "<r><!--", "x#", 1000000, "",
	  XML_BROKEN },
	{ "a-tag-without-end-breaks-it", "<r><b a='", "x#", 1000000, "",
	  XML_BROKEN },
};

static void check_hostile(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GString) seen = g_string_new(NULL);

	g_assert_cmpint(read_repeated(hostile[which].before,
				      hostile[which].repeated,
				      hostile[which].count,
				      hostile[which].after, seen), ==,
			hostile[which].end);
}

static void long_texts_come_whole(void)
{
	g_autoptr(GString) seen = g_string_new(NULL);

	g_assert_cmpint(read_repeated("<r>", "12345678#", 1000000, "</r>",
				      seen), ==, XML_WHOLE);
	g_assert_cmpuint(seen->len, ==, 16000000 + 6);
	g_string_truncate(seen, 0);
	g_assert_cmpint(read_repeated("<r a='", "12345678#", 1000000,
				      "'/>", seen), ==, XML_WHOLE);
	g_assert_cmpuint(seen->len, ==, 16000000 + 9);
}

typedef struct Stopping {
	Xml *xml;
	guint seen;
} Stopping;

static void stop_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	Stopping *stopping = data;

	(void)name;
	(void)space;
	(void)attributes;
	stopping->seen++;
	xml_stop(stopping->xml);
}

static void a_handler_can_stop(void)
{
	static const XmlHandler stopper = { stop_open, NULL, NULL };
	Stopping stopping = { 0 };
	g_autoptr(Xml) xml = xml_new(&stopper, &stopping);

	stopping.xml = xml;
	g_assert_false(xml_feed(xml, TEXT("<r><b>text</b><c/></r>")));
	g_assert_false(xml_feed(xml, TEXT("<r/>")));
	g_assert_cmpint(xml_finish(xml), ==, XML_WHOLE);
	g_assert_cmpuint(stopping.seen, ==, 1);
}

static void truth_open(const char *name, const char *space,
		       const XmlAttributes *attributes, gpointer data)
{
	gsize size;

	(void)name;
	(void)space;
	g_assert_true(xml_attribute_is_true(attributes, "a"));
	g_assert_true(xml_attribute_is_true(attributes, "b"));
	g_assert_true(xml_attribute_is_true(attributes, "c"));
	g_assert_false(xml_attribute_is_true(attributes, "d"));
	g_assert_false(xml_attribute_is_true(attributes, "e"));
	g_assert_null(xml_attribute_peek(attributes, "e", &size));
	g_assert_nonnull(xml_attribute_peek(attributes, "d", &size));
	g_assert_cmpuint(size, ==, 5);
	*(guint *)data += 1;
}

static void truth_is_told(void)
{
	static const XmlHandler truth = { truth_open, NULL, NULL };
	guint seen = 0;

	(void)xml_read(&truth, &seen,
		       TEXT("<r a='1' b='true' c='on' d='false'/>"));
	g_assert_cmpuint(seen, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	xml_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/documents/xml/%s",
							cases[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check);
	}
	for (guint i = 0; i < G_N_ELEMENTS(hostile); i++) {
		g_autofree char *path = g_strdup_printf("/documents/xml/%s",
							hostile[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_hostile);
	}
	g_test_add_func("/documents/xml/long-texts-come-whole",
			long_texts_come_whole);
	g_test_add_func("/documents/xml/a-handler-can-stop",
			a_handler_can_stop);
	g_test_add_func("/documents/xml/truth-is-told", truth_is_told);
	return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_msg.c - mails as Outlook saves them, by [MS-OXMSG].
 *
 * The files are laid out here and written by libgsf; no Outlook was to be had.
 */
#include "documents/ole.h"

#include "cfb-write.h"
#include "document-record.h"
#include "documents/salvage.h"
#include "text/charset.h"
#include "text/html.h"

#define STREAM "__substg1.0_"
#define ATTACH(n) "__attach_version1.0_#0000000" #n "/"
#define INNER ATTACH(1) STREAM "3701000D/"
#define PROPERTIES "__properties_version1.0"
#define ROOT_HEADER 32
#define INNER_HEADER 24
#define ATTACH_HEADER 8

typedef struct Fixed {
	guint16 id;
	guint32 value;		/* PT_LONG */
} Fixed;

static void add_wide(CfbBuild *build, const char *path, const char *text)
{
	glong units = 0;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units,
						     NULL);

	cfb_build_add(build, path, wide, (gsize)units * 2);
}

static void add_in(CfbBuild *build, const char *path, const char *text,
		   const char *charset)
{
	gsize size = 0;
	g_autofree char *bytes = g_convert(text, -1, charset, "UTF-8", NULL,
					   &size, NULL);

	g_assert_nonnull(bytes);
	cfb_build_add(build, path, bytes, size);
}

static void add_properties(CfbBuild *build, const char *path, gsize header,
			   const Fixed *fixed, gsize count)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	g_byte_array_set_size(bytes, (guint)(header + 16 * count));
	memset(bytes->data, 0, bytes->len);
	for (gsize i = 0; i < count; i++) {
		guint8 *at = bytes->data + header + 16 * i;

		at[0] = 3;
		at[2] = (guint8)fixed[i].id;
		at[3] = (guint8)(fixed[i].id >> 8);
		at[4] = 6;
		for (guint j = 0; j < 4; j++)
			at[8 + j] = (guint8)(fixed[i].value >> 8 * j);
	}
	cfb_build_add(build, path, bytes->data, bytes->len);
}

/* One property with a name: its number is 0x8000. */
static void add_named(CfbBuild *build)
{
	static const guint8 entries[16] = {
		/* by number: not ours */
		0x01, 0x85, 0, 0, 0x06, 0, 0x01, 0,
		/* by string, at offset 4 */
		4, 0, 0, 0, 0x07, 0, 0x00, 0,
	};
	static const guint8 strings[] =
		"\0\0\0\0" "\x16\0\0\0" "m\0s\0i\0p\0_\0l\0a\0b\0e\0l\0s";

	cfb_build_add(build, "__nameid_version1.0/" STREAM "00020102", "", 0);
	cfb_build_add(build, "__nameid_version1.0/" STREAM "00030102",
		      entries, sizeof(entries));
	cfb_build_add(build, "__nameid_version1.0/" STREAM "00040102",
		      strings, sizeof(strings));
	add_wide(build, STREAM "8000001F", "MSIP_Label_1_Name=機密性2;");
	add_wide(build, STREAM "8001001F", "not named by a string");
}

static const char rtf[] =
	"*\0\0\0" "\x1e\0\0\0" "MELA" "\0\0\0\0"
	"{\\rtf1\\ansi compressed body\\par}";

static void add_message(CfbBuild *build)
{
	add_wide(build, STREAM "0037001F", "【機密性２】名簿の送付");
	add_wide(build, STREAM "1000001F", "別添のとおり\r\n二行目");
	cfb_build_add(build, STREAM "10130102",
		      "<p>\x8b@\x96\xa7\x90\xab</p>", 13);
	cfb_build_add(build, STREAM "10090102", rtf, sizeof(rtf) - 1);
	add_wide(build, STREAM "007D001F",
		 "From: a@example.jp\r\nX-Label: one\r\n two\r\n\r\n");
	add_wide(build, "__recip_version1.0_#00000000/" STREAM "3001001F",
		 "甲野");
	add_named(build);
}

static void add_attachments(CfbBuild *build)
{
	static const Fixed inner[] = { { 0x3ffd, 932 }, { 0x0036, 3 } };

	add_wide(build, ATTACH(0) STREAM "3707001F", "機密性３の名簿（案）.txt");
	add_wide(build, ATTACH(0) STREAM "3704001F", "KIMITS~1.TXT");
	add_in(build, ATTACH(0) STREAM "370E001E", "text/plain", "CP932");
	cfb_build_add(build, ATTACH(0) STREAM "37010102", "abc", 3);
	add_properties(build, ATTACH(0) PROPERTIES, ATTACH_HEADER, NULL, 0);
	add_wide(build, ATTACH(1) STREAM "3001001F", "転送");
	add_properties(build, ATTACH(1) PROPERTIES, ATTACH_HEADER, NULL, 0);
	add_properties(build, INNER PROPERTIES, INNER_HEADER, inner,
		       G_N_ELEMENTS(inner));
	add_in(build, INNER STREAM "0037001E", "件名", "CP932");
	add_in(build, INNER STREAM "1000001E", "機密性３\n本文", "CP932");
	add_in(build, INNER ATTACH(0) STREAM "3707001E", "能力表.txt", "CP932");
	cfb_build_add(build, INNER ATTACH(0) STREAM "37010102", "", 0);
}

static GByteArray *mail(gboolean with_properties)
{
	static const Fixed fixed[] = { { 0x3fde, 932 }, { 0x0036, 1 } };
	CfbBuild *build = cfb_build_new();

	if (with_properties)
		add_properties(build, PROPERTIES, ROOT_HEADER, fixed,
			       G_N_ELEMENTS(fixed));
	add_message(build);
	add_attachments(build);
	return cfb_build_end(build);
}

static GString *read_bytes(const GByteArray *bytes, gsize size)
{
	GString *record = g_string_new(NULL);
	Document document = record_document(record);

	ole_read(&document, bytes->data, size);
	if (document.is_encrypted)
		g_string_append(record, "encrypted\n");
	return record;
}

static void assert_has(const GString *record, const char *line)
{
	if (!strstr(record->str, line))
		g_error("no \"%s\" in:\n%s", line, record->str);
}

static const char *const outer[] = {
	"property|Subject|【機密性２】名簿の送付|message\n",
	"doc-text|body, line 1|別添のとおり\n",
	"doc-text|body, line 2|二行目\n",
	"doc-text|HTML, line 1|機密性\n",
	"|compressed body\n",
	"doc-text|headers, line 1|From: a@example.jp\n",
	"property|X-Label|one   two|header\n",
	"property|msip_labels|MSIP_Label_1_Name=機密性2;|message\n",
	"embedded|機密性３の名簿（案）.txt|text/plain|3\n",
	"property|Subject|件名|attached message 1\n",
	"doc-text|attached message 1, body, line 1|機密性３\n",
	"doc-text|attached message 1, body, line 2|本文\n",
	"embedded|能力表.txt||0\n",
};

static void whole(void)
{
	g_autoptr(GByteArray) bytes = mail(TRUE);
	g_autoptr(GString) record = read_bytes(bytes, bytes->len);

	for (guint i = 0; i < G_N_ELEMENTS(outer); i++)
		assert_has(record, outer[i]);
	assert_has(record, "property|Sensitivity|Personal|message\n");
	assert_has(record, "property|Sensitivity|Company-Confidential|"
			   "attached message 1\n");
	g_assert_null(strstr(record->str, "problem"));
	g_assert_null(strstr(record->str, "not named"));
}

static void once(void)
{
	g_autoptr(GByteArray) bytes = mail(TRUE);
	g_autoptr(GString) record = read_bytes(bytes, bytes->len);

	for (guint i = 0; i < G_N_ELEMENTS(outer); i++) {
		const char *first = strstr(record->str, outer[i]);

		g_assert_nonnull(first);
		g_assert_null(strstr(first + 1, outer[i]));
	}
}

/* The code page is not told then: what it may be is guessed. */
static void without_properties(void)
{
	g_autoptr(GByteArray) bytes = mail(FALSE);
	g_autoptr(GString) record = read_bytes(bytes, bytes->len);

	for (guint i = 0; i < G_N_ELEMENTS(outer); i++)
		assert_has(record, outer[i]);
}

static void eight_bit(void)
{
	static const Fixed fixed[] = { { 0x3ffd, 932 } };
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GString) record = NULL;

	add_properties(build, PROPERTIES, ROOT_HEADER, fixed, 1);
	add_in(build, STREAM "0037001E", "機密性２表", "CP932");
	add_in(build, STREAM "1000001E", "機密性Ⅲ\r\n表示", "CP932");
	bytes = cfb_build_end(build);
	record = read_bytes(bytes, bytes->len);
	assert_has(record, "property|Subject|機密性２表|message\n");
	assert_has(record, "doc-text|body, line 1|機密性Ⅲ\n");
	assert_has(record, "doc-text|body, line 2|表示\n");
}

/* The values stand in streams of their own, beside one of their lengths. */
static void many_values(void)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GString) record = NULL;

	add_message(build);
	cfb_build_add(build, STREAM "8000101F", "\x06\0\0\0", 4);
	add_wide(build, STREAM "8000101F-00000000", "第一");
	add_wide(build, STREAM "8000101F-00000001", "第二");
	bytes = cfb_build_end(build);
	record = read_bytes(bytes, bytes->len);
	assert_has(record, "property|msip_labels|第一|message\n");
	assert_has(record, "property|msip_labels|第二|message\n");
}

static GString *read_nested(guint depth)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GString) path = g_string_new(NULL);
	g_autoptr(GByteArray) bytes = NULL;

	add_wide(build, STREAM "0037001F", "outermost");
	for (guint i = 0; i < depth; i++) {
		g_autofree char *subject = NULL;
		g_autofree char *text = g_strdup_printf("depth %u", i + 1);

		g_string_append(path, ATTACH(0) STREAM "3701000D/");
		subject = g_strconcat(path->str, STREAM "0037001F", NULL);
		add_wide(build, subject, text);
	}
	bytes = cfb_build_end(build);
	return read_bytes(bytes, bytes->len);
}

static void nested(void)
{
	g_autoptr(GString) some = read_nested(12);
	g_autoptr(GString) many = read_nested(100);

	assert_has(some, "|depth 12|");
	g_assert_null(strstr(some->str, "problem"));
	assert_has(many, "|depth 12|");
	assert_has(many, "problem|limit|");
	g_assert_null(strstr(many->str, "|depth 99|"));
}

/* Whatever is cut off is said, and what is left can be read. */
static void cut(void)
{
	g_autoptr(GByteArray) bytes = mail(TRUE);

	for (gsize size = 0; size < bytes->len; size += 512) {
		g_autoptr(GString) record = read_bytes(bytes, size);

		assert_has(record, "problem|");
	}
}


static void limits(void)
{
	g_autoptr(GByteArray) bytes = mail(TRUE);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.bytes_left = 100;
	document.members_left = 1;
	ole_read(&document, bytes->data, bytes->len);
	assert_has(record, "problem|limit|");
	g_assert_null(strstr(record->str, "能力表"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	html_warm_up();
	cfb_warm_up();
	salvage_warm_up();
	g_test_add_func("/documents/msg/everything-is-handed-over", whole);
	g_test_add_func("/documents/msg/nothing-is-handed-over-twice", once);
	g_test_add_func("/documents/msg/lost-property-list-costs-nothing",
			without_properties);
	g_test_add_func("/documents/msg/eight-bit-text-has-a-code-page",
			eight_bit);
	g_test_add_func("/documents/msg/every-one-of-many-values",
			many_values);
	g_test_add_func("/documents/msg/mails-in-mails-down-to-a-limit",
			nested);
	g_test_add_func("/documents/msg/what-is-cut-off-is-said", cut);
	g_test_add_func("/documents/msg/limits-are-kept-and-said", limits);
	return g_test_run();
}

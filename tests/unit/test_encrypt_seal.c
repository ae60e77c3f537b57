/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_encrypt_seal.c - what is sealed opens with openssl(1), to the byte;
 * and how a mail looks inside and outside.
 */
#include "encrypt/seal.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "encrypt/certificates.h"
#include "encrypt/wrap.h"
#include "smime-build.h"

#define HEADER "From: a@x.example\r\nSubject: =?UTF-8?B?5p2l?=\r\n\r\n"
#define LONG_LINE 1200

static Tools *tools;
static Certificates *all;

typedef struct Body {
	const char *name;
	const char *bytes;
	gsize size;
	const char *encoding;
} Body;

#define BODY(name, text, encoding) { name, text, sizeof(text) - 1, encoding }
static const Body bodies[] = {
	BODY("lines", "one\r\ntwo\r\n", "7bit"),
	BODY("empty", "", "7bit"),
	BODY("no-last-line-end", "one\r\ntwo", "7bit"),
	BODY("one-empty-line", "\r\n", "7bit"),
	BODY("utf-8", "\xe6\x9c\xac\xe6\x96\x87\r\n", "8bit"),
	BODY("line-feed-alone", "one\ntwo\r\n", "binary"),
	BODY("return-alone", "one\rtwo\r\n", "binary"),
	BODY("return-at-the-end", "one\r\ntwo\r", "binary"),
	BODY("nul", "one\0two\r\n", "binary"),
	BODY("epilogue", "--b\r\n\r\nx\r\n--b--\r\nepilogue \r\n \t\r\n", "7bit"),
	BODY("dots", ".\r\n..\r\n", "7bit"),
};

static Spool *spooled(const char *header, const void *body, gsize size)
{
	g_autoptr(GError) error = NULL;
	Spool *spool = spool_new(1 << 20, G_MAXSIZE, "/tmp", &error);

	g_assert_no_error(error);
	spool_append(spool, header, strlen(header), &error);
	spool_append(spool, body, size, &error);
	spool_seal(spool, &error);
	g_assert_no_error(error);
	return spool;
}

static GByteArray *content(const Spool *spool)
{
	GByteArray *bytes = g_byte_array_new();
	guint8 chunk[65536];
	ssize_t got;

	while ((got = pread(spool_fd(spool), chunk, sizeof chunk,
			    bytes->len)) > 0)
		g_byte_array_append(bytes, chunk, (guint)got);
	return bytes;
}

static GPtrArray *recipients(const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; list[i]; i++) {
		g_autofree char *address = g_strconcat(list[i], "@x.example",
						       NULL);
		g_autofree char *why = NULL;
		X509 *one = certificates_find(all, address,
			g_get_real_time() / G_USEC_PER_SEC, &why);

		g_assert_cmpstr(why, ==, NULL);
		g_ptr_array_add(found, one);
	}
	return found;
}

/* The whole new mail, as the MTA would send it, into file "mail". */
static void seal_to_file(const char *names, Cipher cipher, const char *prefix,
			 const Spool *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) found = recipients(names);
	g_autoptr(Spool) out = spool_new(1 << 20, G_MAXSIZE, "/tmp", &error);
	g_autoptr(Seal) seal = seal_new(found, cipher, out, &error);
	g_autoptr(GByteArray) body = NULL;
	g_autoptr(GString) whole = g_string_new(NULL);

	g_assert_no_error(error);
	g_assert_true(seal_bytes(seal, prefix, strlen(prefix), &error));
	g_assert_true(seal_file(seal, spool_fd(mail), 0, NULL, NULL, &error));
	g_assert_true(seal_end(seal, &error));
	g_assert_true(spool_seal(out, &error));
	for (const WrapField *at = wrap_outside(cipher); at->name; at++)
		g_string_append_printf(whole, "%s: %s\n", at->name,
				       at->value);
	g_string_append_c(whole, '\n');
	body = content(out);
	for (guint from = 0; from < body->len; from += 78)
		g_assert_true(body->len - from <= 78 ||
			      (body->data[from + 76] == '\r' &&
			       body->data[from + 77] == '\n'));
	g_string_append_len(whole, (const char *)body->data, body->len);
	tools_write(tools, "mail", whole->str, whole->len);
}

static void assert_opens(const char *who, const char *prefix,
			 const Spool *mail)
{
	g_autofree char *command = g_strdup_printf("openssl cms -decrypt -in "
		"mail -recip %s.crt -inkey %s.key -out opened", who, who);
	g_autofree char *path = g_build_filename(tools->folder, "opened",
						 NULL);
	g_autofree char *opened = NULL;
	g_autoptr(GByteArray) bytes = content(mail);
	gsize size, before = strlen(prefix);

	tools_must(tools, command);
	g_assert_true(g_file_get_contents(path, &opened, &size, NULL));
	g_assert_cmpuint(size, ==, before + bytes->len);
	g_assert_true(memcmp(opened, prefix, before) == 0);
	g_assert_true(memcmp(opened + before, bytes->data, bytes->len) == 0);
}

static char *prefix_of(const Spool *mail, const char *header)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	char *prefix;

	g_byte_array_append(bytes, (const guint8 *)header,
			    (guint)strlen(header));
	prefix = wrap_prefix(bytes, spool_fd(mail), bytes->len, &error);
	g_assert_no_error(error);
	return prefix;
}

static void test_body(gconstpointer data)
{
	const Body *body = data;
	g_autoptr(Spool) mail = spooled(HEADER, body->bytes, body->size);
	g_autofree char *prefix = prefix_of(mail, HEADER);
	g_autofree char *wanted = g_strdup_printf(
		"Content-Type: message/rfc822; forwarded=no\r\n"
		"Content-Transfer-Encoding: %s\r\n\r\n", body->encoding);

	g_assert_cmpstr(prefix, ==, wanted);
	seal_to_file("rsa", CIPHER_AES256_CBC, prefix, mail);
	assert_opens("rsa", prefix, mail);
}

static const struct {
	const char *names;
	Cipher cipher;
} ways[] = {
	{ "rsa", CIPHER_AES256_CBC }, { "ec", CIPHER_AES256_CBC },
	{ "rsa ec plain", CIPHER_AES256_CBC },
	{ "rsa", CIPHER_AES256_GCM }, { "ec", CIPHER_AES256_GCM },
	{ "rsa ec plain", CIPHER_AES256_GCM },
};

static void test_way(gconstpointer data)
{
	guint way = GPOINTER_TO_UINT(data);
	g_autoptr(Spool) mail = spooled(HEADER, bodies[0].bytes,
					bodies[0].size);
	g_auto(GStrv) names = g_strsplit(ways[way].names, " ", -1);

	seal_to_file(ways[way].names, ways[way].cipher, "", mail);
	for (guint i = 0; names[i]; i++)
		assert_opens(names[i], "", mail);
	g_assert_false(tools_run(tools, "openssl cms -decrypt -in mail "
				 "-recip sign.crt -inkey sign.key -out no"));
}

static void test_large(gconstpointer data)
{
	Cipher cipher = (Cipher)GPOINTER_TO_UINT(data);
	gsize size = 10 * 1024 * 1024 + 7;
	g_autofree guint8 *bytes = g_malloc(size);
	g_autoptr(Spool) mail = NULL;

	for (gsize i = 0; i < size; i++)
		bytes[i] = (guint8)(i * 2654435761U >> 13);
	mail = spooled(HEADER, bytes, size);
	seal_to_file("rsa", cipher, "", mail);
	assert_opens("rsa", "", mail);
}

/* What was changed on the way is noticed: the point of GCM. */
static void test_changed(void)
{
	g_autoptr(Spool) mail = spooled(HEADER, "text text text\r\n", 16);
	g_autofree char *path = NULL;
	g_autofree char *bytes = NULL;
	gsize size;

	seal_to_file("rsa", CIPHER_AES256_GCM, "", mail);
	assert_opens("rsa", "", mail);
	tools_must(tools, "openssl cms -cmsout -in mail -outform DER "
		   "-out mail.der");
	path = g_build_filename(tools->folder, "mail.der", NULL);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	bytes[size - 40] ^= 1;
	tools_write(tools, "mail.der", bytes, size);
	g_assert_false(tools_run(tools, "openssl cms -decrypt -inform DER -in "
				 "mail.der -recip rsa.crt -inkey rsa.key "
				 "-out opened"));
}

static gboolean give_up(gpointer data)
{
	(void)data;
	return FALSE;
}

static void test_given_up(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) found = recipients("rsa");
	g_autoptr(Spool) mail = spooled(HEADER, "x", 1);
	g_autoptr(Spool) out = spool_new(1 << 20, G_MAXSIZE, "/tmp", &error);
	g_autoptr(Seal) seal = seal_new(found, CIPHER_AES256_CBC, out, &error);

	g_assert_false(seal_file(seal, spool_fd(mail), 0, give_up, NULL,
				 &error));
	g_assert_nonnull(error);
}

static void test_full(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) found = recipients("rsa");
	g_autoptr(Spool) out = spool_new(1 << 20, 100, "/tmp", &error);
	g_autoptr(Seal) seal = seal_new(found, CIPHER_AES256_CBC, out, &error);

	g_assert_false(seal_bytes(seal, HEADER, strlen(HEADER), &error) &&
		       seal_end(seal, &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_LIMIT);
}

static void test_subject(void)
{
	static const struct {
		const char *subject, *field;
	} cases[] = {
		{ "Encrypted", "Encrypted" },
		{ "暗号", "=?UTF-8?B?5pqX5Y+3?=" },
		{ "暗号化されたメール暗号化されたメール",
		  "=?UTF-8?B?5pqX5Y+35YyW44GV44KM44Gf44Oh44O844Or5pqX5Y+3"
		  "5YyW44GV44KM44Gf?=\n =?UTF-8?B?44Oh44O844Or?=" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *field = wrap_subject(cases[i].subject);

		g_assert_cmpstr(field, ==, cases[i].field);
	}
}

static void test_kept(void)
{
	static const char *const kept[] = {
		"From", "to", "CC", "Received", "Message-Id", "List-Post",
		"Resent-From", "References", "Auto-Submitted",
	};
	static const char *const gone[] = {
		"Subject", "Bcc", "Resent-Bcc", "Keywords", "Comments",
		"Content-Type", "Content-Language", "DKIM-Signature",
		"Thread-Topic", "X-Anything", "ARC-Seal", "",
	};

	for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
		g_assert_true(wrap_keeps(kept[i]));
	for (guint i = 0; i < G_N_ELEMENTS(gone); i++)
		g_assert_false(wrap_keeps(gone[i]));
}

static void test_long_line(void)
{
	g_autofree char *line = g_strnfill(LONG_LINE, 'x');
	g_autofree char *fits = g_strdup_printf("%.998s\r\n", line);
	g_autofree char *not = g_strdup_printf("%.999s\r\n", line);
	g_autoptr(Spool) first = spooled(HEADER, fits, strlen(fits));
	g_autoptr(Spool) second = spooled(HEADER, not, strlen(not));
	g_autofree char *short_prefix = prefix_of(first, HEADER);
	g_autofree char *long_prefix = prefix_of(second, HEADER);

	g_assert_nonnull(strstr(short_prefix, ": 7bit\r\n"));
	g_assert_nonnull(strstr(long_prefix, ": binary\r\n"));
}

static void prepare(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *people = NULL;
	g_autofree char *roots = NULL;

	tools = tools_new();
	smime_new(tools);
	people = g_build_filename(tools->folder, "people", NULL);
	roots = g_build_filename(tools->folder, "roots.pem", NULL);
	all = certificates_load(people, roots, NULL, &error);
	g_assert_no_error(error);
}

static void add_cases(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *path = g_strdup_printf("/encrypt/seal/body/%s",
							bodies[i].name);

		g_test_add_data_func(path, &bodies[i], test_body);
	}
	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autofree char *path = g_strdup_printf("/encrypt/seal/%s/%s",
			cipher_name(ways[i].cipher), ways[i].names);

		g_strdelimit(path, " ", '+');
		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_way);
	}
	for (Cipher cipher = 0; cipher < CIPHER_COUNT; cipher++) {
		g_autofree char *path = g_strdup_printf(
			"/encrypt/seal/ten-megabytes/%s", cipher_name(cipher));

		g_test_add_data_func(path, GUINT_TO_POINTER(cipher),
				     test_large);
	}
}

int main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	prepare();
	add_cases();
	g_test_add_func("/encrypt/seal/gcm-notices-a-change", test_changed);
	g_test_add_func("/encrypt/seal/nobody-waits", test_given_up);
	g_test_add_func("/encrypt/seal/a-full-spool-is-a-failure", test_full);
	g_test_add_func("/encrypt/wrap/subject", test_subject);
	g_test_add_func("/encrypt/wrap/fields-that-stay", test_kept);
	g_test_add_func("/encrypt/wrap/a-long-line-is-binary",
			test_long_line);
	failed = g_test_run();
	certificates_free(all);
	tools_free(tools);
	return failed;
}

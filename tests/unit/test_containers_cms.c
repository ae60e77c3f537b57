/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_cms.c - S/MIME by its structure, against OpenSSL's own tool.
 */
#include "containers/cms.h"

#include <string.h>

#include "tools.h"

#define MIB ((gsize)1024 * 1024)

static const char entity[] =
	"Content-Type: text/plain; charset=utf-8\r\n\r\n"
	"The quick brown fox jumps over the lazy dog, twice.\r\n";

/* "sh" makes $OUT from "entity" and "file", with key.pem and cert.pem. */
typedef struct Case {
	const char *name;
	const char *command;
	Protection protection;
	const char *scheme;	/* nullable */
	gboolean has_inside;
	gboolean is_entity;
	gboolean has_problem;
} Case;

#define CMS "openssl cms -binary "
#define ENCRYPT CMS "-encrypt -in entity -outform DER -out out "
#define SIGN CMS "-sign -in entity -signer cert.pem -inkey key.pem "
#define KEY "-secretkey 000102030405060708090a0b0c0d0e0f " \
	    "-secretkeyid 01 "

static const Case cases[] = {
	{ "enveloped-aes256-cbc", ENCRYPT "-aes256 cert.pem",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-aes128-cbc", ENCRYPT "-aes128 cert.pem",
	  PROTECTION_SECRET, "smime-aes128-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-for-an-elliptic-key", ENCRYPT "-aes256 ec-cert.pem",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-in-indefinite-lengths",
	  ENCRYPT "-stream -aes256 cert.pem",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-in-pem",
	  CMS "-encrypt -in entity -outform PEM -out out -aes256 cert.pem",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-in-base64",
	  ENCRYPT "-aes256 cert.pem && base64 out > x && mv x out",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "auth-enveloped-aes256-gcm", ENCRYPT "-aes-256-gcm cert.pem",
	  PROTECTION_SECRET, "smime-aes256-gcm", FALSE, FALSE, FALSE },
	{ "enveloped-triple-des", ENCRYPT "-des3 cert.pem",
	  PROTECTION_SECRET, "smime-3des", FALSE, FALSE, FALSE },
	{ "enveloped-rc2-40",
	  ENCRYPT "-provider legacy -provider default -rc2-40-cbc cert.pem",
	  PROTECTION_SECRET, "smime-rc2-40", FALSE, FALSE, FALSE },
	{ "enveloped-camellia", ENCRYPT "-camellia256 cert.pem",
	  PROTECTION_SECRET, "smime-camellia256-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-by-password",
	  ENCRYPT "-aes256 -pwri_password secret",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "enveloped-by-shared-key", ENCRYPT "-aes256 " KEY,
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "encrypted-data",
	  CMS "-EncryptedData_encrypt -in entity -outform DER -out out -aes128 "
	  "-secretkey 000102030405060708090a0b0c0d0e0f",
	  PROTECTION_SECRET, "smime-aes128-cbc", FALSE, FALSE, FALSE },
	{ "signed-with-content", SIGN "-nodetach -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, TRUE, FALSE },
	{ "signed-in-indefinite-lengths",
	  SIGN "-nodetach -stream -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, TRUE, FALSE },
	{ "signed-by-the-older-command",
	  "openssl smime -binary -sign -nodetach -in entity -signer cert.pem "
	  "-inkey key.pem -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, TRUE, FALSE },
	{ "a-signed-file-is-no-entity",
	  CMS "-sign -in file -signer cert.pem -inkey key.pem -cades "
	  "-nodetach -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, FALSE, FALSE },
	{ "detached-signature", SIGN "-outform DER -out out",
	  PROTECTION_NONE, NULL, FALSE, FALSE, FALSE },
	{ "certificates-only",
	  "openssl crl2pkcs7 -nocrl -certfile cert.pem -outform DER -out out",
	  PROTECTION_NONE, NULL, FALSE, FALSE, FALSE },
	{ "digested",
	  CMS "-digest_create -in entity -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, TRUE, FALSE },
	{ "plain-data",
	  CMS "-data_create -in entity -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, TRUE, FALSE },
	{ "signed-around-enveloped-is-to-be-looked-into",
	  ENCRYPT "-aes256 cert.pem && mv out x && " CMS "-sign -in x -signer "
	  "cert.pem -inkey key.pem -nodetach -outform DER -out out",
	  PROTECTION_NONE, NULL, TRUE, FALSE, FALSE },
	{ "enveloped-around-signed",
	  SIGN "-nodetach -outform DER -out x && "
	  CMS "-encrypt -in x -outform DER -out out -aes256 cert.pem",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "nothing-encrypted-is-none",
	  CMS "-encrypt -in empty -outform DER -out out -aes-256-gcm cert.pem",
	  PROTECTION_NONE, "smime-aes256-gcm", FALSE, FALSE, FALSE },
	{ "line-end-behind-it-is-harmless",
	  ENCRYPT "-aes256 cert.pem && printf '\\r\\n' >> out",
	  PROTECTION_SECRET, "smime-aes256-cbc", FALSE, FALSE, FALSE },
	{ "bytes-behind-it-are-not",
	  ENCRYPT "-aes256 cert.pem && printf 'secret plan' >> out",
	  PROTECTION_UNKNOWN, "smime-aes256-cbc", FALSE, FALSE, TRUE },
	{ "text-behind-pem-is-readable",
	  CMS "-encrypt -in entity -outform PEM -out out -aes256 cert.pem && "
	  "echo 'the secret plan' >> out",
	  PROTECTION_NONE, "smime-aes256-cbc", TRUE, FALSE, FALSE },
	{ "cut-in-the-middle",
	  ENCRYPT "-aes256 cert.pem && head -c 300 out > x && mv x out",
	  PROTECTION_UNKNOWN, NULL, FALSE, FALSE, TRUE },
	{ "cut-signature-is-not-secret",
	  SIGN "-nodetach -outform DER -out out && head -c 900 out > x && "
	  "mv x out",
	  PROTECTION_UNKNOWN, NULL, FALSE, FALSE, TRUE },
};

/* What opens without a secret is what somebody without one can read. */
static gboolean opens_without_secret(const Tools *tools)
{
	static const char *const ways[] = {
		"openssl cms -verify -noverify -inform DER -in out -out read",
		"openssl cms -verify -noverify -inform PEM -in out -out read",
		"openssl cms -data_out -inform DER -in out -out read",
		"openssl cms -digest_verify -inform DER -in out -out read",
		"openssl cms -uncompress -inform DER -in out -out read",
	};

	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		if (tools_run(tools, ways[i]))
			return TRUE;
	}
	return FALSE;
}

static Tools *tools;
static Keyring *keyring;	/* without words */

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;

	tools->all++;
	tools_must(tools, with->command);
	bytes = tools_read(tools, "out");
	g_assert_true(cms_is(bytes->data, bytes->len));
	judgement = cms_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_nonnull(judgement);
	if (opens_without_secret(tools))
		g_assert_cmpint(judgement->protection, !=, PROTECTION_SECRET);
	g_assert_cmpint(judgement->protection, ==, with->protection);
	g_assert_cmpstr(judgement->scheme, ==, with->scheme);
	g_assert_cmpint(judgement->inside != NULL, ==, with->has_inside);
	g_assert_cmpint(judgement->inside_is_entity, ==, with->is_entity);
	g_assert_cmpint(judgement->problem != NULL, ==, with->has_problem);
	if (with->is_entity)
		g_assert_cmpmem(judgement->inside->data, judgement->inside->len,
				entity, strlen(entity));
	tools->right++;
}

/* ---- objects that no tool writes, built by hand ------------------------- */

static void put(GByteArray *out, guint8 tag, const GByteArray *body)
{
	guint8 head[] = { tag, 0x83, (guint8)(body->len >> 16),
			  (guint8)(body->len >> 8), (guint8)body->len };

	g_byte_array_append(out, head, sizeof(head));
	g_byte_array_append(out, body->data, body->len);
}

static GByteArray *item(guint8 tag, GByteArray *body)
{
	GByteArray *out = g_byte_array_new();

	put(out, tag, body);
	g_byte_array_unref(body);
	return out;
}

static GByteArray *raw(const void *bytes, gsize size)
{
	return g_byte_array_append(g_byte_array_new(), bytes, (guint)size);
}

/* Joins up to four; the later ones may be NULL. */
static GByteArray *join(GByteArray *a, GByteArray *b, GByteArray *c,
			GByteArray *d)
{
	GByteArray *const all[] = { b, c, d };

	for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
		if (!all[i])
			continue;
		g_byte_array_append(a, all[i]->data, all[i]->len);
		g_byte_array_unref(all[i]);
	}
	return a;
}

#define RAW(s) raw(s, sizeof(s) - 1)
#define VERSION RAW("\x02\x01\x00")
#define OID_DATA RAW("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
#define OID_SIGNED RAW("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
#define OID_ENVELOPED \
	RAW("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03")
#define OID_ENCRYPTED \
	RAW("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06")
#define OID_COMPRESSED \
	RAW("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09")
#define AES256 \
	RAW("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a" \
	    "\x04\x10" "0123456789abcdef")
#define NOBODY_KNOWS RAW("\x06\x03\x2a\x03\x04")
#define ZLIB \
	RAW("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x08")

static GByteArray *content_info(GByteArray *oid, GByteArray *within)
{
	return item(0x30, join(oid, item(0xa0, item(0x30, within)),
			       NULL, NULL));
}

/* EncryptedData; @ciphertext NULL: absent. */
static GByteArray *encrypted(GByteArray *cipher, GByteArray *ciphertext)
{
	GByteArray *info = item(0x30, join(OID_DATA, item(0x30, cipher),
		ciphertext ? item(0x80, ciphertext) : NULL, NULL));

	return content_info(OID_ENCRYPTED, join(VERSION, info, NULL, NULL));
}

static GByteArray *noise(guint size)
{
	GByteArray *out = g_byte_array_new();
	GRand *random = g_rand_new_with_seed(42);

	for (guint i = 0; i < size; i++) {
		guint8 byte = (guint8)g_rand_int(random);

		g_byte_array_append(out, &byte, 1);
	}
	g_rand_free(random);
	return out;
}

static GByteArray *text(guint size)
{
	GByteArray *out = g_byte_array_new();

	while (out->len < size)
		g_byte_array_append(out, (const guint8 *)"secret plans ", 13);
	g_byte_array_set_size(out, size);
	return out;
}

static void expect(GByteArray *object, Protection protection,
		   ProblemKind kind)
{
	g_autoptr(GByteArray) bytes = object;
	g_autoptr(Judgement) judgement = NULL;

	tools->all++;
	judgement = cms_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_nonnull(judgement);
	g_assert_cmpint(judgement->protection, ==, protection);
	g_assert_cmpint(judgement->problem != NULL, ==, kind != PROBLEM_COUNT);
	if (judgement->problem)
		g_assert_cmpint(judgement->problem_kind, ==, kind);
	tools->right++;
}

static void by_hand(void)
{
	expect(encrypted(AES256, noise(64)), PROTECTION_SECRET, PROBLEM_COUNT);
	expect(encrypted(AES256, NULL), PROTECTION_NONE, PROBLEM_COUNT);
	expect(encrypted(AES256, g_byte_array_new()), PROTECTION_NONE,
	       PROBLEM_COUNT);
	expect(encrypted(AES256, text(64)), PROTECTION_NONE,
	       PROBLEM_MALFORMED);
	expect(encrypted(AES256, noise(65)), PROTECTION_UNKNOWN,
	       PROBLEM_MALFORMED);
	expect(encrypted(NOBODY_KNOWS, noise(64)), PROTECTION_UNKNOWN,
	       PROBLEM_FAILED);
}

/* Ciphertext that begins like a file, and is as long as @size. */
static GByteArray *begun(const char *magic, gsize length, guint size)
{
	return join(raw(magic, length), noise(size - (guint)length), NULL,
		    NULL);
}

/* What is not encrypted, whatever the cipher that is named. */
static void readable(void)
{
	expect(encrypted(AES256, begun("PK\003\004", 4, 640)),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(encrypted(AES256, begun("7z\xbc\xaf\x27\x1c", 6, 640)),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(encrypted(AES256, begun("%PDF-1.7\n", 9, 640)),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(encrypted(AES256, begun("\x1f\x8b\x08\x00", 4, 640)),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(encrypted(AES256, begun(entity, strlen(entity), 640)),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(encrypted(AES256, begun("Content-Type: application/zip\n\n",
				       31, 640)),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(encrypted(AES256, encrypted(AES256, noise(63))),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	tools_must(tools, "python3 -c 'import zlib,os;"
		   "open(\"z\",\"wb\").write(zlib.compress(os.urandom(900)))'");
	expect(encrypted(AES256, tools_read(tools, "z")),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	tools_must(tools, "python3 -c 'import zlib,os;"
		   "open(\"z\",\"wb\").write(zlib.compress(os.urandom(900))"
		   "[2:-4])'");
	expect(encrypted(AES256, tools_read(tools, "z")),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
}

/* KeyTransRecipientInfo with an encrypted key of @size bytes. */
static GByteArray *recipient(guint size)
{
	GByteArray *algorithm = item(0x30,
		RAW("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"));
	GByteArray *who = item(0x80, noise(20));

	return item(0x30, join(RAW("\x02\x01\x02"), who, algorithm,
			       item(0x04, noise(size))));
}

/* EnvelopedData for @recipients, with @behind the content; nullable. */
static GByteArray *enveloped(GByteArray *recipients, GByteArray *behind)
{
	GByteArray *info = item(0x30, join(OID_DATA, item(0x30, AES256),
					   item(0x80, noise(64)), NULL));

	return content_info(OID_ENVELOPED,
			    join(RAW("\x02\x01\x02"), item(0x31, recipients),
				 info, behind));
}

/* An attribute of a type of nobody's with an octet string. */
static GByteArray *attributes(GByteArray *value)
{
	return item(0xa1, item(0x30, join(NOBODY_KNOWS,
		item(0x31, item(0x04, value)), NULL, NULL)));
}

static void for_nobody(void)
{
	expect(enveloped(recipient(256), NULL), PROTECTION_SECRET,
	       PROBLEM_COUNT);
	expect(enveloped(g_byte_array_new(), NULL), PROTECTION_UNKNOWN,
	       PROBLEM_MALFORMED);
	expect(enveloped(recipient(0), NULL), PROTECTION_UNKNOWN,
	       PROBLEM_MALFORMED);
	expect(enveloped(recipient(32), NULL), PROTECTION_UNKNOWN,
	       PROBLEM_MALFORMED);
	expect(enveloped(join(recipient(256), recipient(16), NULL, NULL),
			 NULL), PROTECTION_UNKNOWN, PROBLEM_MALFORMED);
	expect(enveloped(item(0xa4, NOBODY_KNOWS), NULL), PROTECTION_UNKNOWN,
	       PROBLEM_MALFORMED);
}

static void beside_the_content(void)
{
	expect(enveloped(recipient(256), attributes(noise(32))),
	       PROTECTION_SECRET, PROBLEM_COUNT);
	expect(enveloped(recipient(256), attributes(text(2000))),
	       PROTECTION_NONE, PROBLEM_MALFORMED);
	expect(enveloped(recipient(256), text(200)), PROTECTION_UNKNOWN,
	       PROBLEM_MALFORMED);
}

/* SignedData whose content is SignedData without a ContentInfo of its own. */
static GByteArray *signed_data(GByteArray *type, GByteArray *content)
{
	GByteArray *info = item(0x30, join(type,
		item(0xa0, item(0x04, content)), NULL, NULL));

	return join(VERSION, item(0x31, g_byte_array_new()), info,
		    item(0x31, g_byte_array_new()));
}

static void nested_by_content_type(void)
{
	GByteArray *inner = item(0x30, signed_data(OID_DATA, text(64)));
	g_autoptr(GByteArray) outer = content_info(OID_SIGNED,
		signed_data(OID_SIGNED, inner));
	g_autoptr(Judgement) first = NULL, second = NULL;
	g_autoptr(GByteArray) wanted = text(64);

	first = cms_judge(outer->data, outer->len, MIB, keyring);
	g_assert_nonnull(first->inside);
	second = cms_judge(first->inside->data, first->inside->len, MIB, keyring);
	g_assert_nonnull(second);
	g_assert_nonnull(second->inside);
	g_assert_cmpmem(second->inside->data, second->inside->len,
			wanted->data, wanted->len);
}

/* CompressedData around "entity", deflated by python, and a bomb of zeros. */
static GByteArray *compressed(const char *python)
{
	g_autofree char *command = g_strdup_printf(
		"python3 -c 'import zlib;"
		"open(\"z\",\"wb\").write(zlib.compress(%s))'", python);
	GByteArray *info;

	tools_must(tools, command);
	info = item(0x30, join(OID_DATA,
			       item(0xa0, item(0x04, tools_read(tools, "z"))),
			       NULL, NULL));
	return content_info(OID_COMPRESSED,
			    join(VERSION, item(0x30, ZLIB), info, NULL));
}

static void compressed_is_opened(void)
{
	g_autoptr(GByteArray) bytes =
		compressed("open(\"entity\",\"rb\").read()");
	g_autoptr(Judgement) judgement = NULL;

	judgement = cms_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_NONE);
	g_assert_null(judgement->problem);
	g_assert_true(judgement->inside_is_entity);
	g_assert_cmpmem(judgement->inside->data, judgement->inside->len,
			entity, strlen(entity));
	expect(compressed("bytes(50*1024*1024)"), PROTECTION_NONE,
	       PROBLEM_LIMIT);
}

/* ASN.1 within ASN.1, deeper than any stack. */
static void deep_nesting_ends(void)
{
	static const guint8 level[] = { 0x24, 0x80 };
	static const guint8 head[] = { 0x30, 0x80, 0x06, 0x09, 0x2a, 0x86,
		0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0xa0, 0x80 };
	g_autoptr(GByteArray) bytes = raw(head, sizeof(head));
	g_autoptr(Judgement) judgement = NULL;
	static const guint8 end[2] = { 0, 0 };

	for (guint i = 0; i < 1000000; i++)
		g_byte_array_append(bytes, level, sizeof(level));
	for (guint i = 0; i < 1000002; i++)
		g_byte_array_append(bytes, end, sizeof(end));
	judgement = cms_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_UNKNOWN);
	g_assert_nonnull(judgement->problem);
}

/* Every cut of a real object: never secret, never more than is there. */
static void every_cut(void)
{
	g_autoptr(GByteArray) bytes = NULL;

	tools_must(tools, ENCRYPT "-aes256 cert.pem");
	bytes = tools_read(tools, "out");
	for (gsize size = 0; size < bytes->len; size++) {
		g_autofree guint8 *cut = g_memdup2(bytes->data, size);
		g_autoptr(Judgement) judgement = cms_judge(cut, size, MIB, keyring);

		if (judgement)
			g_assert_cmpint(judgement->protection, !=,
					PROTECTION_SECRET);
	}
}

static void not_cms(void)
{
	static const char *const others[] = {
		"", "M", "MIME-Version: 1.0\n\n", "0", "-----BEGIN CMS-----",
		"-----BEGIN CERTIFICATE-----\nMIIB\n", "0\x80\x06",
		"plain text",
		"MII is how certificates begin in base64, but not this text",
	};

	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		const guint8 *bytes = (const guint8 *)others[i];

		g_assert_false(cms_is(bytes, strlen(others[i])));
		g_assert_null(cms_judge(bytes, strlen(others[i]), MIB, keyring));
	}
}

static void prepare(void)
{
	static const char *const commands[] = {
		"openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem "
		"-out cert.pem -days 3650 -subj /CN=test",
		"openssl req -x509 -newkey ec -pkeyopt "
		"ec_paramgen_curve:P-256 -nodes -keyout ec-key.pem "
		"-out ec-cert.pem -days 3650 -subj /CN=test",
		"printf 'Note: a file\\n\\nof two lines\\n' > file; : > empty",
	};

	tools = tools_new();
	keyring = keyring_new(G_MAXUINT64, 60 * G_USEC_PER_SEC);
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		tools_must(tools, commands[i]);
	tools_write(tools, "entity", entity, strlen(entity));
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/containers/cms/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	g_test_add_func("/containers/cms/conflicts-count-as-the-weaker", by_hand);
	g_test_add_func("/containers/cms/what-is-readable-is-not-encrypted",
			readable);
	g_test_add_func("/containers/cms/enveloped-for-nobody-is-unknown",
			for_nobody);
	g_test_add_func("/containers/cms/attributes-with-text-are-content",
			beside_the_content);
	g_test_add_func("/containers/cms/signed-within-signed-by-content-type",
			nested_by_content_type);
	g_test_add_func("/containers/cms/compressed-is-opened-in-bounds",
			compressed_is_opened);
	g_test_add_func("/containers/cms/deep-nesting-ends", deep_nesting_ends);
	g_test_add_func("/containers/cms/no-cut-of-an-object-is-secret",
			every_cut);
	g_test_add_func("/containers/cms/other-bytes-are-not-cms", not_cms);
	result = g_test_run();
	g_test_message("judged right/all: %u/%u", tools->right, tools->all);
	tools_free(tools);
	keyring_free(keyring);
	return result;
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_containers_smime.c - every variant of S/MIME that OpenSSL writes, and
 * layers of it; what OpenSSL opens without a key is never secret.
 */
#include "containers/cms.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "tools.h"

#define MIB ((gsize)1024 * 1024)
#define LAYERS 8

static const char entity[] =
	"Content-Type: text/plain; charset=utf-8\r\n\r\n"
	"The quick brown fox jumps over the lazy dog, twice.\r\n";

static Tools *tools;
static Keyring *keyring;	/* without words */

/* Opens whatever needs no key: data, signatures, digests. */
static gboolean opens(const guint8 *bytes, gsize size)
{
	const unsigned char *at = bytes;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	BIO *out = BIO_new(BIO_s_mem());
	gboolean opened = cms && out &&
		(CMS_verify(cms, NULL, NULL, NULL, out,
			    CMS_NO_SIGNER_CERT_VERIFY | CMS_NO_ATTR_VERIFY |
			    CMS_NO_CONTENT_VERIFY) > 0 ||
		 CMS_data(cms, out, 0) > 0 ||
		 CMS_digest_verify(cms, NULL, out, 0) > 0);

	BIO_free(out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return opened;
}

/* Judges @bytes, and what is in them, to the last layer. */
static Judgement *judge_all(const GByteArray *bytes, guint *ret_layers)
{
	Judgement *judgement = cms_judge(bytes->data, bytes->len, MIB,
					 keyring);

	g_assert(judgement);
	for (*ret_layers = 1; judgement->inside && *ret_layers < LAYERS;
	     ++*ret_layers) {
		const GByteArray *inside = judgement->inside;
		Judgement *next = cms_judge(inside->data, inside->len, MIB,
					    keyring);

		if (!next)
			break;
		judgement_free(judgement);
		judgement = next;
	}
	return judgement;
}

/* ---- ciphers -------------------------------------------------------------- */

static const struct {
	const char *option;
	const char *scheme;
} ciphers[] = {
	{ "aes128", "smime-aes128-cbc" },
	{ "aes192", "smime-aes192-cbc" },
	{ "aes256", "smime-aes256-cbc" },
	{ "aes-128-ecb", "smime-aes128-ecb" },
	{ "aes-256-ecb", "smime-aes256-ecb" },
	{ "aes-128-ofb", "smime-aes128-ofb" },
	{ "aes-256-cfb", "smime-aes256-cfb" },
	{ "aes-128-gcm", "smime-aes128-gcm" },
	{ "aes-192-gcm", "smime-aes192-gcm" },
	{ "aes-256-gcm", "smime-aes256-gcm" },
	{ "des3", "smime-3des" },
	{ "des-ede", "smime-des-ede" },
	{ "des", "smime-des" },
	{ "des-cfb", "smime-des-cfb" },
	{ "rc2-40", "smime-rc2-40" },
	{ "rc2-64", "smime-rc2-64" },
	{ "rc2-128", "smime-rc2-128" },
	{ "rc4", "smime-rc4" },
	{ "bf-cbc", "smime-blowfish" },
	{ "cast5-cbc", "smime-cast5" },
	{ "seed", "smime-seed" },
	{ "camellia128", "smime-camellia128-cbc" },
	{ "camellia192", "smime-camellia192-cbc" },
	{ "camellia256", "smime-camellia256-cbc" },
	{ "camellia-256-ctr", "smime-camellia-256-ctr" },
	{ "aria-128-cbc", "smime-aria-128-cbc" },
	{ "aria-256-gcm", "smime-aria-256-gcm" },
	{ "sm4-cbc", "smime-sm4-cbc" },
};

static void check_cipher(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autofree char *command = g_strdup_printf(
		"openssl cms -binary -encrypt -provider legacy -provider "
		"default -in entity -outform DER -out out -%s cert.pem",
		ciphers[which].option);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;

	tools->all++;
	tools_must(tools, command);
	bytes = tools_read(tools, "out");
	judgement = cms_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_nonnull(judgement);
	g_assert_cmpstr(judgement->problem, ==, NULL);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_SECRET);
	g_assert_cmpstr(judgement->scheme, ==, ciphers[which].scheme);
	tools->right++;
}

/* ---- variants and layers -------------------------------------------------- */

/* Makes "out"; what is judged is its innermost layer. */
typedef struct Case {
	const char *name;
	const char *command;
	Protection protection;
	guint layers;
	gboolean has_problem;
	gboolean is_whole;	/* the last layer holds "entity" */
} Case;

#define CMS "openssl cms -binary "
#define TO(in) CMS "-encrypt -in " in " -outform DER -out out "
#define SIGNED(in) CMS "-sign -in " in " -signer cert.pem -inkey key.pem " \
	       "-nodetach -outform DER -out out "
#define ENVELOPE TO("entity") "-aes256 cert.pem"
#define AGAIN " && mv out x && "
#define PEM CMS "-encrypt -in entity -outform PEM -out out -aes256 cert.pem"

static const Case cases[] = {
	{ "oaep", TO("entity") "-aes256 -recip cert.pem "
	  "-keyopt rsa_padding_mode:oaep", PROTECTION_SECRET, 1, 0, 0 },
	{ "oaep-sha256", TO("entity") "-aes256 -recip cert.pem "
	  "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "key-identifier", TO("entity") "-keyid -aes256 cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "ecdh", TO("entity") "-aes128 ec-cert.pem", PROTECTION_SECRET, 1,
	  0, 0 },
	{ "ecdh-sha256", TO("entity") "-aes256 -recip ec-cert.pem -keyopt "
	  "ecdh_kdf_md:sha256", PROTECTION_SECRET, 1, 0, 0 },
	{ "ecdh-gcm", TO("entity") "-aes-256-gcm ec-cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "two-recipients", TO("entity") "-aes256 cert.pem ec-cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "shared-key-256", TO("entity") "-aes256 -secretkey "
	  "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f "
	  "-secretkeyid 0102", PROTECTION_SECRET, 1, 0, 0 },
	{ "password", TO("entity") "-aes256 -pwri_password Xy9-kumo77",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "password-and-certificate", TO("entity") "-aes256 -pwri_password "
	  "Xy9-kumo77 cert.pem", PROTECTION_SECRET, 1, 0, 0 },
	{ "empty-password", TO("entity") "-aes256 -pwri_password ''",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "encrypted-data-256", CMS "-EncryptedData_encrypt -in entity "
	  "-outform DER -out out -aes256 -secretkey "
	  "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "the-older-command", "openssl smime -encrypt -binary -in entity "
	  "-aes256 -outform DER -out out cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "the-older-command-in-pem", "openssl smime -encrypt -in entity "
	  "-des3 -outform PEM -out out cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "stream", TO("entity") "-stream -aes128 cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "stream-for-an-elliptic-key", TO("entity") "-stream -aes128 "
	  "ec-cert.pem", PROTECTION_SECRET, 1, 0, 0 },
	{ "large-stream", TO("big") "-stream -aes256 cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "large-stream-gcm", TO("big") "-stream -aes-256-gcm cert.pem",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "stream-in-pem", CMS "-encrypt -in entity -stream -outform PEM "
	  "-out out -aes256 cert.pem", PROTECTION_SECRET, 1, 0, 0 },
	{ "base64-of-mail", ENVELOPE " && base64 out | sed 's/$/\\r/' > x && "
	  "mv x out", PROTECTION_SECRET, 1, 0, 0 },
	{ "base64-in-one-line", ENVELOPE " && base64 -w0 out > x && mv x out",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "base64-behind-empty-lines", ENVELOPE " && { echo; echo; base64 "
	  "out; echo; } > x && mv x out", PROTECTION_SECRET, 1, 0, 0 },
	{ "base64-with-a-line-of-words", ENVELOPE " && { base64 out | head -3;"
	  " echo 'hello, *world*'; base64 out | tail -n +4; } > x && "
	  "mv x out", PROTECTION_NONE, 1, 1, 0 },
	{ "pem-of-mail", PEM " && sed 's/$/\\r/' out > x && mv x out",
	  PROTECTION_SECRET, 1, 0, 0 },
	{ "pem-of-another-name", PEM " && sed 's/CMS/PKCS7/' out > x && "
	  "mv x out", PROTECTION_SECRET, 1, 0, 0 },
	{ "two-objects", ENVELOPE " && cat out out > x && mv x out",
	  PROTECTION_SECRET, 2, 0, 0 },
	{ "a-signature-behind", ENVELOPE " && mv out y && " SIGNED("entity")
	  "&& cat y out > x && mv x out", PROTECTION_NONE, 2, 0, 1 },
	{ "zeros-behind", ENVELOPE " && head -c 64 /dev/zero >> out",
	  PROTECTION_UNKNOWN, 1, 1, 0 },
	{ "signed", SIGNED("entity"), PROTECTION_NONE, 1, 0, 1 },
	{ "signed-cades", SIGNED("entity") "-cades", PROTECTION_NONE, 1, 0,
	  1 },
	{ "signed-by-an-elliptic-key", CMS "-sign -in entity -signer "
	  "ec-cert.pem -inkey ec-key.pem -nodetach -outform DER -out out",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-by-two", SIGNED("entity") "-signer ec-cert.pem "
	  "-inkey ec-key.pem", PROTECTION_NONE, 1, 0, 1 },
	{ "signed-without-attributes", SIGNED("entity") "-noattr",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-without-certificates", SIGNED("entity") "-nocerts",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-pss", SIGNED("entity") "-keyopt rsa_padding_mode:pss",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-as-stream", SIGNED("entity") "-stream",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-as-pem", CMS "-sign -in entity -signer cert.pem -inkey "
	  "key.pem -nodetach -outform PEM -out out",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-time-stamp", SIGNED("entity")
	  "-econtent_type 1.2.840.113549.1.9.16.1.4",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "signed-content-of-an-unknown-type", SIGNED("entity")
	  "-econtent_type 1.2.3.4.5", PROTECTION_NONE, 1, 0, 1 },
	{ "digested-sha512", CMS "-digest_create -md sha512 -in entity "
	  "-outform DER -out out", PROTECTION_NONE, 1, 0, 1 },
	{ "data", CMS "-data_create -in entity -outform DER -out out",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "data-in-pem", CMS "-data_create -in entity -outform PEM -out out",
	  PROTECTION_NONE, 1, 0, 1 },
	{ "enveloped-then-signed", ENVELOPE AGAIN SIGNED("x"),
	  PROTECTION_SECRET, 2, 0, 0 },
	{ "enveloped-then-signed-by-content-type", ENVELOPE AGAIN SIGNED("x")
	  "-econtent_type pkcs7-envelopedData", PROTECTION_SECRET, 2, 0, 0 },
	{ "signed-then-enveloped", SIGNED("entity") AGAIN TO("x")
	  "-aes256 cert.pem", PROTECTION_SECRET, 1, 0, 0 },
	{ "signed-then-enveloped-then-signed", SIGNED("entity") AGAIN TO("x")
	  "-aes256 cert.pem" AGAIN SIGNED("x"), PROTECTION_SECRET, 2, 0, 0 },
	{ "signed-four-times", SIGNED("entity") AGAIN SIGNED("x") AGAIN
	  SIGNED("x") AGAIN SIGNED("x"), PROTECTION_NONE, 4, 0, 1 },
	{ "digested-around-signed", SIGNED("entity") AGAIN
	  CMS "-digest_create -in x -outform DER -out out",
	  PROTECTION_NONE, 2, 0, 1 },
	{ "data-around-enveloped", ENVELOPE AGAIN
	  CMS "-data_create -in x -outform DER -out out",
	  PROTECTION_SECRET, 2, 0, 0 },
	{ "enveloped-around-nothing", TO("empty") "-aes-128-gcm cert.pem",
	  PROTECTION_NONE, 1, 0, 0 },
	{ "signed-around-nothing", SIGNED("empty"), PROTECTION_NONE, 1, 0,
	  0 },
	{ "without-its-last-byte", ENVELOPE " && head -c -1 out > x && "
	  "mv x out", PROTECTION_UNKNOWN, 1, 1, 0 },
	{ "without-its-second-half", TO("big") "-aes256 cert.pem && "
	  "head -c 150000 out > x && mv x out", PROTECTION_UNKNOWN, 1, 1, 0 },
};

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) first = NULL, last = NULL;
	guint layers;

	tools->all++;
	tools_must(tools, with->command);
	bytes = tools_read(tools, "out");
	g_assert_true(cms_is(bytes->data, bytes->len));
	first = cms_judge(bytes->data, bytes->len, MIB, keyring);
	if (opens(bytes->data, bytes->len))
		g_assert_cmpint(first->protection, ==, PROTECTION_NONE);
	last = judge_all(bytes, &layers);
	if (last->problem && !with->has_problem)
		g_test_message("problem: %s", last->problem);
	g_assert_cmpint(last->protection, ==, with->protection);
	g_assert_cmpuint(layers, ==, with->layers);
	g_assert_cmpint(last->problem != NULL, ==, with->has_problem);
	if (with->is_whole)
		g_assert_cmpmem(last->inside->data, last->inside->len, entity,
				strlen(entity));
	tools->right++;
}

/* ---- passwords ------------------------------------------------------------ */

static const char *const by_password[] = {
	"-aes128", "-aes192", "-aes256", "-des3", "-camellia256",
	"-aes256 cert.pem", "-stream -aes256",
};

static void check_password(gconstpointer data)
{
	g_autofree char *command = g_strdup_printf(
		TO("entity") "-pwri_password Xy9-kumo77 %s",
		(const char *)data);
	g_autoptr(Keyring) words = keyring_new(100, 60 * G_USEC_PER_SEC);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) closed = NULL, open = NULL, untried = NULL;

	tools_must(tools, command);
	bytes = tools_read(tools, "out");
	untried = cms_judge(bytes->data, bytes->len, MIB, NULL);
	g_assert_cmpint(untried->protection, ==, PROTECTION_UNKNOWN);
	closed = cms_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_cmpint(closed->protection, ==, PROTECTION_SECRET);
	g_assert_nonnull(closed->lock);
	g_assert_cmpint(lock_try(closed->lock, "other"), ==, LOCK_STAYS);
	keyring_add(words, "kumo77", WORD_SAID);
	keyring_add(words, "Xy9-kumo77", WORD_CODE);
	keyring_use_words(words);
	open = cms_judge(bytes->data, bytes->len, MIB, words);
	g_assert_cmpint(open->protection, ==, PROTECTION_NONE);
	g_assert_cmpint(open->opened, ==, OPENED_WORD);
	g_assert_null(open->problem);
	g_assert_true(open->inside_is_entity);
	g_assert_cmpmem(open->inside->data, open->inside->len, entity,
			strlen(entity));
}

static void prepare(void)
{
	static const char *const commands[] = {
		"openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem "
		"-out cert.pem -days 3650 -subj /CN=test",
		"openssl req -x509 -newkey ec -pkeyopt "
		"ec_paramgen_curve:P-256 -nodes -keyout ec-key.pem "
		"-out ec-cert.pem -days 3650 -subj /CN=test",
		"head -c 300000 /dev/urandom > big; : > empty",
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
	for (guint i = 0; i < G_N_ELEMENTS(ciphers); i++) {
		g_autofree char *path = g_strconcat(
			"/containers/smime/cipher/", ciphers[i].option, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_cipher);
	}
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/containers/smime/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	for (guint i = 0; i < G_N_ELEMENTS(by_password); i++) {
		g_autofree char *path = g_strconcat(
			"/containers/smime/a-word-opens/",
			by_password[i] + 1, NULL);

		g_test_add_data_func(path, by_password[i], check_password);
	}
	result = g_test_run();
	g_test_message("judged right/all: %u/%u", tools->right, tools->all);
	tools_free(tools);
	keyring_free(keyring);
	return result;
}

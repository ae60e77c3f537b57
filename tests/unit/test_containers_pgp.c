/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_pgp.c - OpenPGP by its packets, against GnuPG.
 */
#include "containers/pgp.h"

#include <string.h>

#include "tools.h"

#define MIB ((gsize)1024 * 1024)

static const char plain[] = "The quick brown fox jumps over the lazy dog.\n";

/* Makes "out" from "plain" (or "big") in a private GNUPGHOME. */
typedef struct Case {
	const char *name;
	const char *command;
	Protection protection;
	const char *scheme;	/* nullable */
	const char *inside;	/* what it begins with; nullable */
	gboolean has_problem;
} Case;

#define GPG "gpg --homedir home --batch --yes --quiet --trust-model always " \
	    "--pinentry-mode loopback "
#define WITH_WORD GPG "--passphrase secret -o out -c "
#define RNP "rnp --homedir rnp --password secret --overwrite " \
	    "--output out -c "
#define TO GPG "-r test@example.com -o out -e "

static const Case cases[] = {
	{ "symmetric", WITH_WORD "plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "symmetric-in-armour", GPG "--passphrase secret -a -o out -c plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-a-public-key", TO "plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-a-public-key-in-armour",
	  GPG "-a -r test@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "in-parts-of-unknown-length", "cat big | " TO,
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-a-key-and-a-word",
	  GPG "--passphrase secret -r test@example.com -o out -c -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-a-hidden-recipient",
	  GPG "-R test@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "signed-and-encrypted",
	  GPG "-r test@example.com -o out -s -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "old-packet-without-protection",
	  GPG "--rfc2440 --disable-mdc --passphrase secret -o out -c plain || "
	  "false",
	  PROTECTION_SECRET, NULL, NULL, FALSE },
	{ "signed", GPG "-o out -s plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "signed-without-compression", GPG "-z 0 -o out -s plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "signed-with-zlib", GPG "--compress-algo zlib -o out -s plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "signed-with-bzip2", GPG "--compress-algo bzip2 -o out -s plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "signed-in-armour", GPG "-a -o out -s plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "signed-in-parts", "cat big | " GPG "-z 0 -o out -s",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "clear-signed", GPG "-o out --clearsign plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "clear-signed-with-dashes",
	  GPG "-o out --clearsign dashes",
	  PROTECTION_NONE, NULL, "-----BEGIN PGP MESSAGE-----", FALSE },
	{ "detached-signature", GPG "-o out -b plain",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "detached-signature-in-armour", GPG "-a -o out -b plain",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "stored", GPG "-o out --store plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "public-key", GPG "-o out --export",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "public-key-in-armour", GPG "-a -o out --export",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "text-before-armour-is-readable",
	  GPG "-a -r test@example.com -o x -e plain && "
	  "(echo 'the secret plan'; cat x) > out",
	  PROTECTION_NONE, "pgp-seipd", "the secret plan", FALSE },
	{ "text-behind-armour-is-readable",
	  GPG "-a -r test@example.com -o x -e plain && "
	  "(cat x; echo 'the secret plan') > out",
	  PROTECTION_NONE, "pgp-seipd", "the secret plan", FALSE },
	{ "empty-lines-around-armour-are-not",
	  GPG "-a -r test@example.com -o x -e plain && "
	  "(echo; cat x; echo; echo ' ') > out",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "line-ends-of-mail",
	  GPG "-a -r test@example.com -o x -e plain && sed 's/$/\\r/' x > out",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "two-encrypted-blocks",
	  GPG "-a -r test@example.com -o x -e plain && cat x x > out",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "an-encrypted-and-a-stored-block",
	  GPG "-a -r test@example.com -o x -e plain && "
	  GPG "-a -o y --store plain && cat x y > out",
	  PROTECTION_NONE, "pgp-seipd", plain, FALSE },
	{ "stored-packet-behind-the-encrypted",
	  GPG "-r test@example.com -o x -e plain && "
	  GPG "-o y --store plain && cat x y > out",
	  PROTECTION_NONE, "pgp-seipd", plain, FALSE },
	{ "story-in-the-armour-header",
	  GPG "-a -r test@example.com -o x -e plain && (head -1 x; "
	  "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo 'Comment: fifty "
	  "characters of what should have been encrypted'; done; tail -n +2 x)"
	  " > out",
	  PROTECTION_NONE, "pgp-seipd", NULL, FALSE },
	{ "a-checksum-that-differs-is-no-reason",
	  GPG "-a -r test@example.com -o x -e plain && "
	  "sed 's/^=..../=AAAA/' x > out",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "armour-without-an-end",
	  GPG "-a -r test@example.com -o x -e plain && head -n -1 x > out",
	  PROTECTION_UNKNOWN, "pgp-seipd", NULL, TRUE },
	{ "for-an-rsa-key", GPG "-r rsa@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-two-keys",
	  GPG "-r rsa@example.com -r test@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-a-known-and-a-hidden-key",
	  GPG "-r rsa@example.com -R test@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "cipher-triple-des", GPG "--cipher-algo 3DES -r rsa@example.com "
	  "-o out -e plain", PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "cipher-twofish", GPG "--cipher-algo TWOFISH -r rsa@example.com "
	  "-o out -e plain", PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "cipher-camellia", GPG "--cipher-algo CAMELLIA256 -r "
	  "rsa@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "encrypted-without-compression",
	  GPG "-z 0 -r rsa@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "encrypted-with-bzip2", GPG "--compress-algo bzip2 -r "
	  "rsa@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "for-a-key-without-integrity", GPG "--rfc2440 --disable-mdc -r "
	  "rsa@example.com -o out -e plain",
	  PROTECTION_SECRET, "pgp-sed", NULL, FALSE },
	{ "large-and-encrypted", GPG "-r rsa@example.com -o out -e big",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "large-in-armour", GPG "-a -r rsa@example.com -o out -e big",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "aead-ocb-by-a-word", RNP "--aead=OCB plain",
	  PROTECTION_SECRET, "pgp-aead", NULL, FALSE },
	{ "aead-eax-in-armour", RNP "--aead=EAX --armor plain",
	  PROTECTION_SECRET, "pgp-aead", NULL, FALSE },
	{ "two-messages-in-one-file", TO "plain && cat out out > x && "
	  "mv x out", PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "a-line-end-behind", TO "plain && printf '\\r\\n' >> out",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "words-behind", TO "plain && echo 'the secret plan' >> out",
	  PROTECTION_UNKNOWN, "pgp-seipd", NULL, TRUE },
	{ "zeros-behind", TO "plain && head -c 40 /dev/zero >> out",
	  PROTECTION_UNKNOWN, "pgp-seipd", NULL, TRUE },
	{ "a-signed-message-behind", TO "plain && mv out x && " GPG
	  "-o y -s plain && cat x y > out",
	  PROTECTION_NONE, "pgp-seipd", plain, FALSE },
	{ "a-signed-message-in-front", TO "plain && mv out x && " GPG
	  "-o y -s plain && cat y x > out",
	  PROTECTION_NONE, "pgp-seipd", plain, FALSE },
	{ "signed-twice", GPG "-o x -s plain && " GPG "-o out -s x",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "signed-by-two", GPG "-u test@example.com -u rsa@example.com -o "
	  "out -s plain", PROTECTION_NONE, NULL, plain, FALSE },
	{ "signed-in-armour-with-bzip2",
	  GPG "-a --compress-algo bzip2 -o out -s plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "clear-signed-by-rsa",
	  GPG "-u rsa@example.com -o out --clearsign plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "clear-signed-and-then-encrypted", GPG "-o x --clearsign plain && "
	  GPG "-r rsa@example.com -o out -e x",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "encrypted-and-then-clear-signed", GPG "-a -r rsa@example.com -o x "
	  "-e plain && " GPG "-o out --clearsign x",
	  PROTECTION_NONE, NULL, "-----BEGIN PGP MESSAGE-----", FALSE },
	{ "encrypted-and-then-signed", TO "plain && mv out x && " GPG
	  "-o out -s x", PROTECTION_NONE, NULL, NULL, FALSE },
	{ "stored-in-armour", GPG "-a -o out --store plain",
	  PROTECTION_NONE, NULL, plain, FALSE },
	{ "stored-large", GPG "-o out --store big",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "secret-key", GPG "--passphrase '' -o out --export-secret-keys",
	  PROTECTION_NONE, NULL, NULL, FALSE },
	{ "japanese-in-the-armour-header",
	  GPG "-a -r test@example.com -o x -e plain && (head -1 x; "
	  "printf 'Comment: \\346\\251\\237\\n'; tail -n +2 x) > out",
	  PROTECTION_NONE, "pgp-seipd", "Comment: ", FALSE },
	{ "a-version-in-the-armour-header",
	  GPG "-a -r test@example.com -o x -e plain && (head -1 x; "
	  "echo 'Version: GnuPG v2.0.22 (MingW32)'; echo 'Comment: Using "
	  "GnuPG with Thunderbird - https://www.enigmail.net/'; "
	  "tail -n +2 x) > out",
	  PROTECTION_SECRET, "pgp-seipd", NULL, FALSE },
	{ "plain-text-in-armour", "{ echo '-----BEGIN PGP MESSAGE-----'; echo;"
	  " base64 plain; echo '-----END PGP MESSAGE-----'; } > out",
	  PROTECTION_UNKNOWN, NULL, NULL, TRUE },
	{ "cut-in-the-middle", TO "plain && head -c 450 out > x && mv x out",
	  PROTECTION_UNKNOWN, NULL, NULL, TRUE },
};

/*
 * What gpg opens with an empty home, without a word, somebody without a
 * secret can read.
 */
static gboolean opens_without_secret(const Tools *tools)
{
	tools_must(tools, "rm -rf nobody read; mkdir -m 700 nobody");
	(void)tools_run(tools, "gpg --homedir nobody --batch --pinentry-mode "
			"error -o read -d out </dev/null");
	return tools_run(tools, "test -s read");
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
	g_assert_true(pgp_is(bytes->data, bytes->len));
	judgement = pgp_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_nonnull(judgement);
	if (opens_without_secret(tools))
		g_assert_cmpint(judgement->protection, !=, PROTECTION_SECRET);
	g_assert_cmpint(judgement->protection, ==, with->protection);
	if (with->scheme)
		g_assert_cmpstr(judgement->scheme, ==, with->scheme);
	if (judgement->problem && !with->has_problem)
		g_test_message("problem: %s", judgement->problem);
	g_assert_cmpint(judgement->problem != NULL, ==, with->has_problem);
	if (with->inside) {
		g_assert_nonnull(judgement->inside);
		g_assert_cmpuint(judgement->inside->len, >=,
				 strlen(with->inside));
		g_assert_true(memcmp(judgement->inside->data, with->inside,
				     strlen(with->inside)) == 0);
	}
	tools->right++;
}

/* ---- packets that no tool writes ---------------------------------------- */

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

/* A packet in the new format with a length of five octets. */
static void packet(GByteArray *out, guint tag, const char *head, gsize size,
		   const GByteArray *rest)
{
	gsize all = size + (rest ? rest->len : 0);
	guint8 header[] = { (guint8)(0xc0 | tag), 255, (guint8)(all >> 24),
			    (guint8)(all >> 16), (guint8)(all >> 8),
			    (guint8)all };

	g_byte_array_append(out, header, sizeof(header));
	g_byte_array_append(out, (const guint8 *)head, (guint)size);
	if (rest)
		g_byte_array_append(out, rest->data, rest->len);
}

#define HEAD(s) s, sizeof(s) - 1
#define SKESK4 HEAD("\x04\x09\x03\x08" "12345678" "\x60")
#define SKESK4_NULL HEAD("\x04\x00\x03\x08" "12345678" "\x60")
#define SEIPD2 HEAD("\x02\x09\x02\x06" \
		    "0123456789abcdef0123456789abcdef")
#define AEAD HEAD("\x01\x09\x02\x10" "0123456789abcdef")

/* Rows of packets: tag, head, how what follows is made. */
typedef struct Row {
	guint tag;
	const char *head;
	gsize head_size;
	enum { NOTHING, NOISE, WORDS } body;
} Row;

static const struct {
	const char *name;
	Row rows[4];
	Protection protection;
	const char *scheme;
	gboolean has_problem;
} built[] = {
	{ "protected-version-2", { { 3, SKESK4, NOTHING },
				   { 18, SEIPD2, NOISE } },
	  PROTECTION_SECRET, "pgp-seipdv2", FALSE },
	{ "aead-of-the-draft", { { 3, SKESK4, NOTHING }, { 20, AEAD, NOISE } },
	  PROTECTION_SECRET, "pgp-aead", FALSE },
	{ "symmetric-without-integrity", { { 3, SKESK4, NOTHING },
					   { 9, "", 0, NOISE } },
	  PROTECTION_SECRET, "pgp-sed", FALSE },
	{ "marker-in-front", { { 10, HEAD("PGP"), NOTHING },
			       { 3, SKESK4, NOTHING },
			       { 18, HEAD("\x01"), NOISE } },
	  PROTECTION_SECRET, "pgp-seipd", FALSE },
	{ "encrypted-for-nobody", { { 18, HEAD("\x01"), NOISE } },
	  PROTECTION_UNKNOWN, "pgp-seipd", TRUE },
	{ "null-cipher", { { 3, SKESK4_NULL, NOTHING },
			   { 18, HEAD("\x01"), NOISE } },
	  PROTECTION_NONE, "pgp-seipd", FALSE },
	{ "words-instead-of-ciphertext", { { 3, SKESK4, NOTHING },
					   { 18, HEAD("\x01"), WORDS } },
	  PROTECTION_NONE, "pgp-seipd", FALSE },
	{ "nothing-instead-of-ciphertext", { { 3, SKESK4, NOTHING },
					     { 18, HEAD("\x01"), NOTHING } },
	  PROTECTION_NONE, "pgp-seipd", FALSE },
	{ "key-without-a-lock", { { 3, SKESK4, NOTHING } },
	  PROTECTION_UNKNOWN, NULL, TRUE },
	{ "words-in-a-marker", { { 10, HEAD("PGP: the secret plan"), NOTHING },
				 { 3, SKESK4, NOTHING },
				 { 18, HEAD("\x01"), NOISE } },
	  PROTECTION_UNKNOWN, NULL, TRUE },
	{ "words-in-padding", { { 3, SKESK4, NOTHING },
				{ 18, HEAD("\x01"), NOISE },
				{ 21, "", 0, WORDS } },
	  PROTECTION_UNKNOWN, "pgp-seipd", TRUE },
	{ "unknown-packet-behind", { { 3, SKESK4, NOTHING },
				     { 18, HEAD("\x01"), NOISE },
				     { 60, "", 0, WORDS } },
	  PROTECTION_UNKNOWN, "pgp-seipd", TRUE },
	{ "session-key-behind", { { 18, HEAD("\x01"), NOISE },
				  { 3, SKESK4, NOTHING } },
	  PROTECTION_UNKNOWN, "pgp-seipd", TRUE },
	{ "literal-instead-of-ciphertext",
	  { { 3, SKESK4, NOTHING },
	    { 18, HEAD("\x01\xcb\xff\0\0\x03\x8aub\0\0\0\0"), WORDS } },
	  PROTECTION_NONE, "pgp-seipd", FALSE },
	{ "words-instead-of-an-old-packet", { { 3, SKESK4, NOTHING },
					      { 9, "", 0, WORDS } },
	  PROTECTION_NONE, "pgp-sed", FALSE },
	{ "words-instead-of-aead", { { 3, SKESK4, NOTHING },
				     { 20, AEAD, WORDS } },
	  PROTECTION_NONE, "pgp-aead", FALSE },
	{ "archive-instead-of-ciphertext",
	  { { 3, SKESK4, NOTHING }, { 18, HEAD("\x01PK\3\4"), NOISE } },
	  PROTECTION_NONE, "pgp-seipd", FALSE },
	{ "for-a-key-that-is-empty",
	  { { 1, HEAD("\x03" "01234567" "\x01"), NOTHING },
	    { 18, HEAD("\x01"), NOISE } },
	  PROTECTION_UNKNOWN, NULL, TRUE },
	{ "for-a-key", { { 1, HEAD("\x03" "01234567" "\x01\x08\x00"), NOISE },
			 { 18, HEAD("\x01"), NOISE } },
	  PROTECTION_SECRET, "pgp-seipd", FALSE },
	{ "for-a-key-of-version-6",
	  { { 1, HEAD("\x06\x15\x04" "01234567890123456789" "\x19"), NOISE },
	    { 18, SEIPD2, NOISE } },
	  PROTECTION_SECRET, "pgp-seipdv2", FALSE },
	{ "padding-behind", { { 3, SKESK4, NOTHING },
			      { 18, HEAD("\x01"), NOISE },
			      { 21, "", 0, NOISE } },
	  PROTECTION_SECRET, "pgp-seipd", FALSE },
	{ "literal-in-front", { { 11, HEAD("b\0\0\0\0\0words"), NOTHING },
				{ 3, SKESK4, NOTHING },
				{ 18, HEAD("\x01"), NOISE } },
	  PROTECTION_NONE, "pgp-seipd", FALSE },
};

static void check_built(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) random = noise(400);
	g_autoptr(GByteArray) words = g_byte_array_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(Judgement) judgement = NULL;

	tools->all++;
	for (guint i = 0; i < 20; i++)
		g_byte_array_append(words, (const guint8 *)plain,
				    sizeof(plain) - 1);
	for (guint i = 0; i < 4 && built[which].rows[i].tag != 0; i++) {
		const Row *row = &built[which].rows[i];

		packet(bytes, row->tag, row->head, row->head_size,
		       row->body == NOISE ? random
		       : row->body == WORDS ? words : NULL);
	}
	judgement = pgp_judge(bytes->data, bytes->len, MIB, keyring);
	g_assert_nonnull(judgement);
	g_assert_cmpint(judgement->protection, ==, built[which].protection);
	g_assert_cmpstr(judgement->scheme, ==, built[which].scheme);
	g_assert_cmpint(judgement->problem != NULL, ==,
			built[which].has_problem);
	tools->right++;
}

/* Compressed packets within compressed packets, and a bomb. */
static void bombs_end(void)
{
	g_autoptr(GByteArray) deep = g_byte_array_new();
	g_autoptr(GByteArray) bomb = NULL, body = NULL;
	g_autoptr(Judgement) first = NULL, second = NULL;
	/* Old format, indeterminate length, uncompressed. */
	static const guint8 level[] = { 0xa3, 0x00 };

	for (guint i = 0; i < 100000; i++)
		g_byte_array_append(deep, level, sizeof(level));
	first = pgp_judge(deep->data, deep->len, MIB, keyring);
	g_assert_cmpint(first->problem_kind, ==, PROBLEM_LIMIT);
	g_assert_cmpint(first->protection, !=, PROTECTION_SECRET);

	tools_must(tools, "python3 -c 'import zlib;open(\"z\",\"wb\").write("
		   "zlib.compress(bytes(50*1024*1024)))'");
	body = tools_read(tools, "z");
	bomb = g_byte_array_new();
	packet(bomb, 8, HEAD("\x02"), body);
	second = pgp_judge(bomb->data, bomb->len, MIB, keyring);
	g_assert_nonnull(second->problem);
	g_assert_cmpint(second->problem_kind, ==, PROBLEM_LIMIT);
	g_assert_cmpint(second->protection, !=, PROTECTION_SECRET);
}

static void every_cut(void)
{
	g_autoptr(GByteArray) bytes = NULL;

	tools_must(tools, TO "plain");
	bytes = tools_read(tools, "out");
	for (gsize size = 0; size < bytes->len; size++) {
		g_autofree guint8 *cut = g_memdup2(bytes->data, size);
		g_autoptr(Judgement) judgement = pgp_judge(cut, size, MIB, keyring);

		if (judgement)
			g_assert_cmpint(judgement->protection, !=,
					PROTECTION_SECRET);
	}
}

static void not_pgp(void)
{
	static const char *const others[] = {
		"", "plain text", "> -----BEGIN PGP MESSAGE-----\n",
		"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "\xff\xd8\xff\xe0",
		"\x8b\xa0\x96\xa7\x90\xab\x82\x52",
		"\xe6\xa9\x9f\xe5\xaf\x86\xe6\x80\xa7\xef\xbc\x93",
		"\xb5\xa1\xcc\xa9\xc0\xad", "\xca\xdd\xba\xcc",
	};

	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		const guint8 *bytes = (const guint8 *)others[i];

		g_assert_false(pgp_is(bytes, strlen(others[i])));
		g_assert_null(pgp_judge(bytes, strlen(others[i]), MIB, keyring));
	}
}

/* A text in which armour stands is a text; armour alone is not. */
static void begins(void)
{
	static const struct {
		const char *text;
		gboolean is;
	} texts[] = {
		{ "\n\n-----BEGIN PGP MESSAGE-----\n", TRUE },
		{ "Hello\n-----BEGIN PGP MESSAGE-----\n", FALSE },
		{ "-----BEGIN PGP SIGNED MESSAGE-----\n", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_cmpint(pgp_begins((const guint8 *)texts[i].text,
					   strlen(texts[i].text)), ==,
				texts[i].is);
}

static void prepare(void)
{
	static const char *const commands[] = {
		"mkdir -m 700 home",
		GPG "--passphrase '' --quick-gen-key test@example.com "
		"default default never",
		GPG "--passphrase '' --quick-gen-key rsa@example.com "
		"rsa2048 default never",
		GPG "--passphrase '' --quick-add-key $(gpg --homedir home "
		"--list-keys --with-colons rsa@example.com | "
		"sed -n '/^fpr/{s/^fpr:*//;s/:$//;p;q}') rsa2048 encr never",
		"mkdir -m 700 rnp",
		"head -c 300000 /dev/urandom > big",
		"printf -- '-----BEGIN PGP MESSAGE-----\\nfake\\n' > dashes",
	};

	tools = tools_new();
	locks_warm_up();
	keyring = keyring_new(G_MAXUINT64, 60 * G_USEC_PER_SEC);
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		tools_must(tools, commands[i]);
	tools_write(tools, "plain", plain, strlen(plain));
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/containers/pgp/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	for (guint i = 0; i < G_N_ELEMENTS(built); i++) {
		g_autofree char *path = g_strconcat("/containers/pgp/built/",
						    built[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_built);
	}
	g_test_add_func("/containers/pgp/bombs-end-at-the-limit", bombs_end);
	g_test_add_func("/containers/pgp/no-cut-of-a-message-is-secret",
			every_cut);
	g_test_add_func("/containers/pgp/other-bytes-are-not-openpgp", not_pgp);
	g_test_add_func("/containers/pgp/text-with-armour-is-text", begins);
	result = g_test_run();
	g_test_message("judged right/all: %u/%u", tools->right, tools->all);
	(void)tools_run(tools, "gpgconf --homedir home --kill all; "
			"gpgconf --homedir nobody --kill all");
	tools_free(tools);
	keyring_free(keyring);
	return result;
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_pgp.c - passphrases of OpenPGP messages, against GnuPG and RNP.
 */
#include "locks/pgp-lock.h"

#include <string.h>

#include "containers/pgp.h"
#include "tools.h"

#define MIB ((gsize)1024 * 1024)
#define WORD "Xy9-kumo77"

static const char plain[] = "The quick brown fox jumps over the lazy dog.\n";

/* Makes "out" from "plain" or "big" in private homes. */
typedef struct Case {
	const char *name;
	const char *command;
	gboolean stays;		/* of a scheme that nobody here tries */
	gboolean has_problem;	/* once it is open */
} Case;

#define GPG "gpg --homedir home --batch --yes --quiet --trust-model always " \
	    "--pinentry-mode loopback -o out --passphrase " WORD " "
#define QUICK GPG "--s2k-mode 1 "
#define WITH(options) QUICK options " -c plain"
#define RNP "rnp --homedir rnp --password " WORD " --overwrite " \
	    "--output out -c "

static const Case cases[] = {
	{ "as-gpg-does-by-itself", GPG "-c plain", FALSE, FALSE },
	{ "in-armour", WITH("-a"), FALSE, FALSE },
	{ "aes-128", WITH("--cipher-algo AES"), FALSE, FALSE },
	{ "aes-192", WITH("--cipher-algo AES192"), FALSE, FALSE },
	{ "aes-256", WITH("--cipher-algo AES256"), FALSE, FALSE },
	{ "triple-des", WITH("--cipher-algo 3DES"), FALSE, FALSE },
	{ "cast5", WITH("--cipher-algo CAST5"), FALSE, FALSE },
	{ "blowfish", WITH("--cipher-algo BLOWFISH"), FALSE, FALSE },
	{ "idea-is-not-tried", WITH("--cipher-algo IDEA"), TRUE, FALSE },
	{ "camellia-128", WITH("--cipher-algo CAMELLIA128"), FALSE, FALSE },
	{ "camellia-192", WITH("--cipher-algo CAMELLIA192"), FALSE, FALSE },
	{ "camellia-256", WITH("--cipher-algo CAMELLIA256"), FALSE, FALSE },
	{ "twofish-is-not-tried", WITH("--cipher-algo TWOFISH"), TRUE, FALSE },
	{ "hashed-once", WITH("--s2k-mode 0"), FALSE, FALSE },
	{ "hashed-long-for-a-short-key", GPG "--cipher-algo AES -c plain",
	  FALSE, FALSE },
	{ "hash-md5", WITH("--rfc2440 --s2k-digest-algo MD5"), FALSE, FALSE },
	{ "hash-ripemd160", WITH("--s2k-digest-algo RIPEMD160"), FALSE, FALSE },
	{ "hash-sha224", WITH("--s2k-digest-algo SHA224"), FALSE, FALSE },
	{ "hash-sha256", WITH("--s2k-digest-algo SHA256"), FALSE, FALSE },
	{ "hash-sha384", WITH("--s2k-digest-algo SHA384"), FALSE, FALSE },
	{ "hash-sha512", WITH("--s2k-digest-algo SHA512"), FALSE, FALSE },
	{ "without-compression", WITH("-z 0"), FALSE, FALSE },
	{ "zip", WITH("--compress-algo zip"), FALSE, FALSE },
	{ "zlib", WITH("--compress-algo zlib"), FALSE, FALSE },
	{ "bzip2", WITH("--compress-algo bzip2"), FALSE, FALSE },
	{ "without-integrity", WITH("--rfc2440 --disable-mdc"), FALSE, FALSE },
	{ "without-integrity-cast5",
	  WITH("--rfc2440 --disable-mdc --cipher-algo CAST5"), FALSE, FALSE },
	{ "for-a-key-too", QUICK "-r test@example.com -e -c plain",
	  FALSE, FALSE },
	{ "for-a-hidden-key-too", QUICK "-R test@example.com -e -c plain",
	  FALSE, FALSE },
	{ "signed-too", QUICK "-u test@example.com -s -c plain",
	  FALSE, FALSE },
	{ "larger-than-a-lock", QUICK "-z 0 -c big", FALSE, FALSE },
	{ "larger-than-a-lock-and-without-integrity",
	  QUICK "-z 0 --rfc2440 --disable-mdc -c big", FALSE, FALSE },
	{ "in-parts-of-unknown-length", "cat big | " QUICK "-c", FALSE, FALSE },
	{ "damaged-behind-its-beginning", QUICK "-z 0 -c big && head -c 16 "
	  "/dev/zero | dd of=out bs=1 seek=5000 conv=notrunc", FALSE, TRUE },
	{ "rnp-by-itself", RNP "plain", FALSE, FALSE },
	{ "aead-ocb", RNP "--aead=OCB --cipher AES256 plain", FALSE, FALSE },
	{ "aead-eax", RNP "--aead=EAX --cipher AES128 plain", FALSE, FALSE },
	{ "aead-ocb-in-small-chunks",
	  RNP "--aead=OCB --aead-chunk-bits 0 plain", FALSE, FALSE },
	{ "aead-eax-in-small-chunks",
	  RNP "--aead=EAX --aead-chunk-bits 1 plain", FALSE, FALSE },
	{ "aead-camellia-eax", RNP "--aead=EAX --cipher CAMELLIA192 plain",
	  FALSE, FALSE },
	{ "aead-larger-than-a-lock", RNP "--aead=OCB -z 0 big",
	  FALSE, FALSE },
	{ "aead-for-several-words", "rnp --homedir rnp --password " WORD
	  " --passwords 2 --aead=OCB --overwrite --output out -c plain",
	  FALSE, FALSE },
};

static Tools *tools;

static Judgement *judge(const GByteArray *bytes, const char *word)
{
	g_autoptr(Keyring) keyring =
		keyring_new(G_MAXUINT64, 60 * G_USEC_PER_SEC);

	if (word) {
		keyring_add(keyring, word, WORD_SAID);
		keyring_use_words(keyring);
	}
	return pgp_judge(bytes->data, bytes->len, 4 * MIB, keyring);
}

static void check(gconstpointer data)
{
	const Case *with = data;
	gboolean is_big = strstr(with->command, "big") != NULL;
	g_autoptr(GByteArray) bytes = NULL, wanted = NULL;
	g_autoptr(Judgement) without = NULL, wrong = NULL, right = NULL;

	tools->all++;
	tools_must(tools, with->command);
	bytes = tools_read(tools, "out");
	wanted = tools_read(tools, is_big ? "big" : "plain");
	without = judge(bytes, NULL);
	g_assert_cmpint(without->protection, ==, PROTECTION_SECRET);
	g_assert_cmpint(without->opened, ==, OPENED_NOT);
	g_assert_nonnull(without->lock);
	g_assert_cmpuint(without->lock->data->len, <=, LOCK_MAX_BYTES);
	g_assert_cmpint(lock_try(without->lock, "other"), !=, LOCK_OPENS);
	wrong = judge(bytes, "kumo77");
	g_assert_cmpint(wrong->protection, ==, PROTECTION_SECRET);
	g_assert_null(wrong->inside);
	right = judge(bytes, WORD);
	if (with->stays) {
		g_assert_cmpint(right->protection, ==, PROTECTION_SECRET);
		tools->right++;
		return;
	}
	g_assert_cmpint(lock_try(without->lock, WORD), ==, LOCK_OPENS);
	g_assert_cmpint(right->protection, ==, PROTECTION_NONE);
	g_assert_cmpint(right->opened, ==, OPENED_WORD);
	g_assert_cmpint(right->problem != NULL, ==, with->has_problem);
	g_assert_nonnull(right->inside);
	if (!with->has_problem)
		g_assert_cmpmem(right->inside->data, right->inside->len,
				wanted->data, wanted->len);
	tools->right++;
}

/* A word of Japanese, as a program for Windows would have hashed it. */
static void other_encodings(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;

	tools_must(tools, "printf '\\213\\100\\226\\247' > word && gpg "
		   "--homedir home --batch --yes --quiet --pinentry-mode "
		   "loopback --s2k-mode 1 --passphrase-file word -o out "
		   "-c plain");
	bytes = tools_read(tools, "out");
	judgement = judge(bytes, "\xe6\xa9\x9f\xe5\xaf\x86");
	g_assert_cmpint(judgement->opened, ==, OPENED_WORD);
}

/* Of two messages in armour, one opens: that is enough to be read. */
static void one_of_two(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;

	tools_must(tools, QUICK "-a -r test@example.com -e plain && mv out x "
		   "&& " WITH("-a") " && cat x out > y && mv y out");
	bytes = tools_read(tools, "out");
	judgement = judge(bytes, WORD);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_NONE);
	g_assert_cmpint(judgement->opened, ==, OPENED_WORD);
}

/* No lock, cut or bent in any byte, makes the trial run wild. */
static void bent_locks(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	GByteArray *data;

	tools_must(tools, WITH("--s2k-mode 1"));
	bytes = tools_read(tools, "out");
	judgement = judge(bytes, NULL);
	data = judgement->lock->data;
	for (guint size = 0; size < data->len; size++) {
		g_autoptr(Lock) cut = lock_new(LOCK_PGP, data->data, size);
		g_autofree guint8 *bent = g_memdup2(data->data, data->len);
		g_autoptr(Lock) other = NULL;

		bent[size] ^= 0x55;
		other = lock_new(LOCK_PGP, bent, data->len);
		(void)lock_try(cut, WORD);
		(void)lock_try(other, WORD);
	}
}

/* No keyring: nothing was tried, so nothing is known. */
static void nothing_tried(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;

	tools_must(tools, WITH("-a"));
	bytes = tools_read(tools, "out");
	judgement = pgp_judge(bytes->data, bytes->len, MIB, NULL);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_UNKNOWN);
	g_assert_nonnull(judgement->gave_up);
}

static void prepare(void)
{
	tools = tools_new();
	locks_warm_up();
	tools_must(tools, "mkdir -m 700 home rnp");
	tools_must(tools, "gpg --homedir home --batch --quiet --passphrase '' "
		   "--quick-gen-key test@example.com default default never");
	tools_must(tools, "head -c 300000 /dev/urandom > big");
	tools_write(tools, "plain", plain, strlen(plain));
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/locks/pgp/opens/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	g_test_add_func("/locks/pgp/words-in-the-encoding-of-windows",
			other_encodings);
	g_test_add_func("/locks/pgp/one-message-of-two-that-opens-is-enough",
			one_of_two);
	g_test_add_func("/locks/pgp/bent-locks-do-no-harm", bent_locks);
	g_test_add_func("/locks/pgp/without-a-keyring-nothing-is-known",
			nothing_tried);
	result = g_test_run();
	g_test_message("judged right/all: %u/%u", tools->right, tools->all);
	(void)tools_run(tools, "gpgconf --homedir home --kill all");
	tools_free(tools);
	return result;
}

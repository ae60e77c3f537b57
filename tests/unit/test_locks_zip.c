/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_zip.c - words on ZIPs that real tools closed.
 */
#include "containers/archive.h"
#include "containers/zip-strong.h"
#include "locks/zip-lock.h"

#include <string.h>

#include "text/charset.h"
#include "text/cp932.h"

#include "tools.h"

static Tools *tools;

typedef struct Seen {
	GString *text;
	guint opened;
} Seen;

static gboolean on_member(const Member *member, gpointer data)
{
	Seen *seen = data;

	g_string_append_printf(seen->text, "%s:%s:%s ",
			       (const char *)member->names->pdata[0],
			       protection_name(member->protection),
			       opened_name(member->opened));
	g_assert_true(member->opened == OPENED_NOT || member->scheme);
	seen->opened += member->opened != OPENED_NOT && member->bytes;
	return TRUE;
}

static Judgement *walk(const GByteArray *bytes, Keyring *keyring, Seen *seen)
{
	ArchiveLimits limits = {
		.members = 200, .bytes = 16 * 1024 * 1024,
		.deadline_us = g_get_monotonic_time() +
			       30 * G_TIME_SPAN_SECOND,
		.keyring = keyring,
	};

	*seen = (Seen){ .text = g_string_new(NULL) };
	return archive_walk(bytes->data, bytes->len, &limits, on_member, seen);
}

/* @words: one a line, in this order. */
static Keyring *keyring_of(const char *words)
{
	Keyring *keyring = keyring_new(200, G_USEC_PER_SEC);
	g_auto(GStrv) list = g_strsplit(words, "\n", -1);

	for (guint i = 0; list[i]; i++)
		keyring_add(keyring, list[i], WORD_SAID);
	keyring_use_words(keyring);
	return keyring;
}

typedef struct Case {
	const char *name;
	const char *command;	/* makes out.zip with the password "Him-1tsu" */
	const char *scheme;
	guint opened;		/* members whose content comes out */
	gboolean is_vague;	/* the beginning of it proves nothing */
} Case;

#define SEVEN "7z a -bd -y -tzip -pHim-1tsu "
#define TAR "bsdtar --format zip --passphrase Him-1tsu -cf out.zip "
#define CRYPTO "zip-crypto"
#define WRONG_WORDS "him-1tsu\nHim-1ts\nHimitsu"

static const Case cases[] = {
	{ "info-zip", "zip -q -P Him-1tsu out.zip a.txt b.txt", CRYPTO, 2, FALSE },
	{ "info-zip-stored", "zip -q -0 -P Him-1tsu out.zip a.txt b.txt",
	  CRYPTO, 2, FALSE },
	{ "info-zip-large", "zip -q -P Him-1tsu out.zip big.txt", CRYPTO, 1, FALSE },
	{ "info-zip-large-noise", "zip -q -P Him-1tsu out.zip noise", CRYPTO,
	  1, FALSE },
	{ "info-zip-large-stored", "zip -q -0 -P Him-1tsu out.zip big.txt",
	  CRYPTO, 1, FALSE },
	{ "info-zip-stream", "cat big.txt | zip -q -P Him-1tsu - - > out.zip",
	  CRYPTO, 1, FALSE },
	{ "info-zip-bzip2", "zip -q -Z bzip2 -P Him-1tsu out.zip big.txt",
	  CRYPTO, 1, FALSE },
	{ "info-zip-folder", "zip -q -r -P Him-1tsu out.zip folder a.txt",
	  CRYPTO, 2, FALSE },
	{ "7z-crypto", SEVEN "-mem=ZipCrypto out.zip a.txt big.txt", CRYPTO,
	  2, FALSE },
	{ "7z-crypto-stored", SEVEN "-mx0 -mem=ZipCrypto out.zip noise",
	  CRYPTO, 1, TRUE },
	{ "7z-aes128", SEVEN "-mem=AES128 out.zip a.txt big.txt",
	  "zip-aes128", 2, FALSE },
	{ "7z-aes192", SEVEN "-mem=AES192 out.zip a.txt big.txt",
	  "zip-aes192", 2, FALSE },
	{ "7z-aes256", SEVEN "-mem=AES256 out.zip a.txt big.txt",
	  "zip-aes256", 2, FALSE },
	{ "7z-aes256-noise", SEVEN "-mx0 -mem=AES256 out.zip noise",
	  "zip-aes256", 1, TRUE },
	{ "7z-aes256-stream", "cat big.txt | " SEVEN "-mem=AES256 -sib.txt "
	  "-so dummy > out.zip", "zip-aes256", 1, FALSE },
	{ "7z-aes256-lzma", SEVEN "-mem=AES256 -mm=LZMA out.zip big.txt",
	  "zip-aes256", 1, FALSE },
	{ "7z-crypto-lzma", SEVEN "-mem=ZipCrypto -mm=LZMA out.zip big.txt",
	  CRYPTO, 1, FALSE },
	{ "7z-crypto-xz", SEVEN "-mem=ZipCrypto -mm=xz out.zip big.txt",
	  CRYPTO, 1, FALSE },
	{ "7z-aes256-ppmd-is-opened-though-not-unpacked",
	  SEVEN "-mem=AES256 -mm=PPMd out.zip big.txt", "zip-aes256", 0, TRUE },
	{ "7z-crypto-ppmd-is-opened-though-not-unpacked",
	  SEVEN "-mem=ZipCrypto -mm=PPMd out.zip big.txt", CRYPTO, 0, TRUE },
	{ "7z-crypto-deflate64-is-opened-though-not-unpacked",
	  SEVEN "-mem=ZipCrypto -mm=Deflate64 out.zip big.txt", CRYPTO, 0, TRUE },
	{ "7z-many", SEVEN "-mem=AES256 out.zip many", "zip-aes256", 40, FALSE },
	{ "libarchive-crypto", TAR "--options zip:encryption=zipcrypt a.txt "
	  "big.txt", CRYPTO, 2, FALSE },
	{ "libarchive-aes128", TAR "--options zip:encryption=aes128 a.txt "
	  "big.txt", "zip-aes128", 2, FALSE },
	{ "libarchive-aes256", TAR "--options zip:encryption=aes256 a.txt "
	  "big.txt folder", "zip-aes256", 3, FALSE },
	{ "libarchive-aes256-stored", TAR "--options zip:encryption=aes256,"
	  "compression=store noise", "zip-aes256", 1, TRUE },
};

static GByteArray *made(const char *command)
{
	(void)tools_run(tools, "rm -f out.zip");
	tools_must(tools, command);
	return tools_read(tools, "out.zip");
}

/* PKWARE's cipher has one byte to tell words apart, and of what it closed by
 * some methods nothing else can be told: one file in 40 seems to open to one
 * of our few wrong words, and counts as open. Another one is made then. */
static gboolean is_unlucky(const Case *with, const GByteArray *bytes)
{
	g_autoptr(Keyring) wrong = keyring_of(WRONG_WORDS);
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	if (!with->is_vague || !g_str_equal(with->scheme, CRYPTO))
		return FALSE;
	judgement = walk(bytes, wrong, &seen);
	g_string_free(seen.text, TRUE);
	return judgement->protection != PROTECTION_SECRET;
}

static GByteArray *made_luckily(const Case *with)
{
	GByteArray *bytes = made(with->command);

	for (guint i = 0; i < 5 && is_unlucky(with, bytes); i++) {
		g_byte_array_unref(bytes);
		bytes = made(with->command);
	}
	return bytes;
}

static void check_closed(const Case *with, const GByteArray *bytes)
{
	g_autoptr(Keyring) known = keyring_new(G_MAXUINT64, G_USEC_PER_SEC);
	g_autoptr(Keyring) wrong = keyring_of(WRONG_WORDS);
	g_autoptr(Judgement) judgement = NULL;
	Keyring *const keyrings[] = { known, wrong };
	Seen seen;

	for (guint i = 0; i < G_N_ELEMENTS(keyrings); i++) {
		judgement_free(g_steal_pointer(&judgement));
		judgement = walk(bytes, keyrings[i], &seen);
		if (judgement->problem)
			g_test_message("problem: %s", judgement->problem);
		g_assert_cmpint(judgement->protection, ==, PROTECTION_SECRET);
		g_assert_cmpstr(judgement->scheme, ==, with->scheme);
		g_assert_nonnull(judgement->lock);
		g_assert_cmpint(judgement->opened, ==, OPENED_NOT);
		g_assert_null(judgement->problem);
		g_string_free(seen.text, TRUE);
	}
	/* What is kept of it knows the word where that can be, no other. */
	g_assert_cmpint(lock_try(judgement->lock, "Him-1tsu"), ==,
			with->is_vague ? LOCK_STAYS : LOCK_OPENS);
	g_assert_cmpint(lock_try(judgement->lock, "him-1tsu"), ==, LOCK_STAYS);
}

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = made_luckily(with);
	g_autoptr(Keyring) keyring = keyring_of("one\ntwo\nHim-1tsu\nthree");
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	tools->all++;
	check_closed(with, bytes);
	judgement = walk(bytes, keyring, &seen);
	g_test_message("%s", seen.text->str);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_NONE);
	g_assert_cmpint(judgement->opened, ==, OPENED_WORD);
	g_assert_cmpstr(judgement->scheme, ==, with->scheme);
	g_assert_cmpuint(seen.opened, ==, with->opened);
	g_assert_null(judgement->lock);
	g_assert_null(strstr(seen.text->str, "secret"));
	g_string_free(seen.text, TRUE);
	tools->right++;
}

/* Members with passwords of their own; words in any order. */
static void two_passwords(void)
{
	g_autoptr(GByteArray) bytes = made(
		"zip -q -P first out.zip a.txt && zip -q -P second out.zip "
		"b.txt && 7z a -bd -y -tzip -pthird -mem=AES256 out.zip "
		"big.txt");
	static const struct {
		const char *words;
		const char *seen;
	} tries[] = {
		{ "second", "a.txt:secret:nothing b.txt:none:a word in the mail "
			    "big.txt:secret:nothing " },
		{ "third\nfirst", "a.txt:none:a word in the mail b.txt:secret:nothing "
				  "big.txt:none:a word in the mail " },
		{ "x\nthird\nfirst\ny\nsecond", "a.txt:none:a word in the mail "
		  "b.txt:none:a word in the mail big.txt:none:a word in the mail " },
		{ "x\ny", "a.txt:secret:nothing b.txt:secret:nothing "
			  "big.txt:secret:nothing " },
	};

	for (guint i = 0; i < G_N_ELEMENTS(tries); i++) {
		g_autoptr(Keyring) keyring = keyring_of(tries[i].words);
		g_autoptr(Judgement) judgement = NULL;
		Seen seen;

		judgement = walk(bytes, keyring, &seen);
		g_assert_cmpstr(seen.text->str, ==, tries[i].seen);
		g_assert_cmpint(judgement->protection, ==,
				strstr(seen.text->str, "none")
					? PROTECTION_NONE : PROTECTION_SECRET);
		g_assert_cmpint(judgement->lock != NULL, ==,
				strstr(seen.text->str, "secret") != NULL);
		g_string_free(seen.text, TRUE);
	}
}

/* A few of AES among many of the old kind: each has room in the lock. */
static void two_ciphers(void)
{
	g_autoptr(GByteArray) bytes = made(
		"zip -q -P Him-1tsu out.zip big.txt && "
		"zip -q -P Him-1tsu out.zip lots/* && "
		SEVEN "-mem=AES256 out.zip noise");
	g_autoptr(Keyring) keyring = keyring_of("one\nHim-1tsu");
	g_autoptr(Keyring) known = keyring_new(G_MAXUINT64, G_USEC_PER_SEC);
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	judgement = walk(bytes, known, &seen);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_SECRET);
	g_assert_cmpint(lock_try(judgement->lock, "Him-1tsu"), ==, LOCK_OPENS);
	g_string_free(seen.text, TRUE);
	judgement_free(g_steal_pointer(&judgement));
	judgement = walk(bytes, keyring, &seen);
	g_assert_cmpint(judgement->opened, ==, OPENED_WORD);
	g_assert_null(strstr(seen.text->str, "secret"));
	g_string_free(seen.text, TRUE);
}

/* Some of 700 wrong words fit the one byte that tells words apart; the right
 * one comes last. */
static void many_wrong(void)
{
	static const char *const commands[] = {
		"zip -q -0 -P Him-1tsu out.zip big.txt",
		"zip -q -0 -P Him-1tsu out.zip noise a.txt",
		"zip -q -P Him-1tsu out.zip noise b.txt",
	};

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GByteArray) bytes = made(commands[i]);
		g_autoptr(Keyring) keyring = keyring_new(10000,
							 10 * G_USEC_PER_SEC);
		g_autoptr(Judgement) judgement = NULL;
		Seen seen;

		for (guint k = 0; k < 700; k++) {
			g_autofree char *word = g_strdup_printf("wrong%u", k);

			keyring_add(keyring, word, WORD_SAID);
		}
		keyring_add(keyring, "Him-1tsu", WORD_SAID);
		keyring_use_words(keyring);
		judgement = walk(bytes, keyring, &seen);
		g_assert_null(strstr(seen.text->str, "secret"));
		g_assert_cmpint(judgement->opened, ==, OPENED_WORD);
		g_string_free(seen.text, TRUE);
	}
}

/* The word as bytes of Japanese Windows, and of everything else. */
static void japanese(void)
{
	static const char *const commands[] = {
		"bsdtar --format zip --options zip:encryption=aes256 "
		"--passphrase 極秘ヒミツ～ -cf out.zip a.txt",
		"zip -q -P 極秘ヒミツ～ out.zip a.txt b.txt",
		"zip -q -P $(printf '\\213\\311\\224\\351\\203q\\203\\176"
		"\\203c\\201\\140') out.zip a.txt",
		"zip -q -P $(printf '\\213\\311\\224\\351\\203q\\203\\176"
		"\\203c\\201\\140') out.zip big.txt",
	};

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GByteArray) bytes = made(commands[i]);
		g_autoptr(Keyring) keyring = keyring_of("極秘\n極秘ヒミツ～");
		g_autoptr(Judgement) judgement = NULL;
		Seen seen;

		judgement = walk(bytes, keyring, &seen);
		g_assert_cmpint(judgement->opened, ==, OPENED_WORD);
		g_string_free(seen.text, TRUE);
	}
}

/* Written by tests/samples/make-zip.py, read by 7z. */
static const struct {
	const char *name;
	Opened opened;		/* by what is known, or by the word */
	guint members;
	const char *scheme;
} samples[] = {
	{ "empty-crypto", OPENED_EMPTY, 2, CRYPTO },
	{ "empty-aes256", OPENED_EMPTY, 2, "zip-aes256" },
	{ "ae1-stored", OPENED_WORD, 2, "zip-aes256" },
	{ "ae1-descriptor", OPENED_WORD, 2, "zip-aes256" },
	{ "ae2-descriptor-bare", OPENED_WORD, 2, "zip-aes128" },
	{ "crypto-descriptor", OPENED_WORD, 2, CRYPTO },
	{ "crypto-descriptor-wide", OPENED_WORD, 2, CRYPTO },
	{ "crypto-descriptor-sizes", OPENED_WORD, 2, CRYPTO },
	{ "spanning-mark", OPENED_WORD, 2, CRYPTO },
	{ "macosx", OPENED_WORD, 2, CRYPTO },
	{ "signature", OPENED_WORD, 2, "zip-aes256" },
	{ "folder-deflated", OPENED_WORD, 2, "zip-aes256" },
	{ "empty-encrypted", OPENED_WORD, 3, "zip-aes256" },
	{ "behind-a-script", OPENED_WORD, 2, "zip-aes256" },
};

/* What anybody can read beside members that are closed, and headers that do
 * not fit together: never secret. Not tried by other programs. */
static const struct {
	const char *name;
	Protection protection;
} more[] = {
	{ "comments", PROTECTION_NONE },
	{ "behind-a-long-script", PROTECTION_UNKNOWN },
	{ "hidden-directory-beside-a-letter", PROTECTION_UNKNOWN },
	{ "hidden-directory-beside-a-member", PROTECTION_NONE },
	{ "strong-aes256", PROTECTION_SECRET },
	{ "strong-des", PROTECTION_SECRET },
	{ "strong-rc4", PROTECTION_SECRET },
};

static GByteArray *sample(const char *name)
{
	g_autofree char *path = g_strconcat("tests/samples/zip/", name,
					    ".zip", NULL);
	char *bytes;
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	return g_byte_array_new_take((guint8 *)bytes, size);
}

static void check_sample(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) bytes = sample(samples[which].name);
	g_autoptr(Keyring) known = keyring_new(G_MAXUINT64, G_USEC_PER_SEC);
	g_autoptr(Keyring) words = keyring_of("Him-1tsu");
	g_autoptr(Judgement) first = NULL, second = NULL;
	Seen seen;

	tools->all++;
	first = walk(bytes, known, &seen);
	if (first->problem)
		g_test_message("problem: %s", first->problem);
	g_assert_cmpint(first->protection, ==,
			samples[which].opened == OPENED_EMPTY
				? PROTECTION_NONE : PROTECTION_SECRET);
	g_assert_cmpstr(first->scheme, ==, samples[which].scheme);
	g_string_free(seen.text, TRUE);
	if (samples[which].opened == OPENED_WORD)
		second = walk(bytes, words, &seen);
	else
		second = walk(bytes, known, &seen);
	g_test_message("%s", seen.text->str);
	g_assert_cmpint(second->opened, ==, samples[which].opened);
	g_assert_cmpint(second->protection, ==, PROTECTION_NONE);
	g_assert_cmpuint(seen.opened, ==, samples[which].members);
	g_assert_null(second->problem);
	g_string_free(seen.text, TRUE);
	tools->right++;
}

static void check_more(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(more); i++) {
		g_autoptr(GByteArray) bytes = sample(more[i].name);
		g_autoptr(Keyring) known = keyring_new(G_MAXUINT64,
						       G_USEC_PER_SEC);
		g_autoptr(Judgement) judgement = NULL;
		Seen seen;

		judgement = walk(bytes, known, &seen);
		if (judgement->protection != more[i].protection)
			g_error("%s: %s", more[i].name,
				protection_name(judgement->protection));
		g_string_free(seen.text, TRUE);
	}
}

/* The decryption header of a strong one, with one byte after the other
 * turned: those that say what it is make it unknown. */
static void strong_headers(void)
{
	g_autoptr(GByteArray) bytes = sample("strong-aes256");
	guint8 *local = bytes->data;
	gsize at = 30 + (gsize)local[26] + (gsize)local[28];
	static const guint parts[] = { 0, 1, 18, 19, 20, 22, 24, 25 };

	g_assert_true(zip_strong_is_sound(bytes->data + at,
					  bytes->len - at));
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autoptr(GByteArray) turned = sample("strong-aes256");

		turned->data[at + parts[i]] ^= 0x81;
		g_assert_false(zip_strong_is_sound(turned->data + at,
						   turned->len - at));
	}
	for (gsize size = 0; size < 40; size++)
		g_assert_false(zip_strong_is_sound(bytes->data + at, size));
}

/* Nothing was tried: nobody may call it a secret. */
static void without_a_keyring(void)
{
	g_autoptr(GByteArray) bytes = made("zip -q -P x out.zip a.txt");
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	judgement = walk(bytes, NULL, &seen);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_UNKNOWN);
	g_assert_nonnull(judgement->gave_up);
	g_string_free(seen.text, TRUE);
}

/* Locks come from memory too: none of these may do harm or open. */
static void broken_locks(void)
{
	g_autoptr(GByteArray) bytes = made("zip -q -P x out.zip a.txt b.txt");
	g_autoptr(Keyring) known = keyring_new(G_MAXUINT64, G_USEC_PER_SEC);
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	judgement = walk(bytes, known, &seen);
	g_assert_nonnull(judgement->lock);
	for (guint size = 0; size < judgement->lock->data->len; size++) {
		g_autoptr(Lock) cut = lock_new(LOCK_ZIP,
			judgement->lock->data->data, size);

		g_assert_cmpint(lock_try(cut, "x"), !=, LOCK_COSTLY);
		if (size < 20)
			g_assert_cmpint(lock_try(cut, "x"), ==, LOCK_UNKNOWN);
	}
	g_string_free(seen.text, TRUE);
}

/* Thousands of wrong words on every kind of lock that is kept. */
static void wrong_words(void)
{
	static const char *const commands[] = {
		"zip -q -P x out.zip a.txt", "zip -q -0 -P x out.zip noise",
		"zip -q -P x out.zip big.txt", "zip -q -0 -P x out.zip big.txt",
		"zip -q -r -P x out.zip many",
	};

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GByteArray) bytes = made(commands[i]);
		g_autoptr(Keyring) known = keyring_new(G_MAXUINT64,
						       G_USEC_PER_SEC);
		g_autoptr(Judgement) judgement = NULL;
		Seen seen;

		judgement = walk(bytes, known, &seen);

		for (guint k = 0; k < 5000; k++) {
			g_autofree char *word = g_strdup_printf("w%u", k);

			g_assert_cmpint(lock_try(judgement->lock, word), ==,
					LOCK_STAYS);
		}
		g_string_free(seen.text, TRUE);
	}
}

static void cp932(void)
{
	static const struct {
		const char *text;
		const char *bytes;	/* NULL: not in it */
	} encodings[] = {
		{ "abc", "abc" }, { "極秘", "\x8b\xc9\x94\xe9" },
		{ "ｱ", "\xb1" }, { "～", "\x81\x60" }, { "〜", "\x81\x60" },
		{ "①", "\x87\x40" }, { "髙", "\xfb\xfc" }, { "ⅰ", "\xfa\x40" },
		{ "ソ", "\x83\x5c" }, { "é", NULL }, { "😀", NULL },
	};

	for (guint i = 0; i < G_N_ELEMENTS(encodings); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		g_assert_cmpint(cp932_encode(encodings[i].text, out), ==,
				encodings[i].bytes != NULL);
		if (encodings[i].bytes)
			g_assert_cmpstr(out->str, ==, encodings[i].bytes);
	}
}

static void prepare(void)
{
	GString *text = g_string_new(NULL);

	tools = tools_new();
	while (text->len < 60000)
		g_string_append_printf(text, "%x%x plans of the year %u\n",
				       g_str_hash(text->str), (guint)text->len,
				       (guint)text->len % 977);
	tools_write(tools, "a.txt", "The quick brown fox jumps today.\n", 33);
	tools_write(tools, "b.txt", text->str, 3000);
	tools_write(tools, "big.txt", text->str, text->len);
	g_string_free(text, TRUE);
	tools_must(tools, "mkdir folder many; echo plans > folder/c.txt; "
		   "head -c 50000 /dev/urandom > noise; "
		   "for i in $(seq 40); do echo plan $i > many/$i; done; "
		   "mkdir lots; "
		   "for i in $(seq 60); do cp a.txt lots/$i; done");
}

#define T(name, function) g_test_add_func("/locks/zip/" name, function)

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	charset_warm_up();
	locks_warm_up();
	archive_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/locks/zip/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strconcat("/locks/zip/sample/",
						    samples[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_sample);
	}
	T("members-have-passwords-of-their-own", two_passwords);
	T("members-have-ciphers-of-their-own", two_ciphers);
	T("a-wrong-word-that-fits-hides-no-right-one", many_wrong);
	T("words-are-typed-in-japanese", japanese);
	T("what-is-readable-beside-members-counts", check_more);
	T("strong-encryption-has-a-header-that-fits", strong_headers);
	T("nothing-tried-is-no-secret", without_a_keyring);
	T("broken-locks-open-to-nobody", broken_locks);
	T("wrong-words-open-nothing", wrong_words);
	T("cp932-is-written-as-windows-does", cp932);
	result = g_test_run();
	g_test_message("opened right/all: %u/%u", tools->right, tools->all);
	tools_free(tools);
	return result;
}

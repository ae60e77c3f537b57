/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_pdf.c - words against the standard security handler of PDF, by
 * what qpdf 11.3 and Ghostscript 10 wrote.
 */
#include <string.h>

#include "locks/pdf-lock.h"

/* In hexadecimal, as they stand in the files. */
typedef struct Given {
	const char *name;
	guint8 revision, key_size;
	gboolean leaves_metadata;
	gint32 permissions;
	const char *owner, *user, *id;
} Given;

static const Given given[] = {
	{ "qpdf-r2", 2, 5, FALSE, -4,
	  "3b67b2785742cfea6a45b25e8f2e13ae6c649eec52775534f10a578ca445df57",
	  "66daeab1d8173147809a2a69ad81f9ca6d97c62c7f671f0e018817a0e3253460",
	  "fa7c2cb7e1c7070b0b9d08c626ecd1fd" },
	{ "qpdf-r3", 3, 16, FALSE, -4,
	  "9b9c9e9a168ef3f53eeff69b272a68b45b424a6a2cd066c93d171fae7b9a8194",
	  "24b0a20895fe5eb008c4dcf83cc359220122456a91bae5134273a6db134c87c4",
	  "fa7c2cb7e1c7070b0b9d08c626ecd1fd" },
	{ "qpdf-r4", 4, 16, FALSE, -4,
	  "9b9c9e9a168ef3f53eeff69b272a68b45b424a6a2cd066c93d171fae7b9a8194",
	  "24b0a20895fe5eb008c4dcf83cc359220122456a91bae5134273a6db134c87c4",
	  "fa7c2cb7e1c7070b0b9d08c626ecd1fd" },
	{ "qpdf-r4-xmp", 4, 16, TRUE, -4,
	  "9b9c9e9a168ef3f53eeff69b272a68b45b424a6a2cd066c93d171fae7b9a8194",
	  "064b1821fc1b4616da44e27a14448a380122456a91bae5134273a6db134c87c4",
	  "fa7c2cb7e1c7070b0b9d08c626ecd1fd" },
	{ "qpdf-r5", 5, 32, FALSE, -4,
	  "a946219fc7983456a856bbfde755076a1ab439ebe8116eb96f04d14e981b5c53"
	  "a9266b65ed0bc5159242294d341b6ca9",
	  "03a6e9e45b7b9c3f210333bd96b83d17c66e10b0f4208f27bbb4f18128dee1b7"
	  "22e482d9615e369e6e5a98b770dee1c4",
	  "" },
	{ "qpdf-r6", 6, 32, FALSE, -4,
	  "8f006232322332d2a2c2473945dd15ff0fa8a2e2b4662900a43b8713e2e558e7"
	  "924c52630771bba30585ae2c553206d3",
	  "c8deabf0024007463c471b0dd031243ea77b6a20377df97da99c238bd4d1ec6b"
	  "679585016e599afb65c6aaa4bfedc2ba",
	  "" },
	{ "ghostscript-64-bits", 3, 8, FALSE, -4,
	  "c37dd24b475403043be041bd7e98472764ab1ca8586aef94254696c0be4db90e",
	  "38993e1a7c37741fecefa39ea167e93a28bf4e5e4e758a4164004e56fffa0108",
	  "8ea80e76fc3cebf74473563ca6dbae48" },
};

static void decode(const char *text, guint8 *ret, gsize most)
{
	for (gsize i = 0; text[2 * i] && i < most; i++)
		ret[i] = (guint8)(g_ascii_xdigit_value(text[2 * i]) * 16 +
				  g_ascii_xdigit_value(text[2 * i + 1]));
}

static PdfLock read_given(const Given *from)
{
	PdfLock lock = {
		.revision = from->revision, .key_size = from->key_size,
		.leaves_metadata = (guint8)from->leaves_metadata,
		.id_size = (guint8)(strlen(from->id) / 2),
	};

	for (guint i = 0; i < 4; i++)
		lock.permissions[i] =
			(guint8)((guint32)from->permissions >> (8 * i));
	decode(from->owner, lock.owner, sizeof(lock.owner));
	decode(from->user, lock.user, sizeof(lock.user));
	decode(from->id, lock.id, sizeof(lock.id));
	return lock;
}

static void test_given(gconstpointer data)
{
	static const struct { const char *word; LockAnswer answer; } words[] = {
		{ "hirake", LOCK_OPENS }, { "oyakata", LOCK_OPENS },
		{ "ｈｉｒａｋｅ", LOCK_OPENS },	/* by its compatible form */
		{ "", LOCK_STAYS }, { "Hirake", LOCK_STAYS },
		{ "hirake ", LOCK_STAYS }, { "開け", LOCK_STAYS },
	};
	PdfLock one = read_given(data);
	g_autoptr(Lock) lock = pdf_lock_new(&one, 1);

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *password =
			pdf_lock_password(lock, words[i].word);

		g_assert_cmpint(lock_try(lock, words[i].word), ==,
				words[i].answer);
		g_assert_cmpint(password != NULL, ==,
				words[i].answer == LOCK_OPENS);
	}
}

/* One byte more or less, anywhere that counts, and no word opens. */
static void test_changed(gconstpointer data)
{
	PdfLock one = read_given(data), other = one;
	g_autoptr(Lock) lock = NULL;

	other.user[3] ^= 1;
	other.owner[3] ^= 1;
	lock = pdf_lock_new(&other, 1);
	g_assert_cmpint(lock_try(lock, "hirake"), ==, LOCK_STAYS);
	g_assert_cmpint(lock_try(lock, "oyakata"), ==, LOCK_STAYS);
}

static void test_several(void)
{
	PdfLock all[PDF_LOCKS_MAX + 1] = { 0 };
	g_autoptr(Lock) lock = NULL;

	g_assert_null(pdf_lock_new(all, 0));
	g_assert_null(pdf_lock_new(all, PDF_LOCKS_MAX + 1));
	all[PDF_LOCKS_MAX - 1] = read_given(&given[0]);
	lock = pdf_lock_new(all, PDF_LOCKS_MAX);
	g_assert_cmpint(lock_try(lock, "hirake"), ==, LOCK_OPENS);
}

static void test_broken(void)
{
	static const guint8 revisions[] = { 0, 1, 7, 255 };
	guint8 noise[LOCK_MAX_BYTES];

	for (guint i = 0; i < G_N_ELEMENTS(revisions); i++) {
		PdfLock one = read_given(&given[0]);
		g_autoptr(Lock) lock = NULL;

		one.revision = revisions[i];
		lock = pdf_lock_new(&one, 1);
		g_assert_cmpint(lock_try(lock, "hirake"), ==, LOCK_UNKNOWN);
	}
	for (guint size = 0; size <= LOCK_MAX_BYTES; size += 37) {
		g_autoptr(Lock) lock = NULL;

		memset(noise, (gint)(2 + size % 5), sizeof(noise));
		lock = lock_new(LOCK_PDF, noise, size);
		g_assert_cmpint(lock_try(lock, "hirake"), !=, LOCK_OPENS);
	}
}

static void test_long_words(void)
{
	g_autofree char *word = g_strnfill(4000, 'a');

	for (guint i = 0; i < G_N_ELEMENTS(given); i++) {
		PdfLock one = read_given(&given[i]);
		g_autoptr(Lock) lock = pdf_lock_new(&one, 1);

		g_assert_cmpint(lock_try(lock, word), ==, LOCK_STAYS);
		g_assert_cmpint(lock_try(lock, "\xff\xfe"), !=, LOCK_OPENS);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	locks_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(given); i++) {
		g_autofree char *opens = g_strdup_printf(
			"/locks/pdf/both-passwords-open/%s", given[i].name);
		g_autofree char *changed = g_strdup_printf(
			"/locks/pdf/changed-bytes-do-not/%s", given[i].name);

		g_test_add_data_func(opens, &given[i], test_given);
		g_test_add_data_func(changed, &given[i], test_changed);
	}
	g_test_add_func("/locks/pdf/one-of-several-readings-is-enough",
			test_several);
	g_test_add_func("/locks/pdf/what-is-broken-opens-never", test_broken);
	g_test_add_func("/locks/pdf/long-words-and-no-words", test_long_words);
	return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_keyring.c - which words are tried, in which order, and how many.
 *
 * The lock is one of Excel, closed by XOR with "himitsu": cheap, and sure.
 */
#include "locks/keyring.h"

#include <string.h>

#include "locks/office-lock.h"
#include "locks/office-xor.h"

#define WORD "himitsu"

static const char *const none[] = { NULL };
static const char *const known[] = { "VelvetSweatshop", WORD, NULL };

static Lock *closed_with(const char *word)
{
	const guint8 *bytes = (const guint8 *)word;
	OfficeLock lock = {
		.method = OFFICE_XOR,
		.xor_key = office_xor_key(bytes, strlen(word)),
		.xor_verifier = office_xor_verifier(bytes, strlen(word)),
	};

	return office_lock_new(&lock);
}

static void test_known(void)
{
	g_autoptr(Lock) lock = closed_with(WORD);
	g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);
	Key key = keyring_open(keyring, lock, known);

	g_assert_cmpstr(key.word, ==, WORD);
	g_assert_cmpint((int)key.opened, ==, (int)OPENED_KNOWN);
	g_assert_null(keyring_gave_up(keyring));
	key = keyring_open(keyring, lock, none);
	g_assert_null(key.word);
}

/* Before their time words are not tried, and then nothing else is. */
static void test_words(void)
{
	g_autoptr(Lock) lock = closed_with(WORD);
	g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);
	Key key;

	keyring_add(keyring, WORD, WORD_CODE);
	g_assert_null(keyring_open(keyring, lock, none).word);
	keyring_use_words(keyring);
	key = keyring_open(keyring, lock, none);
	g_assert_cmpstr(key.word, ==, WORD);
	g_assert_cmpint((int)key.opened, ==, (int)OPENED_WORD);
}

/* Nine that are less likely came before it, and one try is left. */
static void test_order(void)
{
	g_autoptr(Lock) lock = closed_with(WORD);
	g_autoptr(Keyring) keyring = keyring_new(1, G_USEC_PER_SEC);

	for (guint i = 0; i < 9; i++) {
		g_autofree char *other = g_strdup_printf("code%u", i);

		keyring_add(keyring, other, WORD_CODE);
		keyring_add(keyring, other, WORD_QUOTED);
	}
	keyring_add(keyring, WORD, WORD_SAID);
	keyring_use_words(keyring);
	g_assert_cmpstr(keyring_open(keyring, lock, none).word, ==, WORD);
	g_assert_null(keyring_gave_up(keyring));
}

static void test_lucky(void)
{
	g_autoptr(Lock) lock = closed_with(WORD);
	g_autoptr(Keyring) keyring = keyring_new(4, G_USEC_PER_SEC);

	keyring_add(keyring, "one", WORD_SAID);
	keyring_add(keyring, "two", WORD_SAID);
	keyring_add(keyring, WORD, WORD_SAID);
	keyring_use_words(keyring);
	g_assert_cmpstr(keyring_open(keyring, lock, none).word, ==, WORD);
	/* one try is left: it must be that word */
	g_assert_cmpstr(keyring_open(keyring, lock, none).word, ==, WORD);
	g_assert_null(keyring_open(keyring, lock, none).word);
	g_assert_nonnull(keyring_gave_up(keyring));
	g_assert_null(keyring_gave_up(keyring));
}

static void test_budgets(void)
{
	g_autoptr(Lock) lock = closed_with("another");
	g_autoptr(Keyring) tries = keyring_new(2, G_USEC_PER_SEC);
	g_autoptr(Keyring) cpu = keyring_new(100, 0);

	for (guint i = 0; i < 3; i++) {
		g_autofree char *word = g_strdup_printf("word%u", i);

		keyring_add(tries, word, WORD_SAID);
		keyring_add(cpu, word, WORD_SAID);
	}
	keyring_use_words(tries);
	keyring_use_words(cpu);
	g_assert_null(keyring_open(tries, lock, none).word);
	g_assert_nonnull(strstr(keyring_gave_up(tries), "number"));
	g_assert_null(keyring_open(cpu, lock, none).word);
	g_assert_nonnull(strstr(keyring_gave_up(cpu), "time"));
	g_assert_nonnull(keyring_gave_up(NULL));
	g_assert_null(keyring_open(NULL, lock, known).word);
}

static void test_left_out(void)
{
	g_autoptr(Lock) lock = closed_with("another");
	g_autoptr(Keyring) keyring = keyring_new(G_MAXUINT64, G_USEC_PER_SEC);
	g_autofree char *longest = g_strnfill(WORD_MAX_BYTES + 1, 'x');

	keyring_add(keyring, "", WORD_SAID);
	keyring_add(keyring, longest, WORD_SAID);
	keyring_add(keyring, "twice", WORD_SAID);
	keyring_add(keyring, "twice", WORD_CODE);
	g_assert_cmpuint(keyring_count(keyring, WORD_SAID), ==, 1);
	g_assert_cmpuint(keyring_count(keyring, WORD_CODE), ==, 0);
	for (guint i = 1; i < WORDS_MAX; i++) {
		g_autofree char *word = g_strdup_printf("word%u", i);

		keyring_add(keyring, word, WORD_CODE);
	}
	keyring_add(keyring, "one too many", WORD_CODE);
	keyring_use_words(keyring);
	for (guint i = 0; i < 2; i++) {
		g_assert_null(keyring_open(keyring, lock, none).word);
		g_assert_nonnull(keyring_gave_up(keyring));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	locks_warm_up();
	g_test_add_func("/keyring/what-programs-use-is-tried-first",
			test_known);
	g_test_add_func("/keyring/words-wait-for-their-time", test_words);
	g_test_add_func("/keyring/the-likelier-is-tried-first", test_order);
	g_test_add_func("/keyring/what-opened-one-is-tried-first", test_lucky);
	g_test_add_func("/keyring/budgets-end-the-trying", test_budgets);
	g_test_add_func("/keyring/what-is-left-out", test_left_out);
	return g_test_run();
}

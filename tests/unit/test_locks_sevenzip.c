/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_sevenzip.c - no word opens random bytes by chance, whatever they
 * are said to be packed with; what costs too much is not tried.
 */
#include "locks/sevenzip-lock.h"

#include <string.h>

#define TRIES 5000

static SevenzipChain chain_over(const guint8 *bytes, gsize size,
				SevenzipPacked packed)
{
	SevenzipChain chain = {
		.packed = packed, .size = size - 1, .unpacked_size = 100000,
		.bytes = bytes, .bytes_size = size,
	};

	chain.properties[0] = packed == SEVENZIP_PACKED_LZMA ? 0x5d : 0x18;
	return chain;
}

static void no_chance_hits(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	guint8 bytes[4096];

	for (guint i = 0; i < TRIES * SEVENZIP_PACKED_COUNT; i++) {
		SevenzipPacked packed = i % SEVENZIP_PACKED_COUNT;
		g_autoptr(Lock) lock = NULL;
		SevenzipChain chain;

		for (gsize at = 0; at < sizeof(bytes); at += 4) {
			guint32 word = g_rand_int(random);

			memcpy(bytes + at, &word, 4);
		}
		chain = chain_over(bytes, i % 2 ? 96 : sizeof(bytes), packed);
		lock = sevenzip_lock_new(&chain);
		g_assert_cmpint(lock_try(lock, "word"), !=, LOCK_OPENS);
	}
}

static void costly_is_not_tried(void)
{
	guint8 bytes[64] = { 0 };
	SevenzipChain chain = chain_over(bytes, sizeof(bytes),
					 SEVENZIP_PACKED_LZMA);
	g_autoptr(Lock) lock = NULL;

	chain.cipher.cycles_power = 21;
	lock = sevenzip_lock_new(&chain);
	g_assert_cmpint(lock_try(lock, "word"), ==, LOCK_COSTLY);
}

static void every_cut_of_a_lock_is_refused(void)
{
	guint8 bytes[64] = { 0 };
	SevenzipChain chain = chain_over(bytes, sizeof(bytes),
					 SEVENZIP_PACKED_LZMA);
	g_autoptr(Lock) lock = sevenzip_lock_new(&chain);

	for (guint size = 0; size < lock->data->len; size++) {
		g_autoptr(Lock) cut = lock_new(LOCK_SEVENZIP,
					       lock->data->data, size);

		g_assert_cmpint(lock_try(cut, "word"), ==, LOCK_UNKNOWN);
	}
}

#define PATH "/locks/sevenzip/"

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(PATH "no-chance-hits", no_chance_hits);
	g_test_add_func(PATH "costly-is-not-tried", costly_is_not_tried);
	g_test_add_func(PATH "every-cut-of-a-lock-is-refused",
			every_cut_of_a_lock_is_refused);
	return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * asan.c - what AddressSanitizer does in every fuzz target and replay.
 *
 * As in a worker, whose memory is limited: a library that asks for what a
 * file lies about is told that there is none.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=1024";
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * asan.c - what the sanitizers do in every fuzz target and replay.
 *
 * As in a worker, whose memory is limited: a library that asks for what a
 * file lies about is told that there is none.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=1024";
}

/*
 * libgsf forgets about 100 bytes where an OLE directory is damaged. They are
 * libgsf's own, a worker is replaced before they count, and a target that
 * stopped at them would look no further. Whether we give back what it made
 * for us is asked by the unit tests, where nothing is left out.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:gsf_infile_msole_new\n";
}

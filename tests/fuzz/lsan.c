/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lsan.c - what a fuzzer's search for leaks leaves out.
 *
 * libgsf forgets some hundred bytes where an OLE directory is damaged: its
 * own, and a worker is replaced before they count; but a target that stopped
 * at them would look no further. Debian's libraries have no frame pointers, so
 * no suppression by name finds them. Whether we give back what libgsf made for
 * us is asked by the unit tests, where nothing is left out.
 */
#include <glib.h>
#include <sanitizer/lsan_interface.h>

/* Put in its place by the linker (--wrap). */
gpointer __real_gsf_infile_msole_new(gpointer source, GError **error);
gpointer __wrap_gsf_infile_msole_new(gpointer source, GError **error);

gpointer __wrap_gsf_infile_msole_new(gpointer source, GError **error)
{
	gpointer made;

	__lsan_disable();
	made = __real_gsf_infile_msole_new(source, error);
	__lsan_enable();
	return made;
}

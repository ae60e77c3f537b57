/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * scanning.c - the virus scan of one mail, within the time it has.
 *
 * Runs in:  worker.
 * Trusts:   the brief.
 * Effects:  findings; reads the monotonic clock.
 * Limits:   libclamav looks at the clock between files and blocks, so that a
 *           scan may take some seconds more than it was given.
 *
 * An archive of archives is unpacked by libclamav as a whole, and then each
 * of its members again when we hand it over: what that comes to together only
 * the clock can bound.
 */
#include "inspect/scanning.h"

#define US_IN_MS 1000

/* Milliseconds that the next scan may take; 0 with a problem of @part. */
static guint patience(Inspection *inspection, const char *part)
{
	gint64 left_us = inspection->deadline_us - g_get_monotonic_time();

	if (inspection->scan_left_us < US_IN_MS) {
		inspection_problem(inspection, PROBLEM_LIMIT, part,
				   "virus scan: limit-scan-seconds %"
				   G_GUINT64_FORMAT " reached; not scanned",
				   inspection->brief->limits.scan_seconds);
		return 0;
	}
	if (left_us < US_IN_MS) {
		inspection_problem(inspection, PROBLEM_LIMIT, part,
				   "out of time; not scanned");
		return 0;
	}
	return (guint)(MIN(left_us, inspection->scan_left_us) / US_IN_MS);
}

/* @name: of the file; NULL: the mail itself. Whether it was done, at all. */
static gboolean scan(Inspection *inspection, const char *part,
		     const char *name, const guint8 *bytes, gsize size,
		     ScanResult *ret_result, char **ret_said)
{
	const Scanner *scanner = inspection->scanner;
	guint milliseconds = patience(inspection, part);
	gboolean is_file = *part != '\0' || inspection->wants_raw_scan;
	gint64 began_us = g_get_monotonic_time();

	if (milliseconds == 0)
		return FALSE;
	scanner_set_patience(scanner, milliseconds);
	*ret_result = is_file ?
		scanner_scan(scanner, bytes, size, name, ret_said) :
		scanner_scan_mail(scanner, bytes, size, ret_said);
	inspection->scan_left_us -= g_get_monotonic_time() - began_us;
	return TRUE;
}

static void tell(Inspection *inspection, const char *part, ScanResult result,
		 const char *said)
{
	const char *of = *part == '\0' ? " of the raw mail" : "";

	switch (result) {
	case SCAN_CLEAN:
		return;
	case SCAN_INFECTED:
		inspection_virus(inspection, part, said);
		return;
	case SCAN_LIMITED:
		inspection_problem(inspection, PROBLEM_LIMIT, part,
				   "virus scan%s cut short: %s", of,
				   said ? said : "a limit of the scanner");
		return;
	case SCAN_FAILED:
		inspection_problem(inspection, PROBLEM_FAILED, part,
				   "virus scan%s failed: %s", of,
				   said ? said : "no reason given");
		return;
	}
}

static void scan_and_tell(Inspection *inspection, const char *part,
			  const char *name, const guint8 *bytes, gsize size)
{
	gsize most = inspection->brief->limits.scan_bytes;
	g_autofree char *said = NULL;
	ScanResult result;

	if (size > most)
		inspection_problem(inspection, PROBLEM_LIMIT, part,
				   "larger than limit-scan-bytes %"
				   G_GSIZE_FORMAT, most);
	if (scan(inspection, part, name, bytes, MIN(size, most), &result,
		 &said))
		tell(inspection, part, result, said);
}

void scanning_part(Inspection *inspection, const Part *part,
		   const guint8 *bytes, gsize size)
{
	if (inspection->scanner && size > 0)
		scan_and_tell(inspection, part->id, part->name, bytes, size);
}

void scanning_mail(Inspection *inspection, const guint8 *bytes, gsize size)
{
	if (inspection->scanner)
		scan_and_tell(inspection, "", NULL, bytes, size);
}

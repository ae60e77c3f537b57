/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * record.h - the file that keeps one JSON line for each mail.
 *
 * Append only. A line counts as kept when it is written whole and, with
 * sync, on the disk; several threads share one fdatasync(2).
 */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include <glib.h>

typedef struct Record Record;

/* Opens or creates @file (mode 0640). Returns: (transfer full). */
Record *record_open(const char *file, gboolean sync, GError **error);
void record_close(Record *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, record_close)

/*
 * Appends @line and a newline and waits until it is kept. A write that
 * fails half-way is cut off again, so that the file holds whole lines only.
 * Safe from any thread.
 */
gboolean record_append(Record *record, const char *line, GError **error);

#endif

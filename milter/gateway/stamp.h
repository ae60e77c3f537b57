/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * stamp.h - tells whether signatures on the disk are still the same.
 */
#ifndef GATEWAY_STAMP_H
#define GATEWAY_STAMP_H

#include <glib.h>

/*
 * A number for what is at @path now, a file or a folder of files: their names,
 * and which files they are in what state, links followed. Files that no load
 * reads are left out: those that are still being written (tmp*, hidden ones),
 * and notes of freshclam's own (*.log, *.dat). 0 is failure only.
 */
guint64 stamp_of(const char *path, GError **error);

#endif

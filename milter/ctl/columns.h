/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * columns.h - text in aligned columns, by the width a terminal gives it.
 */
#ifndef CTL_COLUMNS_H
#define CTL_COLUMNS_H

#include <glib.h>

typedef struct Columns Columns;

/* @count columns, at least one; the first row is the heading. */
Columns *columns_new(guint count);
void columns_free(Columns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Columns, columns_free)

/* The next cell, from left to right, row after row. @text is valid UTF-8. */
void columns_add(Columns *columns, const char *text);

/* Appends all rows, with a rule beneath the heading. */
void columns_print(const Columns *columns, GString *out);

/* Cells of a terminal that @text takes: a kanji two, a combining mark none. */
guint columns_width(const char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * print-header.h - what the header or footer of a printed sheet says.
 *
 * Workbooks of all ages keep it as one text with codes in it:
 * "&L&\"Arial,Bold\"&12left&Ccentre &P/&N&Rright" ([MS-XLS] 2.5.136 and
 * ECMA-376 part 1, 18.3.1.46 share the language).
 */
#ifndef DOCUMENTS_PRINT_HEADER_H
#define DOCUMENTS_PRINT_HEADER_H

#include <glib.h>

#include "documents/flow.h"

/*
 * Adds @text (UTF-8) to @flow without its codes; the left, the middle and the
 * right section are a line each. What stands for a page number, a date or a
 * name is left out.
 */
void print_header_put(Flow *flow, const char *text, gsize size);

#endif

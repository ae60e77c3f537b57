/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-codes.h - what Excel's codes for headers and footers show.
 */
#ifndef DOCUMENTS_OOXML_CODES_H
#define DOCUMENTS_OOXML_CODES_H

#include "documents/flow.h"

/* Left, middle and right as a line each (ECMA-376 18.3.1.39); legacy Excel
 * writes the same. */
void page_codes_put(Flow *flow, const char *codes, gsize size);

#endif

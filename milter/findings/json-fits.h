/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * json-fits.h - whether a JSON text can be findings at all, before it is
 * parsed: a parser makes some hundred bytes of each empty object.
 */
#ifndef FINDINGS_JSON_FITS_H
#define FINDINGS_JSON_FITS_H

#include <glib.h>

#include "findings/brief.h"

/* FALSE where @json holds more values than findings within the limits of
 * @brief can have. Says nothing about whether it is JSON. */
gboolean json_fits(const char *json, gsize size, const Brief *brief);

#endif

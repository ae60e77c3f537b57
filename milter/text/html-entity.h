/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html-entity.h - character references of HTML.
 */
#ifndef TEXT_HTML_ENTITY_H
#define TEXT_HTML_ENTITY_H

#include <glib.h>

/*
 * Reads the reference at @at, which points at a "&" before @end. *ret_size:
 * how long it is, with its ";" where it has one. Returns the character, or 0
 * where this is no reference; *ret_size is then 0.
 */
gunichar html_entity(const char *at, const char *end, gsize *ret_size);

#endif

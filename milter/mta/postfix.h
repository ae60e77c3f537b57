/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix.h - checks what postconf(1) prints of a Postfix.
 *
 * Pure: text in, advice out. In this order:
 *   postfix_new(), then for each service with overrides
 *   service_set_values(), then for each of postfix_tables()
 *   postfix_set_table(), then postfix_check().
 */
#ifndef MTA_POSTFIX_H
#define MTA_POSTFIX_H

#include "mta/advice.h"

typedef struct Postfix Postfix;
typedef struct Service Service;

#define POSTFIX_FOLDER "/etc/postfix"

/* The settings to ask postconf for; NULL at the end. */
extern const char *const postfix_settings[];

/*
 * @folder: of main.cf; @values: `postconf -x SETTINGS`, @raw: `postconf
 * SETTINGS`, @services: `postconf -M`, @overrides: `postconf -P`.
 * Returns: (transfer full).
 */
Postfix *postfix_new(const char *folder, const char *values, const char *raw,
		     const char *services, const char *overrides);
void postfix_free(Postfix *postfix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Postfix, postfix_free)

/*
 * The services whose line in master.cf sets something: they may see other
 * values than main.cf's, as $NAME is expanded anew. Returns: (transfer
 * container): Service.
 */
GPtrArray *postfix_overriding(const Postfix *postfix);

/* "submission/inet" (transfer none). */
const char *service_key(const Service *service);

/* "NAME=VALUE" for `postconf -o`, as many as @service sets. Returns:
 * (transfer full): a vector. */
char **service_overrides(const Service *service);

/* @text: `postconf -x -o NAME=VALUE... SETTINGS`. */
void service_set_values(Service *service, const char *text);

/*
 * A file that smtpd_milter_maps looks into: "cidr:/etc/postfix/some". Where
 * @is_text, its bytes are wanted; else what `postmap -s` prints of it.
 */
typedef struct Table {
	char *name;
	gboolean is_text;
} Table;

/* Returns: (transfer full): Table. */
GPtrArray *postfix_tables(const Postfix *postfix);
void postfix_set_table(Postfix *postfix, const char *name, const char *text);

/* Returns: (transfer full). */
Advice *postfix_check(const Postfix *postfix, const Gate *gate);

#endif

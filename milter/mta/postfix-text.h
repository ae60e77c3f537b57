/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-text.h - what postconf(1) prints, as settings and services.
 */
#ifndef MTA_POSTFIX_TEXT_H
#define MTA_POSTFIX_TEXT_H

#include "mta/postfix.h"

/* Kinds of services that take mail in, or that have a say in it. */
typedef enum {
	PROGRAM_OTHER,
	PROGRAM_SMTPD,
	PROGRAM_PICKUP,
	PROGRAM_QMQPD,
	PROGRAM_CLEANUP
} Program;

/* A line of master.cf. */
struct Service {
	char *key;		/* "submission/inet", as postconf -P has it */
	char *name;
	Program program;
	gboolean chrooted;
	gboolean loopback;	/* its name says that only we reach it */
	GHashTable *own;	/* -o: name -> value, nothing expanded */
	GHashTable *values;	/* as it sees them; NULL: as in main.cf */
};

struct Postfix {
	char *folder;
	char *queue;
	GHashTable *values;	/* of main.cf, expanded */
	GHashTable *raw;	/* of main.cf, as written */
	GPtrArray *services;	/* Service */
	GHashTable *tables;	/* "cidr:/file" -> its text */
};

/* Where a value was written; @service NULL: main.cf. */
typedef struct Setting {
	const char *name;
	const char *raw;	/* as written */
	const char *value;	/* expanded */
	const Service *service;
} Setting;

/*
 * The value of @name that @service goes by. Where it is only the name of
 * another setting, that one's place is told, as there it must be changed.
 */
Setting postfix_setting(const Postfix *postfix, const Service *service,
			const char *name);

/* "main.cf: NAME = RAW" (transfer full). */
char *setting_where(const Setting *setting);

/* The command that sets it to @value (transfer full). */
char *setting_fix(const Postfix *postfix, const Setting *setting,
		  const char *value);

/* The command that sets a column of master.cf; @field: "smtp/inet/chroot".
 * (transfer full) */
char *postfix_fix_field(const Postfix *postfix, const char *field,
			const char *value);

/*
 * The words of a list: separated by commas and blanks, but {...} is one.
 * Returns: (transfer full): char *.
 */
GPtrArray *postfix_words(const char *text);

/* One milter of a list, with its own options: { ADDRESS, NAME=VALUE... } */
typedef struct Entry {
	char *text;
	char *address;
	GHashTable *options;
} Entry;

/* Returns: (transfer full): Entry. */
GPtrArray *postfix_entries(const char *list);

/* What a lookup in smtpd_milter_maps gives: for @key these milters. */
typedef struct MapRow {
	char *table;
	char *key;	/* "" where every key gives it */
	char *result;
	gboolean in_file;
} MapRow;

/* The rows of all tables in @list that can be seen; the names of those that
 * cannot, or not whole, are added to @unseen (nullable; char *). Returns:
 * (transfer full): MapRow. */
GPtrArray *postfix_map_rows(const Postfix *postfix, const char *list,
			    GPtrArray *unseen);

/* Whether @table is in a file whose lines are read as they are. */
gboolean postfix_map_is_text(const char *table);

#endif

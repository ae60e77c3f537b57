/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ctl.h - the sub-commands of sekimori, one file each.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <glib.h>

/* Exit codes of every sub-command. */
#define CTL_PASS 0	/* would pass; done */
#define CTL_STOP 1	/* would not pass */
#define CTL_UNKNOWN 2	/* could not tell: usage, configuration, file */

/* @argv[0] is the sub-command. Each returns the exit code. */
int ctl_check(int argc, char **argv);
int ctl_policy(int argc, char **argv);
int ctl_config(int argc, char **argv);
int ctl_certificates(int argc, char **argv);
int ctl_status(int argc, char **argv);
int ctl_reload(int argc, char **argv);
int ctl_mta_check(int argc, char **argv);

/*
 * Parses @entries and leaves what is no option in @argv. Prints what is
 * wrong. @what: "[OPTION...] MAIL... - what it does", @more: text after the
 * options, nullable.
 */
gboolean ctl_parse(const GOptionEntry *entries, const char *what,
		   const char *more, int *argc, char ***argv);

/* The same; callbacks among @entries are given @data. */
gboolean ctl_parse_with(const GOptionEntry *entries, const char *what,
			const char *more, gpointer data, int *argc,
			char ***argv);

/* Where the configuration is if nobody says so. */
#define CTL_DEFAULT_CONFIG SEKIMORI_SYSCONFDIR "/sekimori/sekimori.conf"

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sekimori.c - the administrator's tool.
 *
 * Runs in:  sekimori.
 * Trusts:   its command line.
 * Effects:  those of its sub-commands.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "ctl/ctl.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "check", ctl_check, "what would happen to a mail, and why" },
	{ "policy", ctl_policy, "the rules as a table, class by route" },
	{ "config", ctl_config, "check the configuration, print it" },
	{ "certificates", ctl_certificates,
	  "to whom mail can be encrypted, and why to others not" },
	{ "mta-check", ctl_mta_check,
	  "what of the mail server's configuration lets mail past" },
	{ "status", ctl_status, "what the daemon is and does" },
	{ "reload", ctl_reload,
	  "have the daemon read configuration and signatures again" },
};

static void usage(FILE *out)
{
	fputs("usage: sekimori COMMAND [OPTION...]\n\n", out);
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %-12s %s\n", commands[i].name,
			commands[i].help);
	fputs("\n'sekimori COMMAND --help' tells more.\n", out);
}

int main(int argc, char **argv)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)signal(SIGPIPE, SIG_IGN);
	log_open("sekimori", LOG_TO_STDERR);
	if (argc < 2) {
		usage(stderr);
		return CTL_UNKNOWN;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return CTL_PASS;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("sekimori " SEKIMORI_VERSION);
		return CTL_PASS;
	}
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "sekimori: no command '%s'\n", argv[1]);
	usage(stderr);
	return CTL_UNKNOWN;
}

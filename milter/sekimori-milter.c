/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sekimori-milter.c - the daemon that the MTA asks about each mail.
 *
 * Runs in:  milter process.
 * Trusts:   its command line and configuration.
 * Effects:  a socket, inspectors, the record, the log.
 */
#include <errno.h>
#include <libmilter/mfapi.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/notify.h"
#include "config/kind.h"
#include "gateway/callbacks.h"
#include "gateway/control.h"
#include "gateway/daemonise.h"
#include "gateway/http.h"
#include "gateway/reload.h"
#include "gateway/service.h"
#include "gateway/snapshot.h"
#include "gateway/watch.h"
#include "gateway/watchdog.h"

#define EXIT_BAD_CONFIG 2
/* Beyond the time a mail may take, for its record and its reply. */
#define DRAIN_EXTRA_MS 5000
#define REPLY_GRACE_US 200000

typedef struct Options {
	char *file;
	char *listen;
	gboolean foreground;
	gboolean check_only;
} Options;

static void options_clear(Options *options)
{
	g_free(options->file);
	g_free(options->listen);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean print_version(const gchar *name, const gchar *value,
			      gpointer data, GError **error)
{
	(void)name;
	(void)value;
	(void)data;
	(void)error;
	printf("sekimori-milter %s\n", SEKIMORI_VERSION);
	exit(EXIT_SUCCESS);
}

static gboolean parse_options(int argc, char **argv, Options *options)
{
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->file,
		  "Configuration file (" SEKIMORI_SYSCONFDIR
		  "/sekimori/sekimori.conf)", "FILE" },
		{ "socket", 'p', 0, G_OPTION_ARG_STRING, &options->listen,
		  "Listen there: inet:PORT@HOST or unix:PATH", "SOCKET" },
		{ "foreground", 'f', 0, G_OPTION_ARG_NONE,
		  &options->foreground,
		  "Stay in the foreground, log to standard error", NULL },
		{ "test", 't', 0, G_OPTION_ARG_NONE, &options->check_only,
		  "Check the configuration and exit", NULL },
		{ "version", 'V', G_OPTION_FLAG_NO_ARG,
		  G_OPTION_ARG_CALLBACK, (gpointer)(gintptr)print_version,
		  "Print the version and exit", NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GOptionContext) context =
		g_option_context_new("- judges outgoing mail for the MTA");
	g_autoptr(GError) error = NULL;
	gboolean parsed;

	g_option_context_set_description(context,
		"SIGUSR1 reloads configuration and signatures, SIGTERM ends "
		"after the mails in hand.\nExit status: 0 ended as asked, "
		"1 failed while running, 2 bad usage or configuration.\n");
	g_option_context_add_main_entries(context, entries, NULL);
	parsed = g_option_context_parse(context, &argc, &argv, &error);
	if (parsed && argc > 1)
		parsed = fail(&error, FAIL_GENERAL, "unexpected argument %s",
			      argv[1]);
	if (parsed && options->listen) {
		g_autofree char *defect =
			kind_socket_defect(options->listen);

		if (defect)
			parsed = fail(&error, FAIL_GENERAL, "-p: %s", defect);
	}
	if (!parsed)
		fprintf(stderr, "sekimori-milter: %s\n", error->message);
	else if (!options->file)
		options->file = g_strdup(SEKIMORI_SYSCONFDIR
					 "/sekimori/sekimori.conf");
	return parsed;
}

/* The file is read again by the snapshot; this finds mistakes while there
 * is a terminal to say them on. Returns: (transfer full) (nullable). */
static Config *check_config(const Options *options)
{
	g_autoptr(GError) error = NULL;
	Config *config = config_load(options->file, &error);
	g_autoptr(Certificates) certificates = NULL;

	certificates = config ? config_certificates(config, &error) : NULL;
	if (error) {
		fprintf(stderr, "sekimori-milter: %s\n", error->message);
		g_clear_pointer(&config, config_unref);
	} else if (options->check_only)
		printf("%s: good\n", options->file);
	return config;
}

static gboolean open_socket(const char *listen, GError **error)
{
	if (smfi_setconn((char *)(gintptr)listen) != MI_SUCCESS)
		return fail(error, FAIL_GENERAL,
			    "listen: %s is not inet:PORT@HOST or unix:PATH",
			    listen);
	/* The MTA's group may connect, nobody else. */
	(void)umask(0007);
	errno = 0;
	if (smfi_opensocket(TRUE) != MI_SUCCESS)
		return fail(error, FAIL_GENERAL, "cannot listen on %s: %s",
			    listen, errno ? g_strerror(errno) :
			    "libmilter told syslog why");
	return TRUE;
}

static gboolean run(const char *file, const char *listen, Snapshot **snapshot,
		    Ready *ready, int ready_fd, GError **error)
{
	g_autofree char *signatures = g_strdup_printf("%u",
						      ready->signatures);
	g_autofree char *control = g_strdup((*snapshot)->config->control);
	g_autofree char *metrics = g_strdup((*snapshot)->config->metrics);
	Service *service = service_new(file, snapshot);
	int status;

	if (!callbacks_register(service, error) ||
	    !open_socket(listen, error) ||
	    (control && !control_open(control, service, error)) ||
	    (metrics && !http_open(metrics, service, error)) ||
	    !reload_on_signal(service, error) ||
	    !watch_signatures(service, error) ||
	    !watchdog_start(service, error)) {
		/* Threads may point at it: it goes with the process. */
		service_close(service);
		return FALSE;
	}
	log_info("ready", "listen", listen, "signatures", signatures,
		 "version", SEKIMORI_VERSION, NULL);
	daemonise_ready(ready_fd);
	notify("READY=1");
	status = smfi_main();
	notify("STOPPING=1");
	if (!service_drain(service, DRAIN_EXTRA_MS))
		log_error("drain", "reason",
			  "mails in hand did not end in time", NULL);
	/* libmilter writes a reply after our callback has returned, and does
	 * not tell us when it has. */
	g_usleep(REPLY_GRACE_US);
	/* Threads of idle connections still point at the service, so it goes
	 * with the process. */
	service_close(service);
	log_info("ended", NULL);
	return status == MI_SUCCESS ? TRUE :
		fail(error, FAIL_GENERAL, "libmilter ended with an error");
}

/* Nothing here changes the user: that is for who starts us. Inspectors give up
 * their capabilities, and this process has them all. */
static void warn_of_root(void)
{
	if (geteuid() == 0)
		log_warning("running-as-root", "consequence", "every file of "
			    "this machine is the daemon's; start it as a user "
			    "of its own", NULL);
}

int main(int argc, char **argv)
{
	g_auto(Options) options = { 0 };
	g_autoptr(Config) config = NULL;
	g_autoptr(GError) error = NULL;
	Snapshot *snapshot;
	Ready ready;
	int ready_fd = -1;

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)signal(SIGPIPE, SIG_IGN);
	if (!parse_options(argc, argv, &options))
		return EXIT_BAD_CONFIG;
	config = check_config(&options);
	if (!config)
		return EXIT_BAD_CONFIG;
	if (options.check_only)
		return EXIT_SUCCESS;
	log_open("sekimori-milter",
		 options.foreground ? LOG_TO_STDERR : LOG_TO_SYSLOG);
	/* The only fork of this process, before any thread. */
	if (!options.foreground && !daemonise(&ready_fd, &error)) {
		fprintf(stderr, "sekimori-milter: %s\n", error->message);
		return EXIT_FAILURE;
	}
	warn_of_root();
	reload_block_signal();
	snapshot = snapshot_new(options.file, &error);
	if (snapshot) {
		ready = pool_ready(snapshot->pool);
		if (run(options.file, options.listen ? options.listen :
			config->listen, &snapshot, &ready, ready_fd, &error))
			return EXIT_SUCCESS;
	}
	log_error("failed", "reason", error->message, NULL);
	daemonise_failed(ready_fd, error->message);
	snapshot_unref(snapshot);
	return EXIT_FAILURE;
}

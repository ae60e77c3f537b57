/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_mta_postfix.c - what is found in the output of postconf(1).
 *
 * A good configuration, and for each case what differs in it. What postconf
 * really prints is tests/process/mta-check.t's.
 */
#include "mta/postfix.h"

#include <string.h>

#define OURS "inet:127.0.0.1:8891"
#define SOCKET "unix:/run/sekimori/milter.sock"

static const char *const main_cf[][2] = {
	{ "cleanup_service_name", "cleanup" },
	{ "compatibility_level", "3.6" },
	{ "content_filter", "" },
	{ "internal_mail_filter_classes", "bounce" },
	{ "milter_command_timeout", "30s" },
	{ "milter_connect_timeout", "30s" },
	{ "milter_content_timeout", "300s" },
	{ "milter_default_action", "tempfail" },
	{ "milter_mail_macros", "i {auth_authen}" },
	{ "milter_protocol", "6" },
	{ "milter_rcpt_macros", "i {rcpt_addr} {rcpt_host}" },
	{ "non_smtpd_milters", OURS },
	{ "queue_directory", "/var/spool/postfix" },
	{ "receive_override_options", "" },
	{ "smtpd_milter_maps", "" },
	{ "smtpd_milters", OURS },
	{ "smtpd_proxy_filter", "" },
};

static const char master_cf[] =
	"smtp       inet  n - y - - smtpd\n"
	"submission inet  n - n - - smtpd -o syslog_name=postfix/submission\n"
	"smtpd      pass  - - n - - smtpd\n"
	"127.0.0.1:10026 inet n - n - - smtpd\n"
	"[::1]:10027 inet n - n - - smtpd\n"
	"pickup     unix  n - n 1 1 pickup\n"
	"cleanup    unix  n - n - 0 cleanup\n"
	"other      unix  n - n - 0 cleanup\n"
	"relay      unix  - - n - - smtp\n"
	"short line\n";

/* @settings: "NAME=VALUE" instead of main_cf's; @own: "SERVICE NAME=VALUE"
 * of master.cf; @table: what the only table holds. */
typedef struct Case {
	const char *name;
	const char *settings[4];
	const char *own[5];
	const char *table[2];
	const char *found;
	const char *listen;
	gboolean other_raw;	/* main.cf has $smtpd_milters */
} Case;

static const Case cases[] = {
	{ "a-good-configuration-has-no-findings", .found = "" },
	{ "sekimori-missing-from-smtpd-milters",
	  { "smtpd_milters=" }, .found = "smtpd-milters" },
	{ "another-milter-is-not-sekimori",
	  { "smtpd_milters=inet:127.0.0.1:9999" }, .found = "smtpd-milters" },
	{ "a-list-for-smtp-only-leaves-out-sendmail-1",
	  { "non_smtpd_milters=" }, .found = "non-smtpd-milters" },
	{ "a-service-with-an-empty-list-of-its-own", { NULL },
	  { "submission/inet smtpd_milters=" }, .found = "smtpd-milters" },
	{ "postscreen-hands-to-a-service-without-milters", { NULL },
	  { "smtpd/pass smtpd_milters=" }, .found = "smtpd-milters" },
	{ "nothing-in-main-cf-but-in-every-service",
	  { "smtpd_milters=" },
	  { "smtp/inet smtpd_milters=" OURS,
	    "submission/inet smtpd_milters=" OURS,
	    "smtpd/pass smtpd_milters=" OURS,
	    "127.0.0.1:10026/inet smtpd_milters=" OURS,
	    "[::1]:10027/inet smtpd_milters=" OURS }, .found = "" },
	{ "a-loopback-listener-without-purpose-is-a-hole", { NULL },
	  { "127.0.0.1:10026/inet smtpd_milters=" },
	  .found = "smtpd-milters" },
	{ "a-loopback-listener-of-a-content-filter-is-advice",
	  { "content_filter=scan:[127.0.0.1]:10025" },
	  { "127.0.0.1:10026/inet smtpd_milters=",
	    "127.0.0.1:10026/inet content_filter=" },
	  .found = "filter-listener" },
	{ "the-same-with-no-milters",
	  { "content_filter=scan:[127.0.0.1]:10025" },
	  { "127.0.0.1:10026/inet receive_override_options=no_milters",
	    "127.0.0.1:10026/inet content_filter=" },
	  .found = "filter-listener" },
	{ "what-hands-to-the-content-filter-takes-nothing-back",
	  { "content_filter=scan:[127.0.0.1]:10025" },
	  { "127.0.0.1:10026/inet smtpd_milters=" },
	  .found = "smtpd-milters" },
	{ "no-milters-everywhere",
	  { "receive_override_options=no_address_mappings,no_milters" },
	  .found = "no-milters" },
	{ "no-milters-for-sendmail-1", { NULL },
	  { "pickup/unix receive_override_options=no_milters" },
	  .found = "no-milters" },
	{ "no-milters-where-nobody-reads-it-is-nothing", { NULL },
	  { "cleanup/unix receive_override_options=no_milters" },
	  .found = "" },
	{ "other-options-are-fine",
	  { "receive_override_options=no_address_mappings" }, .found = "" },
	{ "sendmail-1-by-a-cleanup-without-milters", { NULL },
	  { "pickup/unix cleanup_service_name=other",
	    "other/unix non_smtpd_milters=" }, .found = "non-smtpd-milters" },
	{ "smtp-brings-its-list-to-whatever-cleanup", { NULL },
	  { "smtp/inet cleanup_service_name=other",
	    "other/unix non_smtpd_milters=" }, .found = "" },
	{ "mail-goes-when-sekimori-is-away",
	  { "milter_default_action=accept" }, .found = "action-accept" },
	{ "the-same-in-capitals",
	  { "milter_default_action=ACCEPT" }, .found = "action-accept" },
	{ "mail-is-refused-when-sekimori-is-away",
	  { "milter_default_action=reject" }, .found = "action-reject" },
	{ "mail-is-held-when-sekimori-is-away",
	  { "milter_default_action=quarantine" },
	  .found = "action-quarantine" },
	{ "the-connection-ends-when-sekimori-is-away",
	  { "milter_default_action=shutdown" }, .found = "" },
	{ "a-service-that-accepts", { NULL },
	  { "submission/inet milter_default_action=accept" },
	  .found = "action-accept" },
	{ "an-entry-that-accepts",
	  { "smtpd_milters={ " OURS ", default_action=accept }" },
	  .found = "action-accept" },
	{ "an-option-in-braces-of-its-own",
	  { "smtpd_milters={" OURS " { default_action = accept }}" },
	  .found = "action-accept" },
	{ "an-entry-that-defers-where-others-accept",
	  { "milter_default_action=accept",
	    "smtpd_milters={ " OURS ", default_action=tempfail }",
	    "non_smtpd_milters={ " OURS ", default_action=tempfail }" },
	  .found = "" },
	{ "another-milter-may-accept",
	  { "smtpd_milters=" OURS ", { inet:127.0.0.1:1, "
	    "default_action=accept }" }, .found = "" },
	{ "all-clients-without-milters",
	  { "smtpd_milter_maps=static:DISABLE" }, .found = "milter-maps" },
	{ "disable-in-small-letters",
	  { "smtpd_milter_maps=static:disable" }, .found = "milter-maps" },
	{ "one-client-without-milters",
	  { "smtpd_milter_maps=inline:{ { 192.0.2.1 = DISABLE } }" },
	  .found = "milter-maps" },
	{ "one-client-with-sekimori-still",
	  { "smtpd_milter_maps=inline:{ 192.0.2.1=" OURS " }" },
	  .found = "" },
	{ "one-client-with-a-sekimori-that-accepts",
	  { "smtpd_milter_maps=inline:{ { 192.0.2.1 = {" OURS
	    ", default_action=accept} } }" }, .found = "action-accept" },
	{ "a-file-with-networks",
	  { "smtpd_milter_maps=cidr:/m" }, { NULL },
	  { "cidr:/m", "# DISABLE\n\n10.0.0.0/8\n   DISABLE\n" },
	  .found = "milter-maps" },
	{ "a-comment-lets-nobody-past",
	  { "smtpd_milter_maps=cidr:/m" }, { NULL },
	  { "cidr:/m", "# DISABLE\n10.0.0.0/8 " OURS "\n  # DISABLE\n" },
	  .found = "" },
	{ "a-file-with-patterns",
	  { "smtpd_milter_maps=proxy:pcre:/m" }, { NULL },
	  { "pcre:/m", "if /^10/\n/^10\\.0 \\/ 0/i DISABLE\nendif\n" },
	  .found = "milter-maps" },
	{ "grouping-words-are-no-lists-of-milters",
	  { "smtpd_milter_maps=pcre:/m" }, { NULL },
	  { "pcre:/m", "if /^10/\n!/^10 [.]/ " OURS "\nendif\n" },
	  .found = "" },
	{ "networks-in-the-name-of-a-table",
	  { "smtpd_milter_maps=cidr:{ { 10.0.0.0/8 DISABLE } }" },
	  .found = "milter-maps" },
	{ "patterns-in-the-name-of-a-table",
	  { "smtpd_milter_maps=pcre:{{/^10 0/ " OURS "},{/^11/ DISABLE}}" },
	  .found = "milter-maps" },
	{ "sekimori-in-the-name-of-a-table",
	  { "smtpd_milter_maps=pcre:{{/^10 0/ " OURS "}}" },
	  .found = "" },
	{ "an-indexed-file",
	  { "smtpd_milter_maps=hash:/m" }, { NULL },
	  { "hash:/m", "10.0.0.1\tinet:127.0.0.1:9999\n" },
	  .found = "milter-maps" },
	{ "a-table-that-nobody-can-list",
	  { "smtpd_milter_maps=ldap:/m" }, .found = "milter-maps-unseen" },
	{ "a-table-that-serves-nobody",
	  { "smtpd_milter_maps=fail:x" }, .found = "" },
	{ "a-filter-before-the-queue",
	  { NULL }, { "smtp/inet smtpd_proxy_filter=127.0.0.1:10025",
		      "127.0.0.1:10026/inet smtpd_milters=" },
	  .found = "proxy-filter filter-listener" },
	{ "a-filter-before-sekimori",
	  { NULL }, { "smtp/inet smtpd_proxy_filter=127.0.0.1:10025" },
	  .found = "" },
	{ "a-filter-that-may-hand-to-either-listener", { NULL },
	  { "smtp/inet smtpd_proxy_filter=127.0.0.1:10025",
	    "[::1]:10027/inet smtpd_milters=" },
	  .found = "proxy-filter filter-listener" },
	{ "a-timeout-below-the-reports-of-progress",
	  { "milter_content_timeout=15s" }, .found = "content-timeout" },
	{ "a-timeout-below-the-deadline",
	  { "milter_content_timeout=2m" }, .found = "deadline" },
	{ "a-timeout-of-one-entry",
	  { "smtpd_milters={ " OURS ", content_timeout=5 }" },
	  .found = "content-timeout" },
	{ "no-time-to-connect", { "milter_connect_timeout=1s" },
	  .found = "short-timeout" },
	{ "no-time-for-commands-of-one-service", { NULL },
	  { "smtp/inet milter_command_timeout=2" }, .found = "short-timeout" },
	{ "a-signer-before-sekimori",
	  { "smtpd_milters=inet:localhost:12301 " OURS },
	  .found = "signer-first" },
	{ "a-signer-by-its-path",
	  { "smtpd_milters=unix:/run/opendkim/opendkim.sock," OURS },
	  .found = "signer-first" },
	{ "a-signer-behind-sekimori",
	  { "smtpd_milters=" OURS " inet:localhost:12301" }, .found = "" },
	{ "a-stranger-before-sekimori",
	  { "smtpd_milters=inet:localhost:7357 " OURS },
	  .found = "milter-first" },
	{ "sekimori-twice",
	  { "smtpd_milters=" OURS " inet:localhost:8891" },
	  .found = "named-twice" },
	{ "an-old-protocol", { "milter_protocol=2" }, .found = "protocol" },
	{ "bounces-go-uninspected", { "internal_mail_filter_classes=notify" },
	  .found = "bounces" },
	{ "no-next-hop", { "milter_rcpt_macros=i {rcpt_addr}" },
	  .found = "rcpt-macros" },
	{ "no-login", { "milter_mail_macros=i" }, .found = "mail-macros" },
	{ "a-path-that-chroot-moves",
	  { "smtpd_milters=" SOCKET, "non_smtpd_milters=" SOCKET },
	  .found = "socket-path", .listen = SOCKET },
	{ "a-path-in-the-queue-for-a-chrooted-service-only",
	  { "smtpd_milters=" SOCKET, "non_smtpd_milters=" SOCKET },
	  .found = "socket-path",
	  .listen = "unix:/var/spool/postfix/run/sekimori/milter.sock" },
	{ "a-relative-path-is-one-file-for-all",
	  { "smtpd_milters=unix:s", "non_smtpd_milters=unix:s" },
	  .found = "", .listen = "unix:/var/spool/postfix/s" },
	{ "everything-is-found-at-once",
	  { "smtpd_milters=", "milter_default_action=accept",
	    "milter_protocol=3" },
	  .found = "smtpd-milters action-accept protocol" },
};

static const char *value_in(const char *const *texts, gsize count,
			    const char *name)
{
	gsize size = strlen(name);

	for (gsize i = 0; i < count && texts[i]; i++) {
		if (strncmp(texts[i], name, size) == 0 &&
		    texts[i][size] == '=')
			return texts[i] + size + 1;
	}
	return NULL;
}

/* main.cf, with what @c and then @service sets. (transfer full) */
static char *settings(const Case *c, const char *service)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(main_cf); i++) {
		const char *name = main_cf[i][0];
		g_autofree char *key = g_strdup_printf("%s %s", service, name);
		const char *own = value_in(c->own, G_N_ELEMENTS(c->own), key);
		const char *here = value_in(c->settings,
					    G_N_ELEMENTS(c->settings), name);

		g_string_append_printf(text, "%s = %s\n", name, own ? own :
				       here ? here : main_cf[i][1]);
	}
	return g_string_free(text, FALSE);
}

static Postfix *postfix_of(const Case *c, const char *folder)
{
	g_autofree char *values = settings(c, "-");
	g_autoptr(GString) own = g_string_new(
		"submission/inet/syslog_name = postfix/submission\n");
	g_autoptr(GPtrArray) services = NULL;
	Postfix *postfix;

	for (gsize i = 0; i < G_N_ELEMENTS(c->own) && c->own[i]; i++) {
		gsize size = strcspn(c->own[i], " ");

		g_string_append_printf(own, "%.*s/%s\n", (int)size,
				       c->own[i], c->own[i] + size + 1);
	}
	postfix = postfix_new(folder, values, values, master_cf, own->str);
	services = postfix_overriding(postfix);
	for (guint i = 0; i < services->len; i++) {
		Service *service = services->pdata[i];
		g_autofree char *seen = settings(c, service_key(service));

		service_set_values(service, seen);
	}
	if (c->table[0])
		postfix_set_table(postfix, c->table[0], c->table[1]);
	return postfix;
}

static Advice *advice_of(const Case *c, const char *folder)
{
	g_autoptr(Postfix) postfix = postfix_of(c, folder);
	g_autoptr(Endpoint) listen = endpoint_of_milter(
		c->listen ? c->listen : "inet:8891@127.0.0.1");
	const Gate gate = { .listen = listen, .deadline_ms = 120000 };

	return postfix_check(postfix, &gate);
}

/* The checks that found something, once each. (transfer full) */
static char *ids(const Advice *advice)
{
	GString *text = g_string_new(NULL);
	const char *last = "";

	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		if (strcmp(finding->check->id, last) != 0)
			g_string_append_printf(text, "%s%s", *last ? " " : "",
					       finding->check->id);
		last = finding->check->id;
	}
	return g_string_free(text, FALSE);
}

static void test_found(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Advice) advice = advice_of(c, "/etc/postfix");
	g_autofree char *found = ids(advice);

	g_assert_cmpstr(found, ==, c->found);
}

typedef struct Words {
	Case c;
	const char *where;
	const char *fix;
} Words;

static const Words words[] = {
	{ { .name = "the-line-of-main-cf",
	    .settings = { "milter_default_action=accept" } },
	  "main.cf: milter_default_action = accept",
	  "postconf -e 'milter_default_action = tempfail'" },
	{ { .name = "the-override-of-master-cf",
	    .own = { "submission/inet smtpd_milters=inet:localhost:1" } },
	  "master.cf, submission/inet: -o smtpd_milters=inet:localhost:1",
	  "postconf -P 'submission/inet/smtpd_milters=" OURS
	  ",inet:localhost:1'" },
	{ { .name = "an-override-has-no-blanks", .own = {
	    "smtp/inet smtpd_milters={ inet:a:1, { x = y z } } unix:b" } },
	  "master.cf, smtp/inet: -o smtpd_milters="
	  "{ inet:a:1, { x = y z } } unix:b",
	  "postconf -P 'smtp/inet/smtpd_milters=" OURS
	  ",{inet:a:1,{x=y,z}},unix:b'" },
	{ { .name = "macros-of-an-override-stay-apart",
	    .own = { "smtp/inet milter_mail_macros=i {x}" } },
	  "master.cf, smtp/inet: -o milter_mail_macros=i {x}",
	  "postconf -P 'smtp/inet/milter_mail_macros=i,{x},"
	  "{auth_authen}'" },
	{ { .name = "other-options-stay",
	    .settings = { "receive_override_options="
			  "no_address_mappings, no_milters" } },
	  "main.cf: receive_override_options = "
	  "no_address_mappings, no_milters",
	  "postconf -e 'receive_override_options = no_address_mappings'" },
	{ { .name = "options-of-another-milter-stay",
	    .settings = { "smtpd_milters={inet:a:1, protocol=4} inet:b:12301 "
			  OURS } },
	  "main.cf: smtpd_milters = {inet:a:1, protocol=4} inet:b:12301 "
	  OURS,
	  "postconf -e 'smtpd_milters = " OURS
	  ", {inet:a:1, protocol=4}, inet:b:12301'" },
	{ { .name = "the-line-of-a-file",
	    .settings = { "smtpd_milter_maps=texthash:/m" },
	    .table = { "texthash:/m", "10.0.0.1 DISABLE\n" } },
	  "texthash:/m: 10.0.0.1 DISABLE", "10.0.0.1 " OURS },
	{ { .name = "a-quote-does-not-leave-the-shell-word",
	    .settings = { "smtpd_milters=inet:'$(id)':1" } },
	  "main.cf: smtpd_milters = inet:'$(id)':1",
	  "postconf -e 'smtpd_milters = " OURS
	  ", inet:'\\''$(id)'\\'':1'" },
	{ { .name = "a-service-leaves-its-chroot",
	    .settings = { "smtpd_milters=" SOCKET, "non_smtpd_milters=" SOCKET },
	    .listen = SOCKET },
	  "main.cf: smtpd_milters = " SOCKET,
	  "postconf -F 'smtp/inet/chroot=n'" },
};

static void test_words(gconstpointer data)
{
	const Words *w = data;
	g_autoptr(Advice) advice = advice_of(&w->c, "/etc/postfix");
	const Finding *finding;

	g_assert_cmpuint(advice->findings->len, >=, 1);
	finding = advice->findings->pdata[0];
	g_assert_cmpstr(finding->where, ==, w->where);
	g_assert_cmpstr(finding->fix, ==, w->fix);
}

static void test_folder(void)
{
	const Case c = { .settings = { "milter_protocol=2" } };
	g_autoptr(Advice) advice = advice_of(&c, "/some where");
	const Finding *finding;

	g_assert_cmpuint(advice->findings->len, ==, 1);
	finding = advice->findings->pdata[0];
	g_assert_cmpstr(finding->fix, ==, "postconf -c '/some where' -e "
			"'milter_protocol = 6'");
}

/* $smtpd_milters is changed where it is written, and told once. */
static void test_followed(void)
{
	static const char same[] = "smtpd_milters = inet:a:1\n"
				   "non_smtpd_milters = inet:a:1\n";
	static const char raw[] = "smtpd_milters = inet:a:1\n"
				  "non_smtpd_milters = ${smtpd_milters}\n";
	g_autoptr(Postfix) postfix = postfix_new(
		"/etc/postfix", same, raw,
		"smtp inet n - n - - smtpd\ncleanup unix n - n - 0 cleanup\n",
		"cleanup/unix/non_smtpd_milters = $smtpd_milters\n");
	g_autoptr(Endpoint) listen = endpoint_of_milter("inet:1@127.0.0.1");
	const Gate gate = { .listen = listen };
	g_autoptr(Advice) advice = postfix_check(postfix, &gate);

	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		if (strcmp(finding->check->id, "smtpd-milters") == 0)
			g_assert_cmpstr(finding->where, ==,
					"main.cf: smtpd_milters = inet:a:1");
	}
	g_assert_cmpstr(((const Finding *)advice->findings->pdata[0])->where,
			==, "main.cf: smtpd_milters = inet:a:1");
}

/* What asks about sekimori in a list says nothing where it is in none. */
static void test_not_good(void)
{
	const Case c = { .settings = { "smtpd_milters=",
				       "non_smtpd_milters=" } };
	g_autoptr(Advice) advice = advice_of(&c, "/etc/postfix");

	for (guint i = 0; i < advice->good->len; i++) {
		const Check *check = advice->good->pdata[i];

		g_assert_cmpstr(check->id, !=, "action-accept");
		g_assert_cmpstr(check->id, !=, "content-timeout");
	}
}

static void test_tables(void)
{
	const Case c = { .settings = {
		"smtpd_milter_maps=proxy:hash:/a cidr:/b, hash:/a inline:{a=b} "
		"static:x ldap:/c" } };
	g_autoptr(Postfix) postfix = postfix_of(&c, "/etc/postfix");
	g_autoptr(GPtrArray) tables = postfix_tables(postfix);

	g_assert_cmpuint(tables->len, ==, 2);
	g_assert_cmpstr(((const Table *)tables->pdata[0])->name, ==,
			"hash:/a");
	g_assert_false(((const Table *)tables->pdata[0])->is_text);
	g_assert_cmpstr(((const Table *)tables->pdata[1])->name, ==,
			"cidr:/b");
	g_assert_true(((const Table *)tables->pdata[1])->is_text);
}

/* What was not looked at is not called good. */
static void test_long_table(void)
{
	const Case c = { .settings = { "smtpd_milter_maps=cidr:/m" } };
	g_autoptr(Postfix) postfix = postfix_of(&c, "/etc/postfix");
	g_autoptr(Endpoint) listen = endpoint_of_milter("inet:8891@127.0.0.1");
	const Gate gate = { .listen = listen, .deadline_ms = 120000 };
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Advice) advice = NULL;
	g_autofree char *found = NULL;

	for (guint i = 0; i < 20000; i++)
		g_string_append(text, "10.0.0.1 " OURS "\n");
	g_string_append(text, "10.0.0.2 DISABLE\n");
	postfix_set_table(postfix, "cidr:/m", text->str);
	advice = postfix_check(postfix, &gate);
	found = ids(advice);
	g_assert_cmpstr(found, ==, "milter-maps-unseen");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/mta/postfix/%s",
							cases[i].name);

		g_test_add_data_func(path, &cases[i], test_found);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *path = g_strdup_printf(
			"/mta/postfix/words/%s", words[i].c.name);

		g_test_add_data_func(path, &words[i], test_words);
	}
	g_test_add_func("/mta/postfix/words/another-folder-is-named",
			test_folder);
	g_test_add_func("/mta/postfix/a-name-is-followed-to-its-line",
			test_followed);
	g_test_add_func("/mta/postfix/no-sekimori-is-not-good-timeouts",
			test_not_good);
	g_test_add_func("/mta/postfix/a-table-too-long-is-not-called-good",
			test_long_table);
	g_test_add_func("/mta/postfix/tables-to-read-are-named-once",
			test_tables);
	return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_encrypt_certificates.c - which certificates are used for whom, and
 * why others are not. All of them were made by openssl(1).
 */
#include "encrypt/certificates.h"

#include <string.h>

#include "smime-build.h"

typedef struct Case {
	const char *name;
	const char *address;
	gint64 days;		/* from now on */
	gboolean crls;
	const char *why;	/* in it; NULL: usable */
} Case;

static const Case cases[] = {
	{ "rsa", "rsa@x.example", 0, FALSE, NULL },
	{ "another-case", "RSA@X.Example", 0, FALSE, NULL },
	{ "curve", "ec@x.example", 0, FALSE, NULL },
	{ "without-any-stated-use", "plain@x.example", 0, FALSE, NULL },
	{ "first-of-several", "one@x.example", 0, FALSE, NULL },
	{ "second-of-several", "two@x.example", 0, FALSE, NULL },
	{ "mailbox-in-utf-8", "佐藤@例え.example", 0, FALSE, NULL },
	{ "its-domain-in-ascii", "佐藤@xn--r8jz45g.example", 0, FALSE, NULL },
	{ "address-in-the-subject", "subject@x.example", 0, FALSE, NULL },
	{ "through-an-issuer-beside-it", "below@x.example", 0, FALSE, NULL },
	{ "nobody", "nobody@x.example", 0, FALSE, "it has no certificate" },
	{ "no-address", "rsa", 0, FALSE, "it has no certificate" },
	{ "nothing", "", 0, FALSE, "it has no certificate" },
	{ "expired", "rsa@x.example", 30, FALSE, "expired on 2" },
	{ "not-yet-valid", "rsa@x.example", -30, FALSE,
	  "is not valid before 2" },
	{ "for-signing-only", "sign@x.example", 0, FALSE, "(key usage)" },
	{ "curve-for-signing-only", "ec-sign@x.example", 0, FALSE,
	  "(key usage)" },
	{ "for-servers-only", "server@x.example", 0, FALSE,
	  "(extended key usage)" },
	{ "weak-rsa", "weak@x.example", 0, FALSE,
	  "weak RSA key of 1024 bits (2048 are needed)" },
	{ "weak-curve", "small@x.example", 0, FALSE,
	  "weak EC key of 224 bits" },
	{ "a-key-that-only-signs", "edwards@x.example", 0, FALSE,
	  "a kind of key" },
	{ "of-a-stranger", "stranger@x.example", 0, FALSE,
	  "of an unknown issuer" },
	{ "revoked-and-nobody-asks", "revoked@x.example", 0, FALSE, NULL },
	{ "revoked", "revoked@x.example", 0, TRUE, "is revoked" },
	{ "not-revoked", "rsa@x.example", 0, TRUE, NULL },
	{ "curve-not-revoked", "ec@x.example", 0, TRUE, NULL },
	{ "not-revoked-nor-its-issuer", "below@x.example", 0, TRUE, NULL },
	{ "expired-list", "rsa@x.example", 10, TRUE,
	  "a revocation list has expired" },
};

static Tools *tools;

static char *in(const char *name)
{
	return g_build_filename(tools->folder, name, NULL);
}

static Certificates *load(const char *people, const char *roots,
			  const char *crls, GError **error)
{
	g_autofree char *folder = in(people);
	g_autofree char *root = in(roots);
	g_autofree char *lists = crls ? in(crls) : NULL;

	return certificates_load(folder, root, lists, error);
}

static gint64 now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Certificates) all = load("people", "roots.pem",
					   c->crls ? "crls" : NULL, &error);
	g_autofree char *why = NULL;
	X509 *found;

	g_assert_no_error(error);
	found = certificates_find(all, c->address, now() + c->days * DAY,
				  &why);
	if (!c->why) {
		g_assert_cmpstr(why, ==, NULL);
		g_assert_nonnull(found);
		return;
	}
	g_assert_null(found);
	g_assert_nonnull(strstr(why, c->why));
}

static void test_missing_list(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Certificates) all = NULL;
	g_autofree char *why = NULL;

	tools_must(tools, "mkdir -p few && cp crls/middle.der few");
	all = load("people", "roots.pem", "few", &error);
	g_assert_no_error(error);
	g_assert_null(certificates_find(all, "rsa@x.example", now(), &why));
	g_assert_nonnull(strstr(why, "a revocation list is missing"));
}

static char *serial(X509 *certificate)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get_serialNumber(certificate),
					    NULL);
	char *hex = BN_bn2hex(number);
	char *copy = g_strdup(hex);

	OPENSSL_free(hex);
	BN_free(number);
	return copy;
}

/* Of a usable old one and a newer one that has a wrong use, the old one. */
static void test_newest_usable(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Certificates) all = NULL;
	g_autofree char *why = NULL;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	g_autofree char *third = NULL;

	tools_must(tools, "mkdir twice && cp rsa.crt twice/old.pem");
	all = load("twice", "roots.pem", NULL, &error);
	first = serial(certificates_find(all, "rsa@x.example", now(), &why));
	tools_must(tools, "sleep 1.1\n" SMIME_SCRIPT
		   "cp rsa.crt rsa.kept; cp rsa.key rsa.kept-key\n"
		   "new rsa rsa:2048 trusted 20 && mv rsa.crt twice/a.pem\n"
		   "mv rsa.kept rsa.crt; mv rsa.kept-key rsa.key");
	g_clear_pointer(&all, certificates_free);
	all = load("twice", "roots.pem", NULL, &error);
	second = serial(certificates_find(all, "rsa@x.example", now(), &why));
	g_assert_cmpstr(first, !=, second);
	tools_must(tools, "sleep 1.1\n" SMIME_SCRIPT
		   "sed -i 's/sign@x/rsa@x/' c.cnf; mkdir new; cd new\n"
		   "cp ../c.cnf ../trusted.* .\n"
		   "new sign rsa:2048 trusted 20 && mv sign.crt ../twice/b");
	g_clear_pointer(&all, certificates_free);
	all = load("twice", "roots.pem", NULL, &error);
	g_assert_no_error(error);
	third = serial(certificates_find(all, "rsa@x.example", now() + 5,
					 &why));
	g_assert_cmpstr(second, ==, third);
}

static const struct {
	const char *name, *make, *people, *roots, *crls, *file;
} broken[] = {
	{ "text", "mkdir b1; echo hello >b1/t.txt", "b1", "roots.pem", NULL,
	  "b1/t.txt" },
	{ "empty-file", "mkdir b2; : >b2/e.pem", "b2", "roots.pem", NULL,
	  "b2/e.pem" },
	{ "cut-pem", "mkdir b3; head -c 700 rsa.crt >b3/c.pem", "b3",
	  "roots.pem", NULL, "b3/c.pem" },
	{ "broken-second-one", "mkdir b4; (cat rsa.crt; head -c 700 ec.crt; "
	  "echo; echo '-----END CERTIFICATE-----') >b4/s.pem", "b4",
	  "roots.pem", NULL, "b4/s.pem" },
	{ "bytes-after-der", "mkdir b5; (cat people/several.der; echo x) "
	  ">b5/d.der", "b5", "roots.pem", NULL, "b5/d.der" },
	{ "key", "mkdir b6; cp rsa.key b6/k.pem", "b6", "roots.pem", NULL,
	  "b6/k.pem" },
	{ "folder-within", "mkdir -p b7/sub", "b7", "roots.pem", NULL,
	  "b7/sub" },
	{ "no-folder", ":", "b8", "roots.pem", NULL, "b8" },
	{ "no-roots", ":", "people", "no.pem", NULL, "no.pem" },
	{ "list-that-is-none", "cp rsa.crt no.crl", "people", "roots.pem",
	  "no.crl", "no.crl" },
};

static void test_broken(gconstpointer data)
{
	guint index = GPOINTER_TO_UINT(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(Certificates) all = NULL;

	tools_must(tools, broken[index].make);
	all = load(broken[index].people, broken[index].roots,
		   broken[index].crls, &error);
	g_assert_null(all);
	g_assert_nonnull(error);
	g_assert_nonnull(strstr(error->message, broken[index].file));
}

static void count(const Listed *listed, gpointer data)
{
	guint *counts = data;

	counts[listed->issuer ? 2 : listed->why ? 1 : 0]++;
	g_assert_nonnull(listed->file);
	g_assert_cmpint(listed->not_after, >, listed->not_before);
}

static void test_list(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Certificates) all = load("people", "roots.pem", "crls",
					   &error);
	guint counts[3] = { 0 };

	g_assert_no_error(error);
	certificates_each(all, now(), count, counts);
	g_assert_cmpuint(counts[0], ==, 6);	/* usable */
	g_assert_cmpuint(counts[1], ==, 8);	/* not */
	g_assert_cmpuint(counts[2], ==, 1);	/* issuer */
}

int main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	tools = tools_new();
	smime_new(tools);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/encrypt/certificates/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
		g_autofree char *path = g_strdup_printf(
			"/encrypt/certificates/an-error-names-the-file/%s",
			broken[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_broken);
	}
	g_test_add_func("/encrypt/certificates/a-missing-list-is-no-consent",
			test_missing_list);
	g_test_add_func("/encrypt/certificates/each-is-listed", test_list);
	g_test_add_func("/encrypt/certificates/the-newest-usable-one-wins",
			test_newest_usable);
	failed = g_test_run();
	tools_free(tools);
	return failed;
}

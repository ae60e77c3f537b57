/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * certificates.c - whose certificates we have, and which can be used now.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   whoever may write the files that the configuration names.
 * Effects:  reads those files.
 */
#include "encrypt/certificates.h"

#include <string.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "encrypt/pem-files.h"
#include "encrypt/usable.h"

typedef struct Entry {
	X509 *certificate;
	char *file;
	char *subject;
	char **addresses;	/* as written */
	gboolean issuer;
} Entry;

struct Certificates {
	GPtrArray *entries;	/* Entry, as read */
	GHashTable *by_key;	/* key of an address -> GPtrArray of Entry,
				 * borrowed, newest first */
	Trust trust;
};

static void entry_free(gpointer data)
{
	Entry *entry = data;

	X509_free(entry->certificate);
	g_free(entry->file);
	g_free(entry->subject);
	g_strfreev(entry->addresses);
	g_free(entry);
}

void certificates_free(Certificates *certificates)
{
	if (!certificates)
		return;
	g_hash_table_unref(certificates->by_key);
	g_ptr_array_unref(certificates->entries);
	sk_X509_free(certificates->trust.issuers);
	X509_STORE_free(certificates->trust.roots);
	g_free(certificates);
}

/* ---- addresses ------------------------------------------------------------ */

/* A domain may stand in letters of its own or in xn-- form. */
static char *domain_key(const char *domain)
{
	g_autofree char *ascii = g_hostname_to_ascii(domain);

	return g_ascii_strdown(ascii ? ascii : domain, -1);
}

char *certificates_key(const char *address)
{
	g_autofree char *valid = g_utf8_make_valid(address, -1);
	g_autofree char *normal = g_utf8_normalize(valid, -1,
						   G_NORMALIZE_NFC);
	const char *at = strrchr(normal, '@');
	g_autofree char *local = NULL;
	g_autofree char *domain = NULL;

	if (!at)
		return g_utf8_casefold(normal, -1);
	local = g_utf8_casefold(normal, at - normal);
	domain = domain_key(at + 1);
	return g_strdup_printf("%s@%s", local, domain);
}

static gboolean is_address(const char *text)
{
	const char *at = strrchr(text, '@');

	return at && at > text && at[1] && g_utf8_validate(text, -1, NULL);
}

/* SmtpUTF8Mailbox (RFC 9598), which X509_get1_email() does not know. */
static void add_utf8_mailboxes(X509 *certificate, GStrvBuilder *builder)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate,
						NID_subject_alt_name, NULL,
						NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		const ASN1_TYPE *value;
		g_autofree char *text = NULL;

		if (name->type != GEN_OTHERNAME ||
		    OBJ_obj2nid(name->d.otherName->type_id) !=
		    NID_id_on_SmtpUTF8Mailbox)
			continue;
		value = name->d.otherName->value;
		if (!value || value->type != V_ASN1_UTF8STRING)
			continue;
		text = g_strndup((const char *)ASN1_STRING_get0_data(
					value->value.utf8string),
				 ASN1_STRING_length(value->value.utf8string));
		/* With a NUL inside it would be somebody else's. */
		if (strlen(text) == (gsize)ASN1_STRING_length(
					value->value.utf8string) &&
		    is_address(text))
			g_strv_builder_add(builder, text);
	}
	GENERAL_NAMES_free(names);
}

/*
 * rfc822Name and SmtpUTF8Mailbox of the alternative names, and emailAddress
 * of the subject. OpenSSL leaves out names with a NUL inside.
 */
static char **addresses_of(X509 *certificate)
{
	STACK_OF(OPENSSL_STRING) *found = X509_get1_email(certificate);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (int i = 0; i < sk_OPENSSL_STRING_num(found); i++) {
		const char *text = sk_OPENSSL_STRING_value(found, i);

		if (is_address(text))
			g_strv_builder_add(builder, text);
	}
	X509_email_free(found);
	add_utf8_mailboxes(certificate, builder);
	return g_strv_builder_end(builder);
}

/* ---- loading -------------------------------------------------------------- */

static char *subject_of(X509 *certificate)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	long size;
	char *subject;

	X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0,
			   XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
	size = BIO_get_mem_data(bio, &text);
	subject = g_utf8_make_valid(text ? text : "", size);
	BIO_free(bio);
	return subject;
}

static void add_entry(gpointer object, const char *file, gpointer data)
{
	X509 *certificate = object;
	Certificates *certificates = data;
	Entry *entry = g_new0(Entry, 1);

	entry->certificate = certificate;
	entry->file = g_strdup(file);
	entry->subject = subject_of(certificate);
	entry->addresses = addresses_of(certificate);
	entry->issuer = X509_check_ca(certificate) > 0;
	g_ptr_array_add(certificates->entries, entry);
	if (entry->issuer)
		sk_X509_push(certificates->trust.issuers, certificate);
}

static void add_root(gpointer object, const char *file, gpointer data)
{
	X509 *certificate = object;
	Certificates *certificates = data;

	(void)file;
	X509_STORE_add_cert(certificates->trust.roots, certificate);
	X509_free(certificate);
}

static void add_crl(gpointer object, const char *file, gpointer data)
{
	X509_CRL *crl = object;
	Certificates *certificates = data;

	(void)file;
	X509_STORE_add_crl(certificates->trust.roots, crl);
	X509_CRL_free(crl);
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
	const Entry *left = *(const Entry *const *)a;
	const Entry *right = *(const Entry *const *)b;
	gint64 one = usable_time(X509_get0_notBefore(left->certificate));
	gint64 other = usable_time(X509_get0_notBefore(right->certificate));

	return one > other ? -1 : one < other;
}

static void index_entry(Certificates *certificates, Entry *entry)
{
	for (guint i = 0; !entry->issuer && entry->addresses[i]; i++) {
		char *key = certificates_key(entry->addresses[i]);
		GPtrArray *list = g_hash_table_lookup(certificates->by_key,
						      key);

		if (!list) {
			list = g_ptr_array_new();
			g_hash_table_insert(certificates->by_key,
					    g_strdup(key), list);
		}
		g_ptr_array_add(list, entry);
		g_free(key);
	}
}

static void index_all(Certificates *certificates)
{
	GHashTableIter iter;
	gpointer list;

	for (guint i = 0; i < certificates->entries->len; i++)
		index_entry(certificates, certificates->entries->pdata[i]);
	g_hash_table_iter_init(&iter, certificates->by_key);
	while (g_hash_table_iter_next(&iter, NULL, &list))
		g_ptr_array_sort(list, newest_first);
}

Certificates *certificates_load(const char *folder, const char *roots,
				const char *crls, GError **error)
{
	g_autoptr(Certificates) certificates = g_new0(Certificates, 1);

	certificates->entries = g_ptr_array_new_with_free_func(entry_free);
	certificates->by_key = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)g_ptr_array_unref);
	certificates->trust.roots = X509_STORE_new();
	certificates->trust.issuers = sk_X509_new_null();
	certificates->trust.revocation = crls != NULL;
	if (!certificates->trust.roots || !certificates->trust.issuers) {
		fail(error, FAIL_GENERAL, "no memory for certificates");
		return NULL;
	}
	if (!pem_read(PEM_CERTIFICATES, folder, add_entry, certificates,
		      error) ||
	    !pem_read(PEM_CERTIFICATES, roots, add_root, certificates,
		      error) ||
	    (crls && !pem_read(PEM_CRLS, crls, add_crl, certificates,
			       error)))
		return NULL;
	index_all(certificates);
	return g_steal_pointer(&certificates);
}

/* ---- asking --------------------------------------------------------------- */

X509 *certificates_find(const Certificates *certificates, const char *address,
			gint64 now, char **ret_why)
{
	g_autofree char *key = certificates_key(address);
	const GPtrArray *list = g_hash_table_lookup(certificates->by_key, key);
	g_autofree char *first = NULL;

	for (guint i = 0; list && i < list->len; i++) {
		const Entry *entry = list->pdata[i];
		g_autofree char *why = usable_defect(entry->certificate,
						     &certificates->trust,
						     now);

		if (!why)
			return entry->certificate;
		if (!first)
			first = g_steal_pointer(&why);
	}
	*ret_why = first ? g_strdup_printf("its certificate %s", first) :
			   g_strdup("it has no certificate");
	return NULL;
}

void certificates_each(const Certificates *certificates, gint64 now,
		       ListFunc found, gpointer data)
{
	for (guint i = 0; i < certificates->entries->len; i++) {
		const Entry *entry = certificates->entries->pdata[i];
		g_autofree char *why = NULL;
		Listed listed = {
			.file = entry->file,
			.addresses = entry->addresses,
			.subject = entry->subject,
			.not_before = usable_time(X509_get0_notBefore(
							entry->certificate)),
			.not_after = usable_time(X509_get0_notAfter(
							entry->certificate)),
			.issuer = entry->issuer,
		};

		if (!entry->issuer)
			why = usable_defect(entry->certificate,
					    &certificates->trust, now);
		if (!entry->issuer && !why && !entry->addresses[0])
			why = g_strdup("names no address");
		listed.why = why;
		found(&listed, data);
	}
}

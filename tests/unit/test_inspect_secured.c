/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_secured.c - whole mails that are encrypted or signed: what
 * their parts are, what protects them, and that signed content is looked into.
 */
#include "mail-inspect.h"
#include "tools.h"

/* Makes "out", a mail whose header is in "head". */
typedef struct Case {
	const char *name;
	const char *command;
	const char *parts;	/* with their protection */
	const char *marks;
} Case;

#define FIELD(type) "{ cat head; printf 'Content-Type: " type "\\r\\n' ; "
#define BASE64 "printf 'Content-Transfer-Encoding: base64\\r\\n\\r\\n'; "
#define TEXT "{ cat head; printf 'Content-Type: text/plain; " \
	     "charset=utf-8\\r\\n\\r\\n'; "
#define MIXED "{ cat head; printf 'Content-Type: multipart/mixed; " \
	      "boundary=b\\r\\n\\r\\n--b\\r\\n\\r\\nHello.\\r\\n'; "
#define FILE_OF(name, in) "printf -- '--b\\r\\nContent-Type: " \
	"application/octet-stream; name=" name "\\r\\n" \
	"Content-Transfer-Encoding: base64\\r\\n\\r\\n'; base64 " in "; "
#define MAIL_OF(in) "printf -- '--b\\r\\nContent-Type: message/rfc822" \
	"\\r\\n\\r\\n'; cat " in "; printf '\\r\\n'; "
#define ENDS "printf -- '--b--\\r\\n'; } > out"
#define PGP_MIME(in) FIELD("multipart/encrypted; boundary=b") \
	"printf '\\r\\n--b\\r\\nContent-Type: application/pgp-encrypted\\r\\n" \
	"\\r\\nVersion: 1\\r\\n--b\\r\\nContent-Type: application/" \
	"octet-stream\\r\\n\\r\\n'; cat " in "; " ENDS

static const Case cases[] = {
	{ "enveloped", FIELD("application/pkcs7-mime") BASE64
	  "base64 enveloped; } > out", "1=attachment/secret", "" },
	{ "enveloped-that-says-it-is-signed",
	  FIELD("application/pkcs7-mime; smime-type=signed-data") BASE64
	  "base64 enveloped; } > out", "1=attachment/secret", "" },
	{ "signed-that-says-it-is-enveloped",
	  FIELD("application/pkcs7-mime; smime-type=enveloped-data") BASE64
	  "base64 signed; } > out",
	  "1=structure/none 1/inside.1=body/none", "body:1/inside.1:3" },
	{ "signed-around-enveloped", FIELD("application/pkcs7-mime") BASE64
	  "base64 outside; } > out",
	  "1=structure/secret 1/inside=attachment/secret", "" },
	{ "enveloped-under-any-name", MIXED FILE_OF("a.bin", "enveloped")
	  ENDS, "1=body/none 2=attachment/secret", "" },
	{ "signed-file-is-looked-into", MIXED FILE_OF("a.docx", "signed") ENDS,
	  "1=body/none 2=structure/none 2/inside.1=body/none",
	  "body:2/inside.1:3" },
	{ "words-before-pem", MIXED FILE_OF("a.txt", "led.pem") ENDS,
	  "1=body/none 2=attachment/none 2/pem=member/none "
	  "2/pem/inside.1=body/none", "body:2/pem/inside.1:3" },
	{ "enveloped-in-an-archive", MIXED FILE_OF("a.zip", "one.zip") ENDS,
	  "1=body/none 2=attachment/secret 2/enveloped=member/secret", "" },
	{ "enveloped-and-signed-in-an-archive",
	  MIXED FILE_OF("a.zip", "two.zip") ENDS,
	  "1=body/none 2=attachment/none 2/enveloped=member/secret "
	  "2/signed=member/none 2/signed/inside.1=body/none",
	  "body:2/signed/inside.1:3" },
	{ "enveloped-mail-in-a-mail", FIELD("application/pkcs7-mime") BASE64
	  "base64 enveloped; } > x && " MIXED MAIL_OF("x") ENDS,
	  "1=body/none 2=structure/none 2.1=attachment/secret", "" },
	{ "enveloped-mail-as-a-file", FIELD("application/pkcs7-mime") BASE64
	  "base64 enveloped; } > x && " MIXED FILE_OF("a.eml", "x") ENDS,
	  "1=body/none 2=structure/secret 2.1=attachment/secret", "" },
	{ "pgp-mime", PGP_MIME("sealed.asc"),
	  "1=structure/none 2=attachment/secret", "" },
	{ "pgp-mime-that-is-only-signed", PGP_MIME("signed.asc"),
	  "1=structure/none 2=structure/none 2/inside=attachment/none",
	  "doc-text:2/inside:3" },
	{ "body-of-nothing-but-armour", TEXT "cat sealed.asc; } > out",
	  "1=body/secret", "" },
	{ "armour-among-words", TEXT "echo Hello.; cat sealed.asc; "
	  "echo Taro; } > out", "1=body/none 1/pgp=attachment/secret", "" },
	{ "armour-before-words", TEXT "cat sealed.asc; echo Taro; } > out",
	  "1=body/none 1/pgp=attachment/secret", "" },
	{ "marking-beside-armour", TEXT "cat text; cat sealed.asc; } > out",
	  "1=body/none 1/pgp=attachment/secret", "body:1:3" },
	{ "signed-armour-in-the-body", TEXT "cat signed.asc; } > out",
	  "1=structure/none 1/inside=body/none", "body:1/inside:3" },
	{ "signed-armour-among-words", TEXT "echo Hello.; cat signed.asc; } "
	  "> out", "1=body/none 1/pgp=structure/none "
	  "1/pgp/inside=attachment/none", "doc-text:1/pgp/inside:3" },
	{ "clear-signed-body", TEXT "cat clear.asc; } > out",
	  "1=body/none 1/pgp=structure/none", "body:1:3" },
	{ "name-within-a-signed-file", MIXED FILE_OF("a.gpg", "named.gpg")
	  ENDS, "1=body/none 2=structure/none 2/inside=attachment/none",
	  "filename:2/inside:2" },
};

static Tools *tools;

static char *parts_protected(const Findings *findings)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];

		g_string_append_printf(all, "%s%s=%s/%s", i > 0 ? " " : "",
				       part->id, part_role_name(part->role),
				       protection_name(part->protection));
	}
	return g_string_free(all, FALSE);
}

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Findings) findings = NULL;
	g_autofree char *parts = NULL, *marks = NULL, *problems = NULL;

	tools_must(tools, with->command);
	tools_must(tools, "sed -i 's/\\r*$/\\r/' out");
	bytes = tools_read(tools, "out");
	findings = inspected_with(NULL, bytes->data, bytes->len, PATIENCE_US);
	parts = parts_protected(findings);
	marks = marks_of(findings);
	problems = problems_of(findings);
	g_assert_cmpstr(parts, ==, with->parts);
	g_assert_cmpstr(marks, ==, with->marks);
	g_assert_cmpstr(problems, ==, "");
}

/* The words of a cover note are counted, and those in armour are not. */
static void armour_is_no_cover_note(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Findings) findings = NULL;

	tools_must(tools, TEXT "echo Hello.; cat sealed.asc; echo Taro; } "
		   "> out");
	bytes = tools_read(tools, "out");
	findings = inspected_with(NULL, bytes->data, bytes->len, PATIENCE_US);
	g_assert_cmpuint(findings_part(findings, "1")->text_chars, ==, 10);
}

/* Of two files in one message the first is secret, and the second shows. */
static void not_all_is_secret(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Findings) findings = NULL;

	tools_must(tools, "gpg --homedir home --batch --yes -o x --store "
		   "enveloped && gpg --homedir home --batch --yes -o y "
		   "--store text && cat x y > z && "
		   MIXED FILE_OF("a.gpg", "z") ENDS
		   " && sed -i 's/\\r*$/\\r/' out");
	bytes = tools_read(tools, "out");
	findings = inspected_with(NULL, bytes->data, bytes->len, PATIENCE_US);
	g_assert_cmpint(findings_part(findings, "2")->protection, ==,
			PROTECTION_NONE);
	g_assert_cmpint(findings_part(findings, "2/inside")->protection, ==,
			PROTECTION_SECRET);
	g_assert_cmpuint(findings->problems->len, >, 0);
}

#define GPG "gpg --homedir home --batch --yes --quiet --trust-model always " \
	    "--pinentry-mode loopback --passphrase '' "
#define SIGN "openssl cms -sign -binary -signer cert.pem -inkey key.pem "

static void prepare(void)
{
	static const char *const commands[] = {
		"openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem "
		"-out cert.pem -days 3650 -subj /CN=test",
		"mkdir -m 700 home",
		GPG "--quick-gen-key test@example.com default default never",
		"printf 'From: a@example.com\\r\\nMIME-Version: 1.0\\r\\n' "
		"> head; echo Hello. > hello",
		"printf '\\343\\200\\220\\346\\251\\237\\345\\257\\206\\346"
		"\\200\\247\\357\\274\\223\\343\\200\\221\\n' > text",
		"{ printf 'Content-Type: text/plain; charset=utf-8\\r\\n\\r\\n"
		"'; cat text; } > entity",
		"openssl cms -encrypt -binary -in entity -aes256 -outform DER "
		"-out enveloped cert.pem",
		SIGN "-nodetach -in entity -outform DER -out signed",
		SIGN "-nodetach -in enveloped -outform DER -out outside",
		SIGN "-nodetach -in entity -outform PEM -out x",
		"{ echo 'Bag Attributes'; cat x; } > led.pem",
		"zip -q one.zip enveloped && zip -q two.zip enveloped signed",
		GPG "-a -r test@example.com -o sealed.asc -e text",
		GPG "-a -o signed.asc -s text",
		GPG "-a -o clear.asc --clearsign text",
		GPG "--set-filename $(printf '\\343\\200\\220\\346\\251\\237"
		"\\345\\257\\206\\346\\200\\247\\357\\274\\222\\343\\200\\221'"
		").txt -o named.gpg -s hello",
	};

	tools = tools_new();
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		tools_must(tools, commands[i]);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/inspect/secured/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	g_test_add_func("/inspect/secured/armour-is-no-cover-note",
			armour_is_no_cover_note);
	g_test_add_func("/inspect/secured/what-was-not-read-may-show",
			not_all_is_secret);
	result = g_test_run();
	(void)tools_run(tools, "gpgconf --homedir home --kill all");
	tools_free(tools);
	return result;
}

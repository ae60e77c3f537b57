/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_labels.c - labels of standards in whole mails, in documents
 * and in signatures: marks, restrictions, problems, and what is declared.
 */
#include "mail-inspect.h"
#include "openssl-labels.h"

#include "inspect/labelling.h"

#define GUID "2096f6a2-d2f7-48be-b329-b73aaa526e5d"
#define UUID "2.25.24197857161011619468533960706379782844"
#define SECURITY_LABEL "1.2.840.113549.1.9.16.2.2"
#define EQUIVALENT_LABELS "1.2.840.113549.1.9.16.2.9"

/* standard, name, values, level */
static const char *const maps[][4] = {
	{ "pspf", NULL, "OFFICIAL", "" },
	{ "pspf", NULL, "OFFICIAL:Sensitive;PROTECTED", "機密性2" },
	{ "pspf", NULL, "SECRET;TOP-SECRET", "機密性3" },
	{ "sio", NULL, "機密性2(中)", "機密性2" },
	{ "ess", NULL, UUID ":12", "機密性2" },
	{ "ess", NULL, "1.1:3;1.2.3", "機密性3" },
	{ "ess", NULL, "1.2.3:1", "機密性1" },
	{ "stanag", NULL, "NATO:SECRET;CONFIDENTIAL", "機密性3" },
	{ "msip", NULL, GUID, "機密性3" },
	{ "msip", NULL, "Internal", "機密性2" },
	{ "titus", "Classification", "High", "機密性3" },
	{ "boldonjames", NULL, "id_secret;SECRET", "機密性3" },
	{ "property", "Confidentiality*", "High", "機密性3" },
	{ "header", "x-titus-*", "社外秘", "機密性2" },
	{ "sensitivity", NULL, "Company-Confidential", "機密性2" },
	{ "tlp", NULL, "RED;AMBER+STRICT", "機密性3" },
	{ "tlp", NULL, "TLP:AMBER", "機密性2" },
	{ "tlp", NULL, "CLEAR;WHITE", "" },
};

static void add_map(Brief *brief, const char *const *row)
{
	LabelMap *map = label_map_new();

	map->title = g_strdup(row[0]);
	g_assert_true(label_standard_from_name(row[0], &map->standard));
	map->field = g_strdup(row[1]);
	g_strfreev(map->values);
	map->values = g_strsplit(row[2], ";", -1);
	map->level = *row[3] ? g_strdup(row[3]) : NULL;
	g_ptr_array_add(brief->label_maps, map);
}

static Brief *labelled_brief(void)
{
	Brief *brief = demo_brief();

	for (gsize i = 0; i < G_N_ELEMENTS(maps); i++)
		add_map(brief, maps[i]);
	return brief;
}

/* "header::3=X-Protective-Marking {C=D} !malformed declared=3" */
static char *said_of(const Findings *findings)
{
	GString *out = g_string_new(NULL);
	g_autofree char *problems = problems_of(findings);

	for (guint i = 0; i < findings->marks->len; i++) {
		const Mark *mark = findings->marks->pdata[i];

		g_string_append_printf(out, "%s:%s:%u=%s ",
				       place_name(mark->place), mark->part,
				       mark->rank, mark->name ? mark->name :
				       "");
	}
	for (guint i = 0; i < findings->restrictions->len; i++)
		g_string_append_printf(out, "{%s} ", (const char *)
				       findings->restrictions->pdata[i]);
	if (*problems)
		g_string_append_printf(out, "!%s ", problems);
	g_string_append_printf(out, "declared=%u", findings->declared_rank);
	return g_string_free(out, FALSE);
}

typedef struct Case {
	const char *name;
	const char *mail;
	const char *said;
} Case;

#define END "\r\n\r\nx\r\n"
#define PSPF "X-Protective-Marking: VER=2018.4, NS=gov.au,\r\n SEC="
static const Case cases[] = {
	{ "a-protective-marking-declares", PSPF "PROTECTED,\r\n CAVEAT="
	  "SH:CABINET,\r\n EXPIRES=2027-03-31,\r\n DOWNTO=OFFICIAL" END,
	  "header::2=X-Protective-Marking {CAVEAT=SH:CABINET} "
	  "{EXPIRES=2027-03-31} {DOWNTO=OFFICIAL} declared=2" },
	{ "a-class-that-is-known-to-be-none", PSPF "OFFICIAL" END,
	  "declared=0" },
	{ "sec-in-the-subject-declares", "Subject: x [SEC=OFFICIAL: Sensitive]"
	  END, "subject::2=Subject declared=2" },
	{ "a-class-that-no-section-knows", PSPF "COSMIC, ACCESS=x" END,
	  "!unsupported declared=0" },
	{ "a-malformed-marking-counts-and-is-said", PSPF "SECRET, HUH=1" END,
	  "header::3=X-Protective-Marking !malformed declared=3" },
	{ "two-markings-are-one-too-many", PSPF "SECRET\r\n" PSPF "OFFICIAL"
	  END, "header::3=X-Protective-Marking !malformed declared=3" },
	{ "field-and-subject-agree", "Subject: x [SEC=SECRET]\r\n" PSPF
	  "SECRET" END, "subject::3=Subject header::3=X-Protective-Marking "
	  "declared=3" },
	{ "field-and-subject-contradict", "Subject: x [SEC=SECRET]\r\n" PSPF
	  "OFFICIAL" END, "subject::3=Subject !malformed declared=3" },
	{ "sio-label-with-marking-and-ess",
	  "SIO-Label: marking*=UTF-8'ja'%E6%A9%9F%E5%AF%86%E6%80%A72%EF%BC%88"
	  "%E4%B8%AD%EF%BC%89;\r\n fgcolor=black; bgcolor=\"#ffcc00\";\r\n "
	  "type=\":ess\"; label=\"MS0CAQwGE2mktKuegqOiiOmCmoTGxbPitTwME+apn+"
	  "WvhuaApzLvvIjkuK3vvIk=\"" END, "header::2=SIO-Label "
	  "header::2=SIO-Label declared=2" },
	{ "sio-label-whose-marking-is-not-known", "SIO-Label: marking=X; "
	  "type=\":ess\"; label=\"MQYGASkCAQM=\"" END,
	  "header::3=SIO-Label declared=3" },
	{ "sio-label-and-marking-contradict", "SIO-Label: marking=\""
	  "機密性2（中）\"; type=\":ess\"; label=\"MQYGASkCAQM=\"" END,
	  "header::2=SIO-Label header::3=SIO-Label !malformed declared=3" },
	{ "sio-label-of-an-unknown-kind", "SIO-Label: marking=X" END,
	  "!unsupported declared=0" },
	{ "sio-label-without-its-label", "SIO-Label: marking=\"機密性2(中)\"; "
	  "type=\":ess\"" END,
	  "header::2=SIO-Label !malformed declared=2" },
	{ "two-sio-labels", "SIO-Label: marking=\"機密性2(中)\"\r\n"
	  "SIO-Label: marking=\"機密性2(中)\"" END,
	  "header::2=SIO-Label !malformed declared=2" },
	{ "the-history-of-a-sio-label-is-no-label", "SIO-Label-History: "
	  "marking=\"機密性2(中)\"; change=delete" END, "declared=0" },
	{ "msip-labels-folded", "msip_labels: MSIP_Label_" GUID "_Enabled="
	  "true;\r\n MSIP_Label_" GUID "_Name=Top\r\n Secret;" END,
	  "header::3=msip_labels declared=3" },
	{ "msip-labels-without-spaces", "msip_labels: MSIP_Label_" GUID
	  "_ActionId=7;MSIP_Label_" GUID "_Enabled=true" END,
	  "header::3=msip_labels declared=3" },
	{ "msip-by-its-name", "MSIP_Labels: MSIP_Label_00000000-d2f7-48be-b329"
	  "-b73aaa526e5d_Name=INTERNAL; MSIP_Label_00000000-d2f7-48be-b329-"
	  "b73aaa526e5d_Enabled=True" END,
	  "header::2=msip_labels declared=2" },
	{ "msip-in-a-field-for-each-pair", "msip_label_" GUID "_enabled: true"
	  "\r\nmsip_label_" GUID "_name: X\r\nmsip_justification: because" END,
	  "header::3=msip_labels declared=3" },
	{ "msip-that-is-not-enabled", "msip_labels: MSIP_Label_" GUID
	  "_Enabled=false" END, "declared=0" },
	{ "msip-that-is-broken", "msip_labels: MSIP_Label_" GUID
	  "_Enabled=true; gone" END,
	  "header::3=msip_labels !malformed declared=3" },
	{ "a-configured-header", "X-TITUS-Metadata-40: =?UTF-8?B?"
	  "56S+5aSW56eY?=" END, "header::2=X-TITUS-Metadata-40 declared=2" },
	{ "a-configured-header-with-another-value", "X-Titus-A: public" END,
	  "!unsupported declared=0" },
	{ "a-blank-header-is-no-label", "X-Titus-A: " END, "declared=0" },
	{ "sensitivity", "Sensitivity: company-confidential" END,
	  "header::2=Sensitivity declared=2" },
	{ "sensitivity-out-of-its-words", "Sensitivity: Huge" END,
	  "!unsupported malformed declared=0" },
	{ "tlp-in-the-subject", "Subject: [TLP:RED] x" END,
	  "subject::3=Subject declared=3" },
	{ "tlp-in-a-field", "X-TLP: amber" END,
	  "header::2=X-TLP declared=2" },
	{ "tlp-that-means-nothing", "Subject: TLP:CLEAR x" END, "declared=0" },
	{ "tlp-without-a-section", "Subject: TLP:GREEN x" END,
	  "!unsupported declared=0" },
	{ "tlp-as-a-line-of-the-text", "Subject: x\r\n\r\nTLP:AMBER+STRICT\r\n"
	  "\r\nHello.\r\n", "body:1:3= declared=0" },
	{ "tlp-that-is-mentioned", "Subject: What TLP:RED means\r\n\r\n"
	  "TLP:RED is for eyes and ears only.\r\n", "declared=0" },
	{ "labels-of-a-nested-mail-do-not-declare",
	  "Content-Type: message/rfc822\r\n\r\n" PSPF "SECRET" END,
	  "header:1:3=X-Protective-Marking declared=0" },
	{ "no-label", "Subject: x" END, "declared=0" },
};

static void test_case(gconstpointer data)
{
	const Case *mail = data;
	g_autoptr(Findings) findings = inspected_with(labelled_brief(),
		mail->mail, strlen(mail->mail), PATIENCE_US);
	g_autofree char *said = said_of(findings);

	g_assert_cmpstr(said, ==, mail->said);
}

/* Of standards that are not configured nothing is said, right or wrong. */
static void test_not_configured(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Findings) findings = inspected(cases[i].mail);

		g_assert_cmpuint(findings->marks->len, ==, 0);
		g_assert_cmpuint(findings->restrictions->len, ==, 0);
		g_assert_cmpuint(findings->problems->len, ==, 0);
	}
}

/* ---- documents ------------------------------------------------------------ */

typedef struct Property {
	const char *name;	/* NULL: metadata */
	const char *value;
} Property;

typedef struct Document {
	const char *name;
	Property properties[4];
	const char *said;
} Document;

#define SISL "<sisl xmlns=\"http://www.boldonjames.com/2008/01/sie/"
static const Document documents[] = {
	{ "protective-marking", { { "X-Protective-Marking", "VER=2018.4, "
	  "NS=gov.au, SEC=SECRET" } },
	  "doc-property:d:3=X-Protective-Marking declared=0" },
	{ "msip-pairs", { { "MSIP_Label_" GUID "_Name", "X" },
			  { "MSIP_Label_" GUID "_Enabled", "true" } },
	  "doc-property:d:3=MSIP_Label declared=0" },
	{ "msip-pairs-that-are-off", { { "MSIP_Label_" GUID "_Enabled",
					 "False" } }, "declared=0" },
	{ "label-info", { { NULL, "<labelList xmlns=\"http://schemas."
	  "microsoft.com/office/2020/mipLabelMetadata\"><label id=\"{" GUID
	  "}\" enabled=\"1\" siteId=\"s\" removed=\"0\"/></labelList>" } },
	  "doc-property:d:3=part.xml declared=0" },
	{ "stanag", { { NULL, "<originatorConfidentialityLabel xmlns=\""
	  "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0\">"
	  "<PolicyIdentifier>NATO</PolicyIdentifier><Classification>SECRET"
	  "</Classification><Category TagName=\"Context\" Type=\"PERMISSIVE\">"
	  "<GenericValue>KFOR</GenericValue></Category>"
	  "</originatorConfidentialityLabel>" } },
	  "doc-property:d:3=part.xml {Context=KFOR} declared=0" },
	{ "xmp-and-information-together", { { NULL, "<a xmlns:p=\"p\" "
	  "p:MSIP_Label_" GUID "_Enabled=\"true\"/>" },
	  { "MSIP_Label_" GUID "_Name", "X" } },
	  "doc-property:d:3=MSIP_Label declared=0" },
	{ "boldon-james-in-pieces", {
	  { "bjDocumentLabelXML-0", "internal/label\"><element uid=\"id_sec" },
	  { "bjDocumentSecurityLabel", "Secret thing" },
	  { "bjDocumentLabelXML", SISL },
	  { "bjDocumentLabelXML-1", "ret\" value=\"\"/></sisl>" } },
	  "doc-property:d:3=bjDocumentLabelXML declared=0" },
	{ "boldon-james-as-text", { { "bjDocumentSecurityLabel", "secret" } },
	  "doc-property:d:3=bjDocumentSecurityLabel declared=0" },
	{ "boldon-james-with-a-piece-missing", {
	  { "bjDocumentLabelXML", SISL } }, "!malformed declared=0" },
	{ "boldon-james-unknown", { { "bjDocumentSecurityLabel", "x" } },
	  "!unsupported declared=0" },
	{ "titus", { { "TitusGUID", "0-1" }, { "Classification", "High" } },
	  "doc-property:d:3=Classification declared=0" },
	{ "titus-without-what-it-says", { { "TitusGUID", "0-1" } },
	  "!unsupported declared=0" },
	{ "a-configured-property", { { "ConfidentialityLevel", "high" } },
	  "doc-property:d:3=ConfidentialityLevel declared=0" },
	{ "its-other-values", { { "Confidentiality", "low" } },
	  "!unsupported declared=0" },
	{ "other-properties", { { "Title", "High" }, { NULL, "<a/>" },
				{ "Author", "SECRET" } }, "declared=0" },
};

static void put(Inspection *inspection, const Property *property)
{
	if (property->name)
		labels_property(inspection, "d", property->name,
				property->value, "custom properties");
	else
		labels_metadata(inspection, "d",
				(const guint8 *)property->value,
				strlen(property->value), "part.xml");
}

static void test_document(gconstpointer data)
{
	const Document *document = data;
	g_autoptr(Brief) brief = labelled_brief();
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(GHashTable) marks = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, NULL);
	Inspection inspection = {
		.brief = brief, .findings = findings, .marks = marks,
		.deadline_us = G_MAXINT64,
	};
	g_autofree char *said = NULL;

	for (guint i = 0; i < 4 && document->properties[i].value; i++)
		put(&inspection, &document->properties[i]);
	labels_document_end(&inspection, "d");
	labelling_free(inspection.label_documents);
	said = said_of(findings);
	g_assert_cmpstr(said, ==, document->said);
}

/* ---- signatures ----------------------------------------------------------- */

#define ENTITY "Content-Type: text/plain\r\n\r\nhello\r\n"
#define ESS(oid, number) \
	"asn1=SET:s\n[s]\na=OID:" oid "\nb=INTEGER:" #number "\n"

typedef struct Signed {
	const char *name;
	const char *oid;
	const char *recipes[2];	/* for each signer; NULL: no attribute */
	guint signers;
	const char *said;
} Signed;

static const Signed signatures[] = {
	{ "one-label", SECURITY_LABEL, { ESS("1.1", 3) }, 1,
	  "label:%s:3=ESSSecurityLabel declared=0" },
	{ "two-signers-agree", SECURITY_LABEL, { ESS("1.1", 3), ESS("1.1", 3) },
	  2, "label:%s:3=ESSSecurityLabel declared=0" },
	{ "two-signers-differ", SECURITY_LABEL, { ESS("1.1", 3),
	  ESS("1.2.3", 1) }, 2, "label:%s:3=ESSSecurityLabel "
	  "label:%s:1=ESSSecurityLabel !malformed declared=0" },
	{ "one-of-two-signers-has-none", SECURITY_LABEL, { ESS("1.1", 3),
	  NULL }, 2, "label:%s:3=ESSSecurityLabel !malformed declared=0" },
	{ "an-unknown-policy", SECURITY_LABEL, { ESS("1.9", 3) }, 1,
	  "!unsupported declared=0" },
	{ "a-number-of-a-policy-for-all-numbers", SECURITY_LABEL,
	  { ESS("1.2.3", 9) }, 1, "label:%s:3=ESSSecurityLabel declared=0" },
	{ "equivalent-labels", EQUIVALENT_LABELS, { "asn1=SEQUENCE:l\n[l]\n"
	  "a=SET:s\n[s]\na=OID:1.1\nb=INTEGER:3\n" }, 1,
	  "label:%s:3=ESSSecurityLabel declared=0" },
	{ "no-label", SECURITY_LABEL, { NULL }, 1, "declared=0" },
};

static char *with_part(const char *said, const char *part)
{
	g_auto(GStrv) pieces = g_strsplit(said, "%s", -1);

	return g_strjoinv(part, pieces);
}

static GByteArray *signature_of(const Signed *object, gboolean is_detached)
{
	GByteArray *attributes[2] = { NULL, NULL };
	GByteArray *der;

	for (guint i = 0; i < object->signers; i++)
		attributes[i] = object->recipes[i] ?
			generated(object->recipes[i]) : NULL;
	der = signed_object(ENTITY, is_detached, object->oid, attributes,
			    object->signers);
	for (guint i = 0; i < object->signers; i++)
		g_clear_pointer(&attributes[i], g_byte_array_unref);
	return der;
}

static gint by_name(gconstpointer left, gconstpointer right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Signers are a SET: DER sorts them by what each run makes anew. */
static char *sorted(const char *said)
{
	g_auto(GStrv) words = g_strsplit(said, " ", -1);

	qsort(words, g_strv_length(words), sizeof(char *), by_name);
	return g_strjoinv(" ", words);
}

static void must_say(const char *mail, const char *said, const char *part)
{
	g_autoptr(Findings) findings = inspected_with(labelled_brief(), mail,
		strlen(mail), PATIENCE_US);
	g_autofree char *seen = said_of(findings);
	g_autofree char *seen_sorted = sorted(seen);
	g_autofree char *wanted = with_part(said, part);
	g_autofree char *wanted_sorted = sorted(wanted);

	g_assert_cmpstr(seen_sorted, ==, wanted_sorted);
}

static void test_signed(gconstpointer data)
{
	const Signed *object = data;
	g_autoptr(GByteArray) opaque = signature_of(object, FALSE);
	g_autoptr(GByteArray) detached = signature_of(object, TRUE);
	g_autofree char *opaque64 = g_base64_encode(opaque->data,
						    opaque->len);
	g_autofree char *detached64 = g_base64_encode(detached->data,
						      detached->len);
	g_autofree char *whole = g_strdup_printf(
		"Content-Type: application/pkcs7-mime; smime-type=signed-data"
		"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n",
		opaque64);
	g_autofree char *parts = g_strdup_printf(
		"Content-Type: multipart/signed; protocol=\"application/"
		"pkcs7-signature\"; boundary=b\r\n\r\n--b\r\n" ENTITY
		"\r\n--b\r\nContent-Type: application/pkcs7-signature; "
		"name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"%s\r\n--b--\r\n", detached64);

	must_say(whole, object->said, "1");
	must_say(parts, object->said, "2");
}

#define ADD(folder, list, test)						\
	for (gsize i = 0; i < G_N_ELEMENTS(list); i++) {		\
		g_autofree char *path = g_strconcat("/inspect/labels/"	\
			folder, (list)[i].name, NULL);			\
									\
		g_test_add_data_func(path, &(list)[i], test);		\
	}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("", cases, test_case);
	ADD("document/", documents, test_document);
	ADD("signed/", signatures, test_signed);
	g_test_add_func("/inspect/labels/nothing-is-said-unless-configured",
			test_not_configured);
	return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_labels_readers.c - values of each label standard, as they are found
 * in mails and documents, and what is wrong with the others.
 */
#include <string.h>

#include "labels-dump.h"

typedef struct Case {
	const char *text;
	const char *dump;
} Case;

typedef struct Group {
	const char *name;
	void (*read)(const char *text, Labels *out);
	const Case *cases;
	gsize count;
} Group;

static const Case pspf[] = {
	{ "VER=2018.4, NS=gov.au, SEC=PROTECTED, EXPIRES=2019-07-01, "
	  "DOWNTO=OFFICIAL, ORIGIN=neville.jones@entity.gov.au",
	  "pspf:PROTECTED{EXPIRES=2019-07-01}{DOWNTO=OFFICIAL}" },
	{ "VER=2024.1, NS=gov.au, SEC=PROTECTED, CAVEAT=SH:CABINET, "
	  "ACCESS=Personal-Privacy",
	  "pspf:PROTECTED{CAVEAT=SH:CABINET}{ACCESS=Personal-Privacy}" },
	{ "VER=2025.1, NS=gov.au, SEC=TOP-SECRET, CAVEAT=C:LOBSTER, "
	  "CAVEAT=FG:USA caveat, CAVEAT=RI:AGAO, CAVEAT=SH:EXCLUSIVE-FOR "
	  "person, CAVEAT=RI:REL AFG, EXPIRES=2020-10-01, DOWNTO=OFFICIAL, "
	  "ACCESS=Legal-Privilege, NOTE=the comments, ORIGIN=a@b.com",
	  "pspf:TOP-SECRET{CAVEAT=C:LOBSTER}{CAVEAT=FG:USA caveat}"
	  "{CAVEAT=RI:AGAO}{CAVEAT=SH:EXCLUSIVE-FOR person}"
	  "{CAVEAT=RI:REL AFG}{EXPIRES=2020-10-01}{DOWNTO=OFFICIAL}"
	  "{ACCESS=Legal-Privilege}" },
	{ "SEC=OFFICIAL:Sensitive", "pspf:OFFICIAL:Sensitive" },
	{ "SEC=OFFICIAL: Sensitive", "pspf:OFFICIAL: Sensitive" },
	{ "SEC=SECRET,CAVEAT=C:A\\, B\\\\\\:", "pspf:SECRET{CAVEAT=C:A, B\\:}" },
	{ "SEC=SECRET, EXPIRES=2019-01-07T12:30:19, DOWNTO=OFFICIAL",
	  "pspf:SECRET{EXPIRES=2019-01-07T12:30:19}{DOWNTO=OFFICIAL}" },
	{ "SEC=SECRET, EXPIRES=the tender closes, DOWNTO=OFFICIAL",
	  "pspf:SECRET{EXPIRES=the tender closes}{DOWNTO=OFFICIAL}" },
	/* The class counts whatever is wrong around it. */
	{ "NS=gov.au, VER=2018.4, SEC=SECRET",
	  "pspf:SECRET !pspf: VER behind NS" },
	{ "SEC=SECRET, SEC=OFFICIAL",
	  "pspf:SECRET|OFFICIAL !pspf: SEC more than 1 times" },
	{ "SEC=SECRET, EXPIRES=2019-01-01", "pspf:SECRET{EXPIRES=2019-01-01} "
	  "!pspf: EXPIRES and DOWNTO do not go together" },
	{ "SEC=SECRET, EXPIRES=2019-1-1, DOWNTO=OFFICIAL",
	  "pspf:SECRET{EXPIRES=2019-1-1}{DOWNTO=OFFICIAL} "
	  "!pspf: EXPIRES is no date" },
	{ "SEC=SECRET, COLOUR=red", "pspf:SECRET !pspf: an unknown key" },
	{ "sec=SECRET", "pspf:SECRET !pspf: an unknown key" },
	{ "SEC=SECRET, CAVEAT=X", "pspf:SECRET{CAVEAT=X} "
	  "!pspf: CAVEAT of no known kind" },
	{ "SEC=SECRET, CAVEAT=C:a\\b", "pspf:SECRET{CAVEAT=C:ab} "
	  "!pspf: a backslash before nothing that needs one" },
	{ "SEC=SECRET,", "pspf:SECRET "
	  "!pspf: something that is no KEY=VALUE" },
	{ "SEC=", "pspf: !pspf: SEC is empty or longer than 128 characters" },
	{ "VER=2018.4, NS=gov.au", "!pspf: no SEC" },
	{ "", "!pspf: something that is no KEY=VALUE !pspf: no SEC" },
};

static const Case pspf_subject[] = {
	{ "This is an example subject line [SEC=OFFICIAL:Sensitive, "
	  "ACCESS=Legal-Privilege]",
	  "pspf:OFFICIAL:Sensitive{ACCESS=Legal-Privilege}" },
	{ "x [SEC=PROTECTED, EXPIRES=2019-07-01, DOWNTO=OFFICIAL]",
	  "pspf:PROTECTED{EXPIRES=2019-07-01}{DOWNTO=OFFICIAL}" },
	{ "x [SEC=SECRET, CAVEAT=SH:ACCOUNTABLE-MATERIAL, CAVEAT=RI:AUSTEO]",
	  "pspf:SECRET{CAVEAT=SH:ACCOUNTABLE-MATERIAL}{CAVEAT=RI:AUSTEO}" },
	{ "[SEC=OFFICIAL] re: [SEC=SECRET]", "pspf:OFFICIAL pspf:SECRET" },
	{ "[sec = SECRET]", "pspf:SECRET !pspf: an unknown key" },
	{ "x [SEC=SECRET", "pspf:SECRET !pspf: \"[SEC=\" without an end" },
	{ "x [SEC=SECRET, NOTE=n]", "pspf:SECRET !pspf: NOTE in a subject" },
	{ "SEC=SECRET and [other] [SECOND]", "" },
};

static const Case sio[] = {
	/* RFC 7444 4: SET { OID 1.1, INTEGER 3 } */
	{ "marking=\"EXAMPLE CONFIDENTIAL\";\r\n fgcolor=black; "
	  "bgcolor=red;\r\n type=\":ess\"; label=\"MQYGASkCAQM=\"",
	  "sio:EXAMPLE CONFIDENTIAL ess:1.1:3|1.1" },
	{ "marking*=UTF-8'ja'%E6%A9%9F%E5%AF%86%E6%80%A72%EF%BC%88%E4%B8%AD"
	  "%EF%BC%89;\r\n fgcolor=black; bgcolor=\"#ffcc00\";\r\n "
	  "type=\":ess\"; label=\"MS0CAQwGE2mktKuegqOiiOmCmoTGxbPitTwME+apn+"
	  "WvhuaApzLvvIjkuK3vvIk=\"",
	  "sio:機密性2（中） "
	  "ess:2.25.24197857161011619468533960706379782844:12|"
	  "2.25.24197857161011619468533960706379782844" },
	{ "marking = CONFIDENTIAL", "sio:CONFIDENTIAL" },
	{ "marking=A; unknown=x; type=\":ess\"; label*0=\"MQYG\";\r\n "
	  "label*1=\"ASkCAQM=\"", "sio:A ess:1.1:3|1.1" },
	{ "type=\":ess\"; label=\"MQYG\r\n ASkCAQM=\"",
	  "sio: ess:1.1:3|1.1" },
	{ "type=\":xml\"; label=\"PG9yaWdpbmF0b3JDb25maWRlbnRpYWxpdHlMYWJlbCB"
	  "4bWxucz0idXJuOm5hdG86c3RhbmFnOjQ3NzQ6Y29uZmlkZW50aWFsaXR5bWV0YWRh"
	  "dGFsYWJlbDoxOjAiPjxQb2xpY3lJZGVudGlmaWVyPk48L1BvbGljeUlkZW50aWZpZX"
	  "I+PENsYXNzaWZpY2F0aW9uPlM8L0NsYXNzaWZpY2F0aW9uPjwvb3JpZ2luYXRvckN"
	  "vbmZpZGVudGlhbGl0eUxhYmVsPg==\"", "sio: stanag:N:S|S" },
	{ "marking=A; type=\"urn:x:y\"; label=\"AAAA\"", "sio:A" },
	{ "marking=A; type=\":x411\"; label=\"AAAA\"", "sio:A" },
	{ "marking=A; type=\":ess\"",
	  "sio:A !sio: type and label do not go together" },
	{ "marking=A; label=\"MQYGASkCAQM=\"",
	  "sio:A !sio: type and label do not go together" },
	{ "fgcolor=black", "sio: !sio: neither marking nor label" },
	{ "marking=A; type=\":ess\"; label=\"MQYGA*SkCAQM=\"",
	  "sio:A !sio: label is no base64" },
	{ "marking=A; type=\":ess\"; label=\"MQYGASkC\"",
	  "sio:A !ess: no SET, or cut" },
	{ "marking=A; type=\":other\"; label=\"AAAA\"",
	  "sio:A !sio: type is neither known nor a URI" },
	{ "marking=A; type=\":xml\"; label=\"AAAA\"",
	  "sio:A !stanag: SIO-Label of type :xml without a label" },
	{ "marking=A; marking=B", "sio:A|B !sio: marking has several values" },
};

static const Case msip[] = {
	{ "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Enabled=true; "
	  "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_SetDate="
	  "2018-11-08T21:13:16-0800; "
	  "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Name=Confidential;",
	  "msip:2096f6a2-d2f7-48be-b329-b73aaa526e5d|Confidential" },
	/* ActionId first, no space behind semicolons, Name with spaces. */
	{ "MSIP_Label_2096F6A2-D2F7-48BE-B329-B73AAA526E5D_ActionId=1;"
	  "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Name=AMD Official "
	  "Use Only-AIP 2.0;"
	  "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Enabled=True",
	  "msip:2096f6a2-d2f7-48be-b329-b73aaa526e5d|"
	  "AMD Official Use Only-AIP 2.0" },
	{ "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Enabled=false;"
	  "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Name=X", "" },
	{ "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Enabled=true;"
	  "MSIP_Label_11111111-d2f7-48be-b329-b73aaa526e5d_Enabled=true",
	  "msip:2096f6a2-d2f7-48be-b329-b73aaa526e5d "
	  "msip:11111111-d2f7-48be-b329-b73aaa526e5d" },
	{ "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Name=X",
	  "!msip: a label that does not say Enabled" },
	{ "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Enabled=maybe",
	  "!msip: Enabled is neither true nor false" },
	{ "MSIP_Label_2096f6a2_Enabled=true", "!msip: a name without GUID "
	  "and key" },
	{ "Confidential", "!msip: something that is no pair" },
	{ "", "" },
};

#define STANAG(root, body) \
	"<" root " xmlns=\"urn:nato:stanag:4774:" \
	"confidentialitymetadatalabel:1:0\">\n<ConfidentialityInformation>\n" \
	body "</ConfidentialityInformation></" root ">"
#define NATO_KFOR "<PolicyIdentifier>NATO</PolicyIdentifier>" \
	"<Classification>CONFIDENTIAL</Classification>\n" \
	"<Category TagName=\"Context\" Type=\"PERMISSIVE\">" \
	"<GenericValue>KFOR</GenericValue></Category>\n"
#define SISL "http://www.boldonjames.com/2008/01/sie/internal/label"
#define MIP "http://schemas.microsoft.com/office/2020/mipLabelMetadata"

static const Case xml[] = {
	{ STANAG("originatorConfidentialityLabel", NATO_KFOR),
	  "stanag:NATO:CONFIDENTIAL|CONFIDENTIAL{Context=KFOR}" },
	{ "<b:BindingInformation xmlns:b=\"urn:nato:stanag:4778:"
	  "bindinginformation:1:0\"><b:Metadata>"
	  STANAG("metadataConfidentialityLabel", NATO_KFOR)
	  "</b:Metadata><b:Metadata>"
	  STANAG("alternativeConfidentialityLabel",
		 "<PolicyIdentifier>X</PolicyIdentifier>"
		 "<Classification> SECRET </Classification>")
	  "</b:Metadata><b:DataReference URI=\"\"/></b:BindingInformation>",
	  "stanag:NATO:CONFIDENTIAL|CONFIDENTIAL{Context=KFOR} "
	  "stanag:X:SECRET|SECRET" },
	{ "<l:originatorConfidentialityLabel xmlns:l=\"urn:nato:stanag:4774:"
	  "confidentialitymetadatalabel:1:0\"><l:PolicyIdentifier>N"
	  "</l:PolicyIdentifier><l:Classification><![CDATA[SEC]]>RE&#84;"
	  "</l:Classification></l:originatorConfidentialityLabel>",
	  "stanag:N:SECRET|SECRET" },
	{ STANAG("originatorConfidentialityLabel",
		 "<Classification>SECRET</Classification>"),
	  "stanag:SECRET !stanag: not one PolicyIdentifier and one "
	  "Classification" },
	{ STANAG("originatorConfidentialityLabel",
		 "<PolicyIdentifier>N</PolicyIdentifier>"),
	  "!stanag: not one PolicyIdentifier and one Classification" },
	{ STANAG("originatorConfidentialityLabel", NATO_KFOR
		 "<Category Type=\"permissive\"/>"),
	  "stanag:NATO:CONFIDENTIAL|CONFIDENTIAL{Context=KFOR} "
	  "!stanag: a Category without TagName or Type" },
	{ "<originatorConfidentialityLabel xmlns=\"urn:nato:stanag:4774:"
	  "confidentialitymetadatalabel:1:0\"><PolicyIdentifier>N"
	  "</PolicyIdentifier><Classification>S</Classification>",
	  "!stanag: XML that is broken or declares entities" },
	{ "<!DOCTYPE a [<!ENTITY e \"SECRET\">]>"
	  STANAG("originatorConfidentialityLabel", NATO_KFOR),
	  "!stanag: XML that is broken or declares entities" },
	{ "<clbl:labelList xmlns:clbl=\"" MIP "\"><clbl:label "
	  "id=\"{2096f6a2-d2f7-48be-b329-b73aaa526e5d}\" enabled=\"1\" "
	  "method=\"Standard\" siteId=\"{cb46c030-1825-4e81-a295-151c039dbf02}\""
	  " contentBits=\"2\" removed=\"0\" /></clbl:labelList>",
	  "msip:2096f6a2-d2f7-48be-b329-b73aaa526e5d" },
	{ "<labelList xmlns=\"" MIP "\"><label id=\"{a}\" enabled=\"1\" "
	  "removed=\"1\"/><label id=\"b\" enabled=\"0\"/></labelList>", "" },
	{ "<labelList xmlns=\"" MIP "\"><label id=\"x\"/></labelList>",
	  "msip:x !msip: LabelInfo: a label without id or enabled" },
	{ "<labelList xmlns=\"" MIP "\"><label id=\"x\"",
	  "!msip: XML that is broken or declares entities" },
	{ "<?xml version=\"1.0\" encoding=\"us-ascii\"?><sisl "
	  "sislVersion=\"0\" policy=\"p\" xmlns=\"" SISL "\"><element "
	  "uid=\"id_classification_confidential\" value=\"\" /><element "
	  "uid=\"u2\" value=\"LIMITED\"/></sisl>",
	  "boldonjames:id_classification_confidential|u2|LIMITED" },
	{ "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"r\">"
	  "<rdf:Description xmlns:p=\"p\" p:MSIP_Label_2096f6a2-d2f7-48be-"
	  "b329-b73aaa526e5d_Enabled=\"true\"><p:MSIP_Label_2096f6a2-d2f7-"
	  "48be-b329-b73aaa526e5d_Name>Secret</p:MSIP_Label_2096f6a2-d2f7-"
	  "48be-b329-b73aaa526e5d_Name></rdf:Description></rdf:RDF>"
	  "</x:xmpmeta>",
	  "msip:2096f6a2-d2f7-48be-b329-b73aaa526e5d|Secret" },
	{ "<a><Classification>SECRET</Classification><label id=\"x\"/></a>",
	  "" },
	{ "<a><b></a>", "" },
	{ "no XML", "" },
};

static const Case sensitivity[] = {
	{ "Company-Confidential", "sensitivity:Company-Confidential" },
	{ " company-confidential ", "sensitivity:Company-Confidential" },
	{ "Personal", "sensitivity:Personal" },
	{ "Private", "sensitivity:Private" },
	{ "Normal", "sensitivity:Normal !sensitivity: not a word of RFC 2156" },
	{ "", "" },
};

static const Case tlp_field[] = {
	{ "TLP:RED", "tlp:TLP:RED|RED" },
	{ "amber", "tlp:TLP:AMBER|AMBER" },
	{ "TLP:AMBER+STRICT", "tlp:TLP:AMBER+STRICT|AMBER+STRICT" },
	{ "purple", "!tlp: no colour of TLP" },
	{ "RED hot", "!tlp: no colour of TLP" },
	{ "", "" },
};

static const Case tlp_subject[] = {
	{ "[TLP:AMBER+STRICT] report", "tlp:TLP:AMBER+STRICT|AMBER+STRICT" },
	{ "Re: Fwd: TLP:RED indicators", "tlp:TLP:RED|RED" },
	{ "indicators TLP:GREEN", "tlp:TLP:GREEN|GREEN" },
	{ "指標【ＴＬＰ：ＲＥＤ】です", "tlp:TLP:RED|RED" },
	{ "update (tlp: white) today", "tlp:TLP:WHITE|WHITE" },
	{ "what TLP:RED means for us", "" },
	{ "NOTLP:RED", "" },
	{ "[TLP:PURPLE] x", "!tlp: no colour of TLP" },
};

static const Case tlp_lines[] = {
	{ "TLP:RED\nhello", "tlp:TLP:RED|RED" },
	{ "hello\r\n  ** TLP:AMBER **\r\nx", "tlp:TLP:AMBER|AMBER" },
	{ "TLP : CLEAR", "tlp:TLP:CLEAR|CLEAR" },
	{ "Mail marked TLP:RED must not be passed on.", "" },
	{ "TLP:REDACTED", "!tlp: no colour of TLP" },
	{ "TLP:RED is the highest", "" },
};

static void read_msip(const char *text, Labels *out)
{
	g_autoptr(Msip) pairs = msip_new();

	msip_read(pairs, text);
	msip_end(pairs, out);
}

static void read_xml(const char *text, Labels *out)
{
	g_autoptr(Msip) pairs = msip_new();

	label_xml_read((const guint8 *)text, strlen(text), pairs, out);
	msip_end(pairs, out);
}

#define GROUP(name, read, cases) { name, read, cases, G_N_ELEMENTS(cases) }
static const Group groups[] = {
	GROUP("x-protective-marking", pspf_read, pspf),
	GROUP("sec-in-a-subject", pspf_read_subject, pspf_subject),
	GROUP("sio-label", sio_read, sio),
	GROUP("msip-pairs", read_msip, msip),
	GROUP("labels-in-xml", read_xml, xml),
	GROUP("sensitivity", sensitivity_read, sensitivity),
	GROUP("tlp-in-a-field", tlp_read, tlp_field),
	GROUP("tlp-in-a-subject", tlp_read_subject, tlp_subject),
	GROUP("tlp-on-a-line", tlp_read_lines, tlp_lines),
};

static void test_group(gconstpointer data)
{
	const Group *group = data;

	for (gsize i = 0; i < group->count; i++) {
		g_autoptr(Labels) labels = labels_new();
		g_autofree char *dump = NULL;

		group->read(group->cases[i].text, labels);
		dump = dumped(labels);
		g_test_message("%s", group->cases[i].text);
		g_assert_cmpstr(dump, ==, group->cases[i].dump);
	}
}

/* What grows with a mail grows within limits, and says where it ends. */
static void test_many(void)
{
	g_autoptr(GString) text = g_string_new("SEC=SECRET");
	g_autoptr(GString) pairs = g_string_new(NULL);
	g_autoptr(Labels) labels = labels_new();
	g_autoptr(Labels) others = labels_new();
	const Label *label;

	for (guint i = 0; i < 50000; i++) {
		g_string_append_printf(text, ", CAVEAT=C:%u", i);
		g_string_append_printf(pairs, "MSIP_Label_%08x-d2f7-48be-"
				       "b329-b73aaa526e5d_Enabled=true;", i);
	}
	pspf_read(text->str, labels);
	label = labels->labels->pdata[0];
	g_assert_cmpuint(label->restrictions->len, ==, 256);
	g_assert_cmpuint(labels->defects->len, ==, 1);
	read_msip(pairs->str, others);
	g_assert_cmpuint(others->labels->len, ==, 64);
	g_assert_cmpuint(others->defects->len, ==, 1);
}

static const struct {
	const char *text, *folded;
} folds[] = {
	{ "OFFICIAL: Sensitive", "official:sensitive" },
	{ "Ｔｏｐ　Secret", "topsecret" },
	{ "機密性２\xe2\x80\x8b（中）", "機密性2(中)" },
	{ "\xff", "\xef\xbf\xbd" },
	{ "", "" },
};

static void test_fold(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(folds); i++) {
		g_autofree char *folded = label_fold(folds[i].text);

		g_assert_cmpstr(folded, ==, folds[i].folded);
	}
	g_assert_true(label_field_matches("x-titus-*", "X-Titus-Metadata-40"));
	g_assert_true(label_field_matches("Classification", "CLASSIFICATION"));
	g_assert_false(label_field_matches("x-titus-*", "x-titu"));
	g_assert_false(label_field_matches("x", "xy"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
		g_autofree char *path = g_strconcat("/labels/readers/",
						    groups[i].name, NULL);

		g_test_add_data_func(path, &groups[i], test_group);
	}
	g_test_add_func("/labels/readers/a-flood-ends-within-limits",
			test_many);
	g_test_add_func("/labels/readers/values-fold-alike", test_fold);
	return g_test_run();
}

/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * smime-build.h - an authority and certificates, made by openssl(1).
 */
#ifndef TESTS_UNIT_SMIME_BUILD_H
#define TESTS_UNIT_SMIME_BUILD_H

#include "tools.h"

#define DAY (24 * 60 * 60)

/* What each certificate says of itself. */
#define SMIME_CONFIG							\
	"[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=somebody\n"	\
	"[ca]\ndefault_ca=one\n[one]\ndatabase=index\nserial=serial\n"	\
	"default_md=sha256\ndefault_crl_days=5\n"			\
	"[root]\nbasicConstraints=critical,CA:TRUE\n"			\
	"keyUsage=keyCertSign,cRLSign\n"				\
	"[rsa]\nkeyUsage=keyEncipherment\n"				\
	"extendedKeyUsage=emailProtection\n"				\
	"subjectAltName=email:rsa@x.example\n"				\
	"[ec]\nkeyUsage=keyAgreement\n"					\
	"subjectAltName=email:ec@x.example\n"				\
	"[plain]\nsubjectAltName=email:plain@x.example\n"		\
	"[sign]\nkeyUsage=digitalSignature\n"				\
	"subjectAltName=email:sign@x.example\n"				\
	"[ec-sign]\nkeyUsage=digitalSignature\n"			\
	"subjectAltName=email:ec-sign@x.example\n"			\
	"[server]\nextendedKeyUsage=serverAuth\n"			\
	"subjectAltName=email:server@x.example\n"			\
	"[weak]\nsubjectAltName=email:weak@x.example\n"			\
	"[small]\nsubjectAltName=email:small@x.example\n"		\
	"[edwards]\nsubjectAltName=email:edwards@x.example\n"		\
	"[stranger]\nsubjectAltName=email:stranger@x.example\n"		\
	"[revoked]\nsubjectAltName=email:revoked@x.example\n"		\
	"[several]\nsubjectAltName=@names\n"				\
	"[names]\nemail.1=One@x.example\nemail.2=two@x.example\n"	\
	"otherName.1=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,"			\
	"UTF8:佐藤@例え.example\n"					\
	"[bare]\nbasicConstraints=CA:FALSE\n"				\
	"[middle]\nbasicConstraints=critical,CA:TRUE\n"			\
	"keyUsage=keyCertSign,cRLSign\n"				\
	"[below]\nsubjectAltName=email:below@x.example\n"

/* new SECTION KEY ISSUER DAYS [DN]: SECTION.key, SECTION.crt */
#define SMIME_SCRIPT							\
	"set -e\nexport LC_ALL=C\n"					\
	"new() {\n"							\
	" openssl req -newkey $2 -nodes -utf8 -keyout $1.key "		\
	"-out $1.csr -config c.cnf -section ${5:-req} -subj "		\
	"\"${6:-/CN=$1}\"\n"						\
	" openssl x509 -req -in $1.csr -CA $3.crt -CAkey $3.key "	\
	"-CAcreateserial -days $4 -extfile c.cnf -extensions $1 "	\
	"-out $1.crt; }\n"						\
	"root() { openssl req -x509 -newkey rsa:2048 -nodes -days 60 "	\
	"-config c.cnf -extensions root -subj /CN=$1 -keyout $1.key "	\
	"-out $1.crt; }\n"

static inline void smime_new(const Tools *tools)
{
	tools_write(tools, "c.cnf", SMIME_CONFIG, strlen(SMIME_CONFIG));
	tools_must(tools, SMIME_SCRIPT
		   "mkdir people crls; root trusted; root other\n"
		   "cp trusted.crt roots.pem\n"
		   "new rsa rsa:2048 trusted 20\n"
		   "openssl ecparam -name P-256 -out p256\n"
		   "openssl ecparam -name secp224r1 -out p224\n"
		   "new ec ec:p256 trusted 20\n"
		   "new plain rsa:2048 trusted 20\n"
		   "new sign rsa:2048 trusted 20\n"
		   "new ec-sign ec:p256 trusted 20\n"
		   "new server rsa:2048 trusted 20\n"
		   "new weak rsa:1024 trusted 20\n"
		   "new small ec:p224 trusted 20\n"
		   "new edwards ed25519 trusted 20\n"
		   "new stranger rsa:2048 other 20\n"
		   "new revoked rsa:2048 trusted 20\n"
		   "new several rsa:2048 trusted 20\n"
		   "new bare rsa:2048 trusted 20 req "
		   "/CN=bare/emailAddress=subject@x.example\n"
		   "new middle rsa:2048 trusted 20\n"
		   "new below rsa:2048 middle 20\n"
		   "cp rsa.crt ec.crt plain.crt sign.crt ec-sign.crt "
		   "server.crt weak.crt small.crt edwards.crt stranger.crt "
		   "revoked.crt bare.crt people\n"
		   "openssl x509 -in several.crt -outform DER "
		   "-out people/several.der\n"
		   "cat below.crt middle.crt >people/chain.pem\n"
		   "touch index\n"
		   "openssl ca -config c.cnf -cert trusted.crt -keyfile "
		   "trusted.key -revoke revoked.crt\n"
		   "openssl ca -config c.cnf -cert trusted.crt -keyfile "
		   "trusted.key -gencrl -out crls/trusted.pem\n"
		   ": >index\n"
		   "openssl ca -config c.cnf -cert middle.crt -keyfile "
		   "middle.key -gencrl -out middle.crl\n"
		   "openssl crl -in middle.crl -outform DER "
		   "-out crls/middle.der\n");
}

#endif

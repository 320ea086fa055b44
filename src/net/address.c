/* The special-purpose address registries of RFC 6890 and later. */
#include "net/address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct block {
	uint32_t base;
	unsigned bits;
};

static const struct block special[] = {
	{ 0x00000000, 8 },  { 0x0a000000, 8 },	{ 0x64400000, 10 }, { 0x7f000000, 8 },
	{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
	{ 0xc0586300, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 },
	{ 0xcb007100, 24 }, { 0xe0000000, 3 },
};

static bool is_public_v4(uint32_t address)
{
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if ((address ^ special[i].base) >> (32 - special[i].bits) == 0)
			return false;
	return true;
}

static uint32_t v4_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Global unicast is 2000::/3 (RFC 4291), less what carries IPv4 or is for documentation. */
static bool is_public_v6(const uint8_t *p)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(p, mapped, sizeof(mapped)) == 0 || memcmp(p, nat64, sizeof(nat64)) == 0)
		return is_public_v4(v4_at(p + 12));
	if ((p[0] & 0xe0) != 0x20)
		return false;
	if (p[0] == 0x20 && p[1] == 0x02) /* 6to4 */
		return is_public_v4(v4_at(p + 2));
	/* 2001::/23, Teredo and others; 2001:db8::/32 */
	return !(p[0] == 0x20 && p[1] == 0x01 && (p[2] < 0x02 || (p[2] == 0x0d && p[3] == 0xb8)));
}

bool address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	switch (address->sa_family) {
	case AF_INET:
		memcpy(&v4, address, sizeof(v4));
		return is_public_v4(ntohl(v4.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&v6, address, sizeof(v6));
		return is_public_v6(v6.sin6_addr.s6_addr);
	default:
		return false;
	}
}

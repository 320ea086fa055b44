/* Which addresses may be connected to. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/* Whether it is an address of the open internet: not loopback, link-local, private, shared,
 * multicast, unspecified or one for documentation or transition (RFC 6890), also not as an IPv4
 * address inside IPv6. */
bool address_is_public(const struct sockaddr *address);

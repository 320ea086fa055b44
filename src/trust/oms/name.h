/* The name of a certificate's subject, for people. */
#pragma once

#include "base/arena.h"

/* "CN=release key, O=Example" of a name in DER (RFC 5280 section 4.1.2.4), its parts in their
 * order; a kind of part without a short name is left out. The texts are the certificate's: escape
 * them. */
MUST struct span oms_name_text(struct span name, struct arena *arena);

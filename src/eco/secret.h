/*
 * Whether a configuration holds a credential instead of a reference to one. What is one is never
 * told further: callers show `secret_hidden` in its place.
 */
#pragma once

#include "base/span.h"

extern const struct span secret_hidden;

/* Whether `value`, which stands under `key` (may be empty), is a credential: by the form that
 * issuers give it, or by what the key is called. Placeholders and references to variables are none.
 */
bool secret_is(struct span key, struct span value);

/* Whether a key's name says that its value is a credential: API_KEY, --token, Authorization. */
bool secret_is_key(struct span key);

/* Whether an address holds one: a password before its host, or a parameter that is one. */
bool secret_in_url(struct span url);

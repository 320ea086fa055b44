/* Secret keys: they sign here, and not in a child of this process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "jail/confine.h"
#include "sys/crypto.h"
#include "trust/key/secret.h"

static const struct span message = SPAN("a message");

static struct arena arena;

static void sign_in_child(void *context, struct sink *answer)
{
	struct secret_key *key = context;
	struct arena own;
	struct span signature;

	arena_init(&own, MiB(1), NULL, NULL);
	if (secret_key_sign(key, message, &own, &signature) == OK)
		sink_span(answer, signature);
	arena_free(&own);
}

static bool is_by(struct secret_key *key, struct span signature)
{
	const struct signed_data data = { .message = message, .has_message = true };

	return public_key_verify(&key->public, &data, signature);
}

static void children_have_no_secrets(void **state)
{
	static const char *const kinds[] = { "ed25519", "p256", "p384" };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct secret_key key;
		struct span signature = { 0 };

		assert_int_equal(secret_key_make(kinds[i], &arena, &key), OK);
		assert_int_equal(secret_key_sign(&key, message, &arena, &signature), OK);
		assert_true(is_by(&key, signature));
		/* However it ends: it may be that nothing can be signed with what is left. */
		if (confine_run(sign_in_child, &key, KiB(4), &arena, &signature) == OK)
			assert_false(is_by(&key, signature));
		assert_int_equal(secret_key_sign(&key, message, &arena, &signature), OK);
		assert_true(is_by(&key, signature));
		secret_key_free(&key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(children_have_no_secrets) };
	int failed;

	arena_init(&arena, MiB(8), NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}

/* The registry of orders and the strict way through it. */
#include "version/version.h"

#include <string.h>

#define ORDER(name) extern const struct version_order order_##name;
#include "orders.def"
#undef ORDER

const struct version_order *const version_orders[] = {
#define ORDER(name) &order_##name,
#include "orders.def"
#undef ORDER
	NULL,
};

const struct version_order *version_order_find(const char *name)
{
	for (size_t i = 0; version_orders[i]; i++)
		if (strcmp(version_orders[i]->name, name) == 0)
			return version_orders[i];
	return NULL;
}

bool version_parses(const struct version_order *order, struct span version)
{
	return order && version.n <= VERSION_MAX && order->parses(version);
}

bool version_compare(const struct version_order *order, struct span a, struct span b, int *out)
{
	if (!version_parses(order, a) || !version_parses(order, b))
		return false;
	*out = order->compare(a, b);
	return true;
}

struct span version_like(const struct version_order *order, struct span version, struct span other)
{
	if (!order || !order->published || order->published(other).n < other.n)
		return version;
	return order->published(version);
}

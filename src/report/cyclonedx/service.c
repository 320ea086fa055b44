/* services[]: what is called, and servers of tools. */
#include "report/cyclonedx/cyclonedx.h"

static void write_endpoints(struct cyclonedx *x, const struct component *c)
{
	if (component_property(c, "endpoint").n == 0)
		return;
	jsonw_list(&x->w, "endpoints");
	for (const struct property *p = c->properties; p; p = p->next)
		if (span_is(p->key, "endpoint"))
			jsonw_text(&x->w, NULL, p->value);
	jsonw_list_end(&x->w);
}

void cyclonedx_service(struct cyclonedx *x, const struct component *c)
{
	struct span authenticated = component_property(c, "authenticated");
	struct jsonw *w = &x->w;

	jsonw_map(w, NULL);
	jsonw_text(w, "bom-ref", bill_ref(&x->bill, c));
	if (c->supplier.n) {
		jsonw_map_flat(w, "provider");
		jsonw_text(w, "name", c->supplier);
		jsonw_map_end(w);
	}
	cyclonedx_text(x, "group", c->namespace);
	jsonw_text(w, "name", c->name);
	cyclonedx_text(x, "version", c->version);
	cyclonedx_text(x, "description", c->description);
	write_endpoints(x, c);
	if (authenticated.n)
		jsonw_bool(w, "authenticated", span_is(authenticated, "yes"));
	cyclonedx_licences(x, c);
	cyclonedx_references(x, c);
	cyclonedx_properties(x, c);
	jsonw_map_end(w);
}

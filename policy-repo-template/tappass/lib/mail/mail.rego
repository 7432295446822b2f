# METADATA
# title: What mail addresses mean
package tappass.lib.mail

import rego.v1

internal_domains := {"acme.example"}

# One address, inside the company. Several addresses in one text are never internal.
is_internal(address) if {
	parts := split(address, "@")
	count(parts) == 2
	lower(parts[1]) in internal_domains
}

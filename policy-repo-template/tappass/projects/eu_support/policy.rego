# METADATA
# title: What every agent of EU support must keep to
# labels:
#   owner: eu_support
package tappass.projects.eu_support

import rego.v1

# METADATA
# labels:
#   id: eu_no_payments
deny contains "EU support does not move money" if "payments" in input.call.capabilities

# METADATA
# labels:
#   id: eu_tickets_only
#   control: "GDPR:Art.5"
deny contains "EU support reads tickets of the EU queue only" if {
	input.call.tool in {"ticket_read", "ticket_reply"}
	input.call.args.queue != "eu"
}

network.allow contains "*.eu.acme.example"

network.allow contains "docs.acme.example:443"

network.allow contains "api.anthropic.com:443"

budget.tool_calls_per_minute := 60

compliance contains "GDPR:Art.5"

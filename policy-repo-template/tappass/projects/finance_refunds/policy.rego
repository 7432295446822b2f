# METADATA
# title: What every refund agent must keep to
# labels:
#   owner: finance_systems
package tappass.projects.finance_refunds

import rego.v1

# The most that an agent of this project gives back at once, in cents.
refund_limit_cents := 30000

# METADATA
# labels:
#   id: refund_limit
#   control: "SOC2:CC6.1"
deny contains "a refund over the project's limit" if {
	input.call.tool == "stripe_refund"
	input.call.args.amount_cents > refund_limit_cents
}

# METADATA
# labels:
#   id: refund_currency
deny contains "refunds are made in euro" if {
	input.call.tool == "stripe_refund"
	input.call.args.currency != "eur"
}

network.allow contains "api.stripe.com:443"

network.allow contains "ledger.acme.example:443"

network.allow contains "api.anthropic.com:443"

budget.per_tool.stripe_refund := 20

# METADATA
# title: What the refund agent may do
# labels:
#   owner: finance_systems
package tappass.projects.finance_refunds.agents.refund_bot

import rego.v1

allow if {
	input.call.tool == "stripe_refund"
	input.call.args.amount_cents > 0
	input.call.args.amount_cents <= 50000
}

allow if input.call.tool in {"case_read", "ledger_entry"}

# The customer is told about the refund; mail outside is asked by the organisation's rule.
allow if input.call.tool == "mail_send"

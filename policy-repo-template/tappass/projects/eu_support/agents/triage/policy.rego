# METADATA
# title: What the triage agent may do
# labels:
#   owner: eu_support
package tappass.projects.eu_support.agents.triage

import rego.v1

allow if input.call.tool == "ticket_read"

allow if {
	input.call.tool == "ticket_reply"
	input.session.counts.ticket_reply < 20
}

allow if {
	input.call.tool == "mail_send"
	data.tappass.lib.mail.is_internal(input.call.args.to)
}

network.allow contains "tickets.eu.acme.example:443"

network.allow contains "api.anthropic.com:443"

models.allow contains "claude-haiku-*"

budget.tool_calls_per_minute := 30

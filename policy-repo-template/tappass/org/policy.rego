# METADATA
# title: What no agent of acme may do, whatever a project or an agent grants
# labels:
#   owner: security
package tappass.org

import rego.v1

# METADATA
# labels:
#   id: org_refund_ceiling
#   control: "SOC2:CC6.1"
deny contains "a refund over 500.00 is made by a person" if {
	input.call.tool == "stripe_refund"
	input.call.args.amount_cents > 50000
}

# METADATA
# labels:
#   id: org_credentials
#   control: "SOC2:CC6.1"
deny contains "credentials are not read or written by agents" if {
	some path in input.call.paths
	data.tappass.lib.paths.holds_credentials(path)
}

# METADATA
# labels:
#   id: org_shell_in_production
#   control: "SOC2:CC8.1"
deny contains "no shell on production hosts" if {
	"shell" in input.call.capabilities
	input.sandbox.facts.environment == "production"
}

# METADATA
# labels:
#   id: org_external_mail
#   control: "SOC2:CC6.7"
ask contains {"tier": "user", "reason": "mail leaves the company"} if {
	"external_messaging" in input.call.capabilities
	not data.tappass.lib.mail.is_internal(input.call.args.to)
}

# Settings: ceilings for everybody. A level below can narrow them, never widen.
network.allow contains "*.acme.example"

network.allow contains "api.stripe.com:443"

network.allow contains "api.anthropic.com:443"

network.deny contains "169.254.169.254"

filesystem.read.allow contains "${workspace}/**"

filesystem.read.deny contains "${home}/.ssh/**"

filesystem.read.deny contains "${home}/.aws/**"

filesystem.write.allow contains "${workspace}/**"

models.allow contains "claude-*"

budget.tool_calls_per_minute := 120

budget.tool_calls_per_session := 2000

budget.per_tool.stripe_refund := 50

rings.required contains "kernel"

audit.redact contains "card_number"

audit.heartbeat_seconds := 30

freshness.grace_seconds := 300

freshness.on_stale := "deny_all"

package tappass.projects.finance_refunds.agents.refund_bot_test

import rego.v1

refund(cents) := {"call": {"tool": "stripe_refund", "args": {"amount_cents": cents}}}

test_a_refund_is_allowed if {
	data.tappass.projects.finance_refunds.agents.refund_bot.allow with input as refund(12000)
}

test_nothing_is_no_refund if {
	not data.tappass.projects.finance_refunds.agents.refund_bot.allow with input as refund(0)
}

test_an_amount_as_text_is_no_refund if {
	not data.tappass.projects.finance_refunds.agents.refund_bot.allow with input as refund("12000")
}

test_the_shell_is_not_granted if {
	not data.tappass.projects.finance_refunds.agents.refund_bot.allow with input as {"call": {"tool": "bash", "args": {}}}
}

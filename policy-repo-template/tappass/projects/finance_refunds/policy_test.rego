package tappass.projects.finance_refunds_test

import rego.v1

refund(cents, currency) := {"call": {
	"tool": "stripe_refund",
	"args": {"amount_cents": cents, "currency": currency},
}}

test_a_refund_at_the_limit_is_not_denied if {
	limit := data.tappass.projects.finance_refunds.refund_limit_cents
	count(data.tappass.projects.finance_refunds.deny) == 0 with input as refund(limit, "eur")
}

test_a_cent_more_is if {
	limit := data.tappass.projects.finance_refunds.refund_limit_cents
	count(data.tappass.projects.finance_refunds.deny) == 1 with input as refund(limit + 1, "eur")
}

test_another_currency_is if {
	count(data.tappass.projects.finance_refunds.deny) == 1 with input as refund(1, "usd")
}

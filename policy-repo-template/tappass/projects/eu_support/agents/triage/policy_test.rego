package tappass.projects.eu_support.agents.triage_test

import rego.v1

replies(count) := {
	"call": {"tool": "ticket_reply", "args": {}},
	"session": {"counts": {"ticket_reply": count}},
}

test_the_twentieth_reply_is_allowed if {
	data.tappass.projects.eu_support.agents.triage.allow with input as replies(19)
}

test_the_next_is_not if {
	not data.tappass.projects.eu_support.agents.triage.allow with input as replies(20)
}

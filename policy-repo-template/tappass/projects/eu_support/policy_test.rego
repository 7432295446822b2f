package tappass.projects.eu_support_test

import rego.v1

ticket(queue) := {"call": {
	"tool": "ticket_read", "args": {"id": "T-1", "queue": queue},
	"capabilities": ["customer_data"],
}}

test_the_eu_queue_is_read if count(data.tappass.projects.eu_support.deny) == 0 with input as ticket("eu")

test_another_queue_is_not if count(data.tappass.projects.eu_support.deny) == 1 with input as ticket("us")

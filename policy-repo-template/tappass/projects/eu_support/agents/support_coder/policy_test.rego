package tappass.projects.eu_support.agents.support_coder_test

import rego.v1

call(tool, args, paths, hosts) := {"call": {
	"tool": tool, "args": args,
	"paths": paths, "hosts": hosts, "capabilities": [],
}}

test_reading_is_allowed if {
	data.tappass.projects.eu_support.agents.support_coder.allow with input as call("read_file", {}, ["/work/a.py"], [])
}

test_a_refund_is_not_granted if {
	not data.tappass.projects.eu_support.agents.support_coder.allow with input as call("stripe_refund", {}, [], [])
}

test_fetching_the_documentation_is_allowed if {
	data.tappass.projects.eu_support.agents.support_coder.allow with input as call("web_fetch", {}, [], ["docs.acme.example"])
}

test_fetching_elsewhere_is_not if {
	not data.tappass.projects.eu_support.agents.support_coder.allow with input as call("web_fetch", {}, [], ["evil.example"])
}

test_pipelines_are_not_edited if {
	count(data.tappass.projects.eu_support.agents.support_coder.deny) == 1 with input as call("edit_file", {}, ["/work/.github/workflows/x.yml"], [])
}

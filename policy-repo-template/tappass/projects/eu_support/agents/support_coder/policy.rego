# METADATA
# title: What the support coder may do
# labels:
#   owner: eu_support
package tappass.projects.eu_support.agents.support_coder

import rego.v1

reads := {"read_file", "glob", "grep", "todo_write", "ticket_read"}

writes := {"edit_file", "write_file"}

allow if input.call.tool in reads

allow if input.call.tool in writes

allow if input.call.tool == "bash"

allow if {
	input.call.tool == "web_fetch"
	some host in input.call.hosts
	host == "docs.acme.example"
}

allow if input.call.tool in {"ticket_reply", "mail_send"}

# METADATA
# labels:
#   id: coder_no_pipelines
deny contains "pipelines are changed by pull request only" if {
	input.call.tool in writes
	some path in input.call.paths
	contains(path, "/.github/")
}

package tappass.org_test

import rego.v1

refund(cents) := {
	"call": {
		"tool": "stripe_refund", "args": {"amount_cents": cents},
		"capabilities": ["payments"], "paths": [],
	},
	"sandbox": {"facts": {}},
}

test_a_refund_of_500_is_not_denied if {
	count(data.tappass.org.deny) == 0 with input as refund(50000)
}

test_a_cent_more_is_denied if {
	count(data.tappass.org.deny) == 1 with input as refund(50001)
}

test_credentials_are_denied_wherever_they_lie if {
	every path in ["/home/a/.ssh/id_ed25519", "/srv/x/.aws/credentials", "/work/.env"] {
		"credentials are not read or written by agents" in data.tappass.org.deny with input as {
			"call": {"tool": "read_file", "args": {}, "capabilities": [], "paths": [path]},
			"sandbox": {"facts": {}},
		}
	}
}

test_internal_mail_is_not_asked if {
	count(data.tappass.org.ask) == 0 with input as mail("desk@acme.example")
}

test_external_mail_is_asked if {
	count(data.tappass.org.ask) == 1 with input as mail("customer@mail.example")
}

test_mail_to_a_look_alike_is_asked if {
	count(data.tappass.org.ask) == 1 with input as mail("desk@notacme.example")
}

test_no_shell_in_production if {
	count(data.tappass.org.deny) == 1 with input as {
		"call": {"tool": "bash", "args": {"command": "ls"}, "capabilities": ["shell"], "paths": []},
		"sandbox": {"facts": {"environment": "production"}},
	}
}

mail(to) := {
	"call": {
		"tool": "mail_send", "args": {"to": to},
		"capabilities": ["external_messaging"], "paths": [],
	},
	"sandbox": {"facts": {}},
}

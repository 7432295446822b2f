package tappass.packs.soc2_baseline.v1_0_0_test

import rego.v1

test_fifty_denials_end_a_session if {
	count(data.tappass.packs.soc2_baseline.v1_0_0.deny) == 1 with input as {"session": {"denials": 50}}
}

test_fewer_do_not if {
	count(data.tappass.packs.soc2_baseline.v1_0_0.deny) == 0 with input as {"session": {"denials": 49}}
}

# METADATA
# title: SOC 2 baseline for agents
# labels:
#   owner: security
package tappass.packs.soc2_baseline.v1_0_0

import rego.v1

# METADATA
# labels:
#   id: soc2_runaway_session
#   control: "SOC2:CC7.2"
deny contains "a session that is denied 50 times has lost its way" if input.session.denials >= 50

compliance contains "SOC2:CC6.1"

compliance contains "SOC2:CC6.7"

compliance contains "SOC2:CC7.2"

compliance contains "SOC2:CC8.1"

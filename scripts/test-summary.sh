#!/bin/sh
# Sums the reports of the test runner and prints one line in all and one for each skipped suite, with its reason.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
reports=$(find . -path '*/target/surefire-reports/TEST-*.xml' -not -path '*/target/quick/*' | sort)
if [ -z "$reports" ]; then
  echo "error: no test report was found" >&2
  exit 1
fi
# shellcheck disable=SC2086
awk '
  /<testsuite / {
    if (match($0, / tests="[0-9]+"/)) tests += substr($0, RSTART + 8, RLENGTH - 9)
    if (match($0, / errors="[0-9]+"/)) failed += substr($0, RSTART + 9, RLENGTH - 10)
    if (match($0, / failures="[0-9]+"/)) failed += substr($0, RSTART + 11, RLENGTH - 12)
    if (match($0, / skipped="[0-9]+"/)) skipped += substr($0, RSTART + 10, RLENGTH - 11)
  }
  /<testcase / {
    name = ""
    if (match($0, / name="[^"]*"/)) name = substr($0, RSTART + 7, RLENGTH - 8)
    class = ""
    if (match($0, / classname="[^"]*"/)) class = substr($0, RSTART + 12, RLENGTH - 13)
  }
  /<skipped/ { inside = 1; reason = "" }
  inside {
    if (match($0, /Assumption failed: [^\]<]*/)) reason = substr($0, RSTART + 19, RLENGTH - 19)
    else if (match($0, /message="[^"]*"/)) reason = substr($0, RSTART + 9, RLENGTH - 10)
    if ($0 ~ /<\/skipped>|\/>/) {
      # One line for all tests of a class that are skipped for one reason.
      key = class SUBSEP (reason == "" ? "no reason given" : reason)
      if (!(key in count)) keys[++n] = key
      count[key]++; names[key] = name; inside = 0
    }
  }
  END {
    printf "Tests  %d run, %d failed, %d skipped\n", tests, failed, skipped
    for (i = 1; i <= n; i++) {
      split(keys[i], part, SUBSEP)
      print "skipped  " part[1] (count[keys[i]] == 1 ? "." names[keys[i]] : ", " count[keys[i]] " tests") ": " part[2]
    }
    if (tests == 0 || failed > 0) exit 1
  }' $reports

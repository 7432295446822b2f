#!/bin/sh
# Uses the built command as an operator would: starts the stack, pushes with plain git what must and what must not be released, asks,
# kills the stack, starts it again, verifies its evidence.
#   scripts/smoke.sh            needs git; TAPPASS_SMOKE_KEEP=1 keeps the folder for a look
# Prints a line for each check and ends with the counts; exit code 1 if one failed.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
tappass="$root/tappass"
if ! command -v git >/dev/null 2>&1; then
  echo "SKIP  smoke: git is not installed, and it is what the test pushes with"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/tappass-smoke.XXXXXX")
data="$work/data"
clone="$work/clone"
pid=
good=
passed=0
failed=0
# How long one thing may take, in seconds; generous, because only a failure takes so long.
patience=${TAPPASS_SMOKE_PATIENCE:-60}

# The caller's git configuration must not change what is pushed.
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
GIT_AUTHOR_NAME=smoke GIT_AUTHOR_EMAIL=smoke@acme.example GIT_COMMITTER_NAME=smoke GIT_COMMITTER_EMAIL=smoke@acme.example
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

cleanup() {
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  fi
  if [ -n "${TAPPASS_SMOKE_KEEP:-}" ]; then
    echo "kept $work"
  else
    rm -rf "$work"
  fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

pass() {
  passed=$((passed + 1))
  echo "PASS  $1"
}

# fail WHAT [FILE]: shows the file, so that a log of CI is enough to see why.
fail() {
  failed=$((failed + 1))
  echo "FAIL  $1"
  if [ -n "${2:-}" ] && [ -f "$2" ]; then
    sed 's/^/      | /' "$2" | tail -n 40
  fi
}

# has WHAT FILE TEXT: the file holds the text.
has() {
  if grep -qF -- "$3" "$2"; then pass "$1"; else
    fail "$1 (no \"$3\")" "$2"
  fi
}

# ends WHAT CODE COMMAND...: the command ends with that exit code; its output is in $work/out.
ends() {
  what=$1 code=$2
  shift 2
  "$@" >"$work/out" 2>&1
  got=$?
  if [ "$got" -eq "$code" ]; then pass "$what"; else
    fail "$what (exit code $got, not $code)" "$work/out"
  fi
}

# field NAME FILE: the first member of that name of an indented JSON document.
field() {
  sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$2" | head -n 1
}

status() {
  "$tappass" status --data "$data" >"$work/status" 2>&1
}

# waits TEXT: until the status says so; the last one is in $work/status.
waits() {
  end=$(($(date +%s) + patience))
  until status; grep -qF -- "$1" "$work/status"; do
    if [ "$(date +%s)" -ge "$end" ]; then return 1; fi
    sleep 0.3
  done
}

release() {
  sed -n 's/^release \([0-9]*\).*/\1/p' "$work/status" | head -n 1
}

# Three sandboxes, and each has the newest release in force.
everywhere() {
  number=$(release)
  [ -n "$number" ] && [ "$(grep -cE "^sb-[a-z]+ +[a-z_/]+ +$number +$number +current\$" "$work/status")" -eq 3 ]
}

start() {
  rm -f "$work/ready.json"
  "$tappass" dev --data "$data" --ready-file "$work/ready.json" --poll-millis 300 >"$work/dev.out" 2>>"$work/dev.err" &
  pid=$!
  end=$(($(date +%s) + patience * 3))
  while [ ! -f "$work/ready.json" ]; do
    if ! kill -0 "$pid" 2>/dev/null || [ "$(date +%s)" -ge "$end" ]; then
      fail "the stack starts" "$work/dev.err"
      echo "$passed passed, $failed failed"
      exit 1
    fi
    sleep 0.2
  done
}

# released WHAT: commits what lies in the clone, pushes it, waits until it is in force everywhere.
released() {
  if ! push; then
    fail "$1: git push" "$work/push"
    return
  fi
  end=$(($(date +%s) + patience))
  if ! waits "commit $(git -C "$clone" rev-parse HEAD | cut -c1-12)"; then
    fail "$1" "$work/status"
    return
  fi
  until everywhere; do
    if [ "$(date +%s)" -ge "$end" ]; then
      fail "$1" "$work/status"
      return
    fi
    status
  done
  good=$(git -C "$clone" rev-parse HEAD)
  pass "$1 (release $(release))"
}

push() {
  { git -C "$clone" add -A && git -C "$clone" commit -qm "Smoke" && git -C "$clone" push -q "$@" origin HEAD:main; } >"$work/push" 2>&1
}

# stays WHAT TEXT: what lies in the clone is pushed; the status says TEXT, no release is made, and what was in force stays.
stays() {
  status
  before=$(release)
  if ! push; then
    fail "$1: git push" "$work/push"
  elif ! waits "$2"; then
    fail "$1 (the status never said \"$2\")" "$work/status"
  elif [ "$(release)" != "$before" ]; then
    fail "$1 (release $(release) was made)" "$work/status"
  elif ! everywhere; then
    fail "$1 (not in force everywhere any more)" "$work/status"
  elif ! keeps; then
    fail "$1 (the policy in force decides otherwise)"
  else
    pass "$1"
  fi
  restore
}

# The work tree of the last commit that was released, to be committed on top of whatever came after it.
restore() {
  git -C "$clone" read-tree -u --reset "$good" 2>/dev/null
  git -C "$clone" clean -qffdx
}

# refund CENTS: the decision of the refund sandbox, a word.
refund() {
  printf '{"tool":"stripe_refund","args":{"charge":"ch_1","amount_cents":%s,"currency":"eur"}}' "$1" |
    "$tappass" decide --data "$data" --sandbox sb-refund --call - 2>&1 | sed 's/[^a-z].*//'
}

# The policy of the last release is in force: the one refund is denied, the other allowed.
keeps() {
  printf '{"tool":"stripe_refund","args":{"charge":"ch_1","amount_cents":%s,"currency":"eur"}}\n' 12000 9000 |
    "$tappass" decide --data "$data" --sandbox sb-refund --call - 2>&1 | sed 's/[^a-z].*//' | tr '\n' ' ' >"$work/keeps"
  [ "$(cat "$work/keeps")" = "deny allow " ]
}

# asks WHAT SANDBOX TEXT CALL: the answer to the call holds the text.
asks() {
  printf '%s' "$4" | "$tappass" decide --data "$data" --sandbox "$2" --call - >"$work/out" 2>&1
  has "$1" "$work/out" "$3"
}

policy="tappass/projects/finance_refunds/policy.rego"
agent="tappass/projects/finance_refunds/agents/refund_bot/policy.rego"
org="tappass/org/policy.rego"

ends "the command says its version" 0 "$tappass" --version
ends "status without a stack is refused" 2 "$tappass" status --data "$work/nothing"
has "  and says what to start" "$work/out" "tappass dev"

# --- start, clone by URL, push by path
start
if waits "release 1 " && { until everywhere; do status; done; }; then
  pass "the template is released and in force everywhere"
else
  fail "the template is released and in force everywhere" "$work/status"
fi
ends "git clones the repository by URL" 0 git clone -q "$(field repository_url "$work/ready.json")" "$clone"
if [ "$(refund 12000)" = allow ]; then pass "a refund of 120.00 is allowed"; else fail "a refund of 120.00 is allowed"; fi
sed -i.old 's/refund_limit_cents := 30000/refund_limit_cents := 10000/' "$clone/$policy" && rm "$clone/$policy.old"
released "a stricter rule pushed by URL is in force"
if [ "$(refund 12000)" = deny ]; then pass "the same refund is denied"; else fail "the same refund is denied"; fi
git -C "$clone" remote set-url origin "$(field repository "$work/ready.json")"
echo "# a comment" >>"$clone/$policy"
released "a push by path is released too"

# --- decide
asks "a refund of 900.00 is denied, with the reason" sb-refund "a refund over 500.00" \
  '{"tool":"stripe_refund","args":{"charge":"ch_1","amount_cents":90000,"currency":"eur"}}'
asks "an unknown tool is denied" sb-refund "unknown_tool" '{"tool":"nuke","args":{}}'
asks "Claude Code's own JSON is understood" sb-refund "ask" \
  '{"session_id":"s","transcript_path":"/dev/null","cwd":"/tmp","permission_mode":"default","hook_event_name":"PreToolUse","tool_name":"mcp__mail__send","tool_input":{"to":"a@b.example","subject":"s","body":"b"},"tool_use_id":"t"}'
asks "the tool of another sandbox is denied" sb-triage "deny" \
  '{"tool":"stripe_refund","args":{"charge":"ch_1","amount_cents":100,"currency":"eur"}}'
asks "a key given twice is denied" sb-refund "deny" \
  '{"tool":"stripe_refund","tool":"case_read","args":{"charge":"ch_1","amount_cents":100,"currency":"eur"}}'
asks "garbage is denied" sb-refund "deny" 'not json {'
: >"$work/empty"
ends "an empty call is denied" 1 "$tappass" decide --data "$data" --sandbox sb-refund --call "$work/empty"
ends "a sandbox that is not here is refused" 2 "$tappass" decide --data "$data" --sandbox sb-nobody --call "$work/empty"
printf '%s\n' '{"tool":"case_read","args":{}}' '' '{"tool":"nuke","args":{}}' >"$work/calls.jsonl"
ends "JSON lines are answered, and one denial is exit code 1" 1 \
  "$tappass" decide --data "$data" --sandbox sb-refund --call "$work/calls.jsonl" --format json
if [ "$(grep -c '^{.*}$' "$work/out")" -eq 2 ]; then pass "  a JSON line for each call"; else fail "  a JSON line for each call" "$work/out"; fi
ends "receipts are shown" 0 "$tappass" receipts --data "$data"

# --- a second stack, a kill, a restart
ends "a second stack on the same folder is refused" 2 "$tappass" dev --data "$data"
has "  and says why" "$work/out" "another stack is running"
status
before=$(release)
records_before=$(cat "$data"/hosts/*/log/*.jsonl | wc -l)
kill -9 "$pid"
wait "$pid" 2>/dev/null
pid=
ends "after a kill the status says that nothing answers" 2 "$tappass" status --data "$data"
start
waits "release $before " && { until everywhere; do status; done; }
if [ "$(release)" = "$before" ] && everywhere; then pass "after kill -9 release $before is in force again"; else
  fail "after kill -9 release $before is in force again" "$work/status"
fi
if keeps; then pass "  and decides as before"; else fail "  and decides as before"; fi
records=$(cat "$data"/hosts/*/log/*.jsonl | wc -l)
if [ "$records" -gt "$records_before" ]; then pass "the audit log goes on ($records_before, then $records records)"; else
  fail "the audit log goes on ($records_before, then $records records)"
fi
# The stack that was killed took its port along.
git -C "$clone" remote set-url origin "$(field repository_url "$work/ready.json")"

# --- what must not be released
echo 'deny contains "x" if {' >>"$clone/$org"
stays "a broken organisation releases nothing" "$org"
ln -s /etc/passwd "$clone/tappass/org/link.rego"
stays "a symbolic link releases nothing" "link.rego"
git -C "$clone" update-index --add --cacheinfo 160000,"$(git -C "$clone" rev-parse HEAD)",tappass/org/module
mkdir -p "$clone/tappass/org/module"
stays "a submodule releases nothing" "module"
head -c 2097152 /dev/zero | tr '\0' '#' >"$clone/tappass/org/big.rego"
stays "a file of 2 MiB releases nothing" "big.rego"
mkdir "$clone/many"
number=0
while [ "$number" -lt 6000 ]; do
  : >"$clone/many/$number"
  number=$((number + 1))
done
stays "6,000 more files release nothing" "files"
sed -i.old 's/^package tappass.org$/package tappass.elsewhere/' "$clone/$org" && rm "$clone/$org.old"
stays "a package that does not match its path releases nothing" "tappass.elsewhere"
printf '\ndeny contains "x" if http.send({"method": "get", "url": "http://a.example"}).status_code == 200\n' >>"$clone/$org"
stays "a builtin outside the profile releases nothing" "http.send"

# --- what stops one corner only: its scope stalls and keeps its last good policy, the rest goes on
stalls() {
  if push && waits "$2 is stalled"; then pass "$1"; else fail "$1" "$work/status"; fi
  if keeps; then pass "  and its last good policy stays in force"; else fail "  and its last good policy stays in force"; fi
  restore
}
printf '\nbudget.per_tool.stripe_refund := 500\n' >>"$clone/$agent"
stalls "an agent that relaxes a ceiling stalls" "projects.finance_refunds.agents.refund_bot"
printf '\nagents.refund_bot.allow := true\n' >>"$clone/$policy"
stalls "a project that writes into its agent's package stalls" "projects.finance_refunds"
released "the repair is released"

# --- history
status
before=$(release)
commit=$(sed -n 's/^release.*commit //p' "$work/status" | head -n 1)
head=$(git -C "$clone" rev-parse HEAD)
git -C "$clone" reset -q --hard HEAD~2 && echo "# other" >>"$clone/$policy"
if push --force && waits "history_rewritten"; then pass "a rewritten history is said in the status"; else
  fail "a rewritten history is said in the status" "$work/status"
fi
if [ "$(release)" = "$before" ] && grep -qF "$commit" "$work/status" && everywhere; then pass "  and releases nothing"; else
  fail "  and releases nothing" "$work/status"
fi
git -C "$clone" reset -q --hard "$head" && echo "# forward" >>"$clone/$policy"
if git -C "$clone" push -q --force origin "$head:main" 2>"$work/push"; then released "the old history goes on"; else
  fail "the old history goes on" "$work/push"
fi

# --- evidence
ends "the host's log is exported" 0 "$tappass" audit export --data "$data" --out "$work/evidence"
ends "the evidence verifies offline" 0 "$tappass" audit verify "$work/evidence" --trust "$data/audit-trust.json"
first=$(find "$work/evidence" -name '*.jsonl' | sort | head -n 1)
sed -i.old '2s/acme/acmf/' "$first" && rm "$first.old"
ends "a changed record is found" 1 "$tappass" audit verify "$work/evidence" --trust "$data/audit-trust.json"

# --- the end
kill "$pid"
wait "$pid"
code=$?
pid=
if [ "$code" -eq 0 ] || [ "$code" -eq 143 ] || [ "$code" -eq 130 ]; then pass "the stack ends when it is told"; else
  fail "the stack ends when it is told (exit code $code)" "$work/dev.err"
fi
has "  and says so" "$work/dev.out" "stopping"
if grep -q "Exception" "$work/dev.err"; then fail "no exception in the log" "$work/dev.err"; else pass "no exception in the log"; fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

# shellcheck shell=sh
# Starts a main class of the built command, and builds first if a source is newer than what was built.
# Sourced by ./tappass and ./tappass-host, which set root, main_class and jvm_flags.

. "$root/scripts/jdk.sh"
tappass_find_jdk || exit 2

# The folder of a build that is newer than every source, or nothing.
fresh() {
  for candidate in "$root/cli/target" "$root/cli/target/quick"; do
    [ -f "$candidate/app/classpath" ] || continue
    newer=$(find "$root/pom.xml" "$root/compiler-lib" "$root/providers" "$root/functions" "$root/host-puller" "$root/localstack" "$root/cli" \
      \( -name target -prune \) -o \( -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$candidate/app/classpath" -print \) | head -n 1)
    if [ -z "$newer" ]; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

built=$(fresh) || {
  echo "tappass: building (a minute the first time) ..." >&2
  mkdir -p "$root/.cache"
  # Its chatter matters only if it fails.
  (cd "$root" && ./build -q --no-transfer-progress -Dstyle.color=never -Dquick -DskipTests package) >"$root/.cache/launch-build.log" 2>&1 || {
    cat "$root/.cache/launch-build.log" >&2
    echo "error: the build failed; run ./build for the whole story" >&2
    exit 2
  }
  built="$root/cli/target/quick"
  # Maven leaves a class path that did not change as old as it was.
  touch "$built/app/classpath"
}

jar=$(ls "$built"/tappass-cli-*.jar | grep -v -e sources -e tests | head -n 1)

# Replaces the shell by the JVM; few, fixed flags without spaces: meant to be split.
launch() {
  # shellcheck disable=SC2086
  exec "$JAVA_HOME/bin/java" $jvm_flags -Xshare:auto --enable-native-access=ALL-UNNAMED \
    -Dsun.net.httpserver.nodelay=true -Dtappass.root="$root" \
    -cp "$jar:$(cat "$built/app/classpath")" "$main_class" "$@"
}

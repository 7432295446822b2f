# shellcheck shell=sh
# Finds a JDK 25 or later without starting a JVM and sets JAVA_HOME; sourced by ./build and ./tappass.
# Reads JAVA_VERSION from <home>/release and wants bin/javac. Plain sh: dash, bash and busybox run it.

tappass_jdk_seen=""
tappass_jdk_try() {
  [ -f "$1/release" ] && [ -x "$1/bin/javac" ] || return 1
  tappass_jdk_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1)
  [ -n "$tappass_jdk_version" ] || return 1
  if [ "$tappass_jdk_version" -ge 25 ]; then
    JAVA_HOME=$1
    export JAVA_HOME
    return 0
  fi
  tappass_jdk_seen="$tappass_jdk_seen
    $tappass_jdk_version  $1"
  return 1
}

tappass_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ]; then tappass_jdk_try "$JAVA_HOME" && return 0; fi
  for tappass_tool in javac java; do
    tappass_path=$(command -v "$tappass_tool" 2>/dev/null) || continue
    tappass_path=$(readlink -f "$tappass_path" 2>/dev/null) || continue
    tappass_jdk_try "$(dirname "$(dirname "$tappass_path")")" && return 0
  done
  for tappass_home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -d "$tappass_home" ] || continue
    tappass_jdk_try "$tappass_home" && return 0
  done
  {
    echo "error: TapPass needs a JDK 25 or later, and none was found."
    if [ -n "$tappass_jdk_seen" ]; then echo "  found only:$tappass_jdk_seen"; fi
    echo "  hint: install one (https://adoptium.net/temurin/releases/?version=25), or set JAVA_HOME to its folder."
  } >&2
  return 2
}

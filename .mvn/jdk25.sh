# Finds JDK 25 and exports its folder as JAVA_HOME. Sourced by mvnw, tradewitness and .ci/run; plain POSIX sh.
# Order: JAVA_HOME itself, the usual folders of Linux and macOS, the javac on the PATH.
# TRADEWITNESS_JDKS, when set, names the folders to look in instead of the usual ones, separated by blanks.

jdk25_is() {
  [ -x "$1/bin/javac" ] && "$1/bin/java" -version 2>&1 | grep -q 'version "25[."]'
}

# Prints the folder, or nothing.
jdk25_find() {
  # shellcheck disable=SC2086 # one word for each folder
  for jdk25_candidate in "${JAVA_HOME:-}" ${TRADEWITNESS_JDKS-/usr/lib/jvm/*25* /usr/java/*25* /opt/java/*25* /opt/jdk*25* \
    /opt/homebrew/opt/openjdk@25 /usr/local/opt/openjdk@25 /Library/Java/JavaVirtualMachines/*25*/Contents/Home} \
    "${HOME:-/}"/Library/Java/JavaVirtualMachines/*25*/Contents/Home "${HOME:-/}"/.sdkman/candidates/java/25* \
    "${HOME:-/}"/.jdks/*25* "${HOME:-/}"/.local/share/mise/installs/java/*25*; do
    if [ -n "$jdk25_candidate" ] && jdk25_is "$jdk25_candidate"; then
      echo "$jdk25_candidate"
      return
    fi
  done
  jdk25_candidate=$(command -v javac || true)
  while [ -L "$jdk25_candidate" ]; do
    jdk25_target=$(readlink "$jdk25_candidate")
    case $jdk25_target in
      /*) jdk25_candidate=$jdk25_target ;;
      *) jdk25_candidate=$(dirname "$jdk25_candidate")/$jdk25_target ;;
    esac
  done
  jdk25_candidate=$(dirname "$(dirname "$jdk25_candidate")")
  if jdk25_is "$jdk25_candidate"; then
    echo "$jdk25_candidate"
  fi
}

JAVA_HOME=$(jdk25_find)
if [ -z "$JAVA_HOME" ]; then
  echo "${0##*/}: JDK 25 is needed and was not found: get it from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to its folder" >&2
  exit 1
fi
export JAVA_HOME

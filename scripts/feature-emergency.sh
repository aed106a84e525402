#!/usr/bin/env bash
# Emergency controls with nothing but curl; `hoist kill` and its like do the same and more.
#
# HOIST_URL is the server, EMERGENCY_TOKEN the token, HOIST_ENVIRONMENT the environment if the
# token has several. Exit status: 0 done, 1 refused or failed, 2 wrong usage.
set -u

usage() {
  cat >&2 <<'USAGE'
Usage: feature-emergency.sh COMMAND ...

  kill FLAG [REASON]        everybody gets the off result, at once
  revive FLAG [REASON]      the flag's definition holds again
  rollback FLAG [REASON]    the definition before the last change holds again
  freeze [REASON]           no experiment and no other definition changes
  unfreeze [REASON]         they may change again
  status                    what is killed, what is frozen

EMERGENCY_TOKEN is the token, HOIST_URL the server (default http://127.0.0.1:8080).
USAGE
  exit 2
}

# A text as a JSON string. Control characters become spaces: no reason needs them.
json_string() {
  local text
  text=$(printf '%s' "$1" | tr '\000-\037' ' ')
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "$text"
}

# A flag's key stands in the path, so it is checked here as the server would.
check_key() {
  case $1 in
    '' | [!a-zA-Z]* | *[!a-zA-Z0-9._-]*)
      printf 'error: %s is no key of a flag\n' "$(json_string "$1")" >&2
      exit 2
      ;;
  esac
}

# ask METHOD PATH [OPTION...]: prints the answer. The token goes by standard input, so that nobody
# sees it in the list of processes.
ask() {
  local method=$1 path=$2 url=${HOIST_URL:-http://127.0.0.1:8080} query=''
  shift 2
  if [ -n "${HOIST_ENVIRONMENT:-}" ]; then
    query="?environment=$HOIST_ENVIRONMENT"
  fi
  printf 'header = "Authorization: Bearer %s"\n' "$EMERGENCY_TOKEN" |
    curl --disable --config - --silent --show-error --fail-with-body --globoff \
      --connect-timeout 5 --max-time 60 --request "$method" "$@" "${url%/}$path$query"
}

# A POST whose reason stands in its body.
post() {
  run POST "$1" --header 'Content-Type: application/json' \
    --data-binary "{\"reason\": $(json_string "$2")}"
}

# Indents where jq is there; what is no JSON is shown as it is.
show() {
  if [ -z "$1" ]; then
    return
  fi
  if command -v jq >/dev/null 2>&1 && printf '%s' "$1" | jq . 2>/dev/null; then
    return
  fi
  printf '%s\n' "$1"
}

# Tells the team, where there is a way to; a broken hook does not undo the act.
notify() {
  if [ -x ./notify-team.sh ]; then
    ./notify-team.sh "$1" || printf 'warning: ./notify-team.sh failed\n' >&2
  fi
}

# Asks, and ends the script where the server refuses or does not answer.
run() {
  local answer status=0
  answer=$(ask "$@") || status=$?
  if [ "$status" -ne 0 ]; then
    show "$answer" >&2
    printf 'error: it was not done\n' >&2
    exit 1
  fi
  show "$answer"
}

[ $# -ge 1 ] || usage
command=$1
shift
case $command in
  kill | revive | rollback) { [ $# -ge 1 ] && [ $# -le 2 ]; } || usage ;;
  freeze | unfreeze) [ $# -le 1 ] || usage ;;
  status) [ $# -eq 0 ] || usage ;;
  *) usage ;;
esac
case ${EMERGENCY_TOKEN:-} in
  '' | *[!a-zA-Z0-9._~+/=-]*)
    printf 'error: set EMERGENCY_TOKEN to a token, as it was shown\n' >&2
    exit 2
    ;;
esac
case ${HOIST_ENVIRONMENT:-} in
  *[!a-zA-Z0-9._-]*)
    printf 'error: HOIST_ENVIRONMENT is no name of an environment\n' >&2
    exit 2
    ;;
esac

reason='Emergency action'
case $command in
  kill | revive | rollback)
    check_key "$1"
    reason=${2:-$reason}
    post "/flags/$1/$command" "$reason"
    notify "$command of $1: $reason"
    ;;
  freeze | unfreeze)
    reason=${1:-$reason}
    post "/experiments/$command" "$reason"
    notify "$command: $reason"
    ;;
  status)
    run GET /status
    ;;
esac

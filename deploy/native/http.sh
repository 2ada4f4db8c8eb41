# shellcheck shell=bash
# Asks a service how it is, with what bash brings: a fresh machine has no curl. Sourced.

# One HTTP answer: the status on the first line, then the body. HTTP/1.0 keeps the body in one piece.
http_get() { # PORT PATH
  (
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
    IFS=' ' read -r -t 5 _ status _ <&3 || exit 1
    echo "$status"
    while IFS= read -r -t 5 line <&3 && [[ $line != $'\r' ]]; do :; done
    timeout 5 cat <&3
  )
}

ready() { # NAME
  local answer
  answer=$(http_get "$(cat "$data/run/$1.port")" /health/ready) && [[ ${answer%%$'\n'*} == 200 ]]
}

# Which service is not ready, why, and where its log is.
explain() { # NAME
  local why
  why=$(http_get "$(cat "$data/run/$1.port")" /health/ready | grep -o '"why":"[^"]*"' | sed 's/"why":"\(.*\)"/\1/' | paste -sd' ' -) || true
  [[ $why ]] || why=$(grep -v '^deploy: ' "$data/logs/$1.log" 2>/dev/null | tail -n 1)
  say "deploy/up: $1 is not ready: ${why:-it does not answer} (log: $data/logs/$1.log)"
}

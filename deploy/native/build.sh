# shellcheck shell=bash
# Builds what runs natively. Sourced by run.sh and by deploy/platform.
# shellcheck disable=SC2154 # root and data come from who sources this

# The build goes under --data: the checkout stays as it is, and several can be built at once. It is compiled ahead of time, and run without
# compiling again what is hot: four processes that do so on two cores spend longer on it than on their first 5,000 documents (measured:
# 345 documents/s without, 845 with). Analyzers are for who changes the code; no compiler or build server is left behind.
publish_services() {
  local stamp=$data/build/stamp
  command -v dotnet >/dev/null || refuse "the .NET 10 SDK is missing; install it from https://dotnet.microsoft.com/download, or use --docker."
  if [[ -e $stamp && -z $(find "$root/services" "$root/deploy/services" "$root"/Directory.*.props "$root/global.json" \
      -type f -newer "$stamp" -not -path '*/obj/*' -not -path '*/bin/*' -print -quit) ]]; then
    return
  fi
  mkdir -p "$data/build" "$data/logs"
  rm -rf "$stamp" "$data/build/services" # a library that nothing uses any more would be found there
  touch "$stamp.new" # as old as the beginning: what changes meanwhile is built next time
  say "building (a minute the first time)"
  patiently dotnet publish "$root/deploy/services" -c Release --artifacts-path "$data/build" -o "$data/build/services" --disable-build-servers \
    -v q --nologo -p:UseAppHost=false -p:RunAnalyzers=false </dev/null >"$data/logs/build.log" 2>&1 || {
    grep -E 'error' "$data/logs/build.log" | sort -u | head -n 5 >&2
    say "${0##*/}: building failed; the whole output is in $data/logs/build.log."
    exit 1
  }
  chmod -R a+rX "$data/build"
  mv "$stamp.new" "$stamp"
}

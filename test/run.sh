#!/usr/bin/env bash
# Builds, checks and tests. Arguments go to jest. The last line is `N passed, N failed`: the tests, plus one failed for
# every other step that failed. Nothing stops early, so one run tells everything.
set -u
cd "$(dirname "$0")/.." || exit 1
export CI="${CI:-true}" # jest then writes no snapshot it was not asked for

broken=()
step() {
  local name="$1"
  shift
  echo "== ${name}"
  if ! "$@" </dev/null; then
    broken+=("${name}")
    echo "== ${name}: failed"
  fi
}

step build npm run -s build
# The linter takes as long as all else together, and one core: the rest runs beside it.
others="$(mktemp)"
failed_others="$(mktemp)"
(
  broken=()
  for check in format types boundaries dead; do step "check:${check}" npm run -s "check:${check}"; done
  # For what it does, not for how fast: every path it measures must work, and every figure must be one.
  step 'bench --quick' npm run -s bench -- --quick
  printf '%s\n' "${broken[@]}" >"${failed_others}"
) >"${others}" 2>&1 &
step 'check:lint' npm run -s check:lint
wait "$!"
cat "${others}"
while IFS= read -r check; do
  if [[ -n "${check}" ]]; then broken+=("${check}"); fi
done <"${failed_others}"
rm -f "${others}" "${failed_others}"

echo '== jest'
summary_file="$(mktemp)"
trap 'rm -f "${summary_file}"' EXIT
SUMMARY_FILE="${summary_file}" npx --no-install jest "$@" </dev/null
jest_status=$?

passed=0
failed=0
skipped=''
if [[ "$(cat "${summary_file}")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ [0-9]+\ skipped)?$ ]]; then
  passed="${BASH_REMATCH[1]}"
  failed="${BASH_REMATCH[2]}"
  skipped="${BASH_REMATCH[3]:-}"
fi
# Jest may fail without a failed test: it could not start, it was killed, or it found no test at all.
if ((jest_status != 0 && failed == 0)) || ((passed + failed == 0)); then broken+=(jest); fi

failed=$((failed + ${#broken[@]}))
if ((${#broken[@]} > 0)); then echo "== failed: ${broken[*]}"; fi
echo "${passed} passed, ${failed} failed${skipped}"
((failed == 0))

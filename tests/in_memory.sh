#!/bin/sh
# Runs a command with its temporary files in memory, where there is room: the tests write and sync some hundred thousand
# small files, for which a disk takes longer than the tests for all else. Elsewhere they lie where TMPDIR says.
set -eu
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1 || echo 0)
free=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
[ "${room:-0}" -ge 4000000 ] && [ "${free:-0}" -ge 6000000 ] || exec "$@"
folder=$(mktemp -d /dev/shm/intake-tests.XXXXXX)
trap 'rm -rf "$folder"' EXIT
# Servers run as users of their own, who must be able to pass; installed programs are started from there.
chmod 1777 "$folder"
printf '#!/bin/sh\n' > "$folder/started" && chmod 755 "$folder/started"
if "$folder/started" 2>/dev/null; then
    rm "$folder/started"
    TMPDIR=$folder "$@"
else
    "$@"
fi

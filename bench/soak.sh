#!/usr/bin/env bash
# soak.sh [KILLS]: kills a process 1,000 times, or as often as said, while it replicates, tests, moves and undoes, and
# checks after every ten that the copies are the disks and nothing is left behind. About a second a kill.
set -euo pipefail
cd "$(dirname "$0")/.."
MIGRATE_KILLS=${1:-1000} dotnet test tests/Unit/AzMigrate.Core.Tests --filter FullyQualifiedName~ReplicationKillTests \
    --logger 'console;verbosity=detailed'

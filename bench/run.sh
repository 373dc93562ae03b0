#!/usr/bin/env bash
# Builds everything in Release and measures the budgets; the tables go to standard output.
# Usage: bench/run.sh [import|store|flow|assess|whatif|workbook|module|catalogue|package|codec|ssh|sshdisk|hyperv|
#                      images|disks|upload|cap|discovery|history ...]
# The first run makes its estates in bench/.cache: about 6 GB. The benches ssh, sshdisk, images, discovery and history
# need tests/peers/build.sh, openssh-server, qemu-utils and, for the peer in Python, python3-pyvmomi.
set -euo pipefail
cd "$(dirname "$0")/.."
export POWERSHELL_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [ ! -x /usr/bin/time ] || ! command -v prlimit >/dev/null; then
    echo "GNU time and prlimit are needed; on Debian: apt-get install time util-linux" >&2
    exit 1
fi
dotnet build bench/AzMigrate.Bench -c Release -v q >&2
exec dotnet bench/AzMigrate.Bench/bin/Release/net10.0/AzMigrate.Bench.dll "$@"

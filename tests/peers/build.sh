#!/usr/bin/env bash
# Builds the servers and clients of others that our tests measure themselves against, from the machine's own Debian
# archive and from npm, into out/peers/:
#   vcsim   our small main (vcsim/) over the packaged simulator of a vCenter
#   govc    the command-line client of the same project, from Debian's source package
#   libvixDiskLib.so  a stand-in of ours for VMware's virtual disk library (vddk/), in C
#   azurite the makers' emulator of Azure's blob storage, from npm
# and installs QEMU's tools and nbdkit, which make and export the disks that are read.
# Run it again at any time: what is there and up to date is left alone, and the compiler's cache is kept.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
peers=$(cd "$here/../.." && pwd)/out/peers
package=golang-github-vmware-govmomi
azurite=3.37.0

fail() {
    echo "tests/peers/build.sh: $*" >&2
    echo "The tests against it need this peer; they cannot run without it." >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then env DEBIAN_FRONTEND=noninteractive "$@"
    else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

# Another run of apt on the same machine may clean the shared folder of archives under us: hence our own.
apt() {
    mkdir -p "$peers/apt/archives/partial"
    as_root apt-get -q -o DPkg::Lock::Timeout=300 -o "Dir::Cache::archives=$peers/apt/archives" "$@"
}

# An archive of packages may be busy or away for a moment.
again() { "$@" || { sleep 10 && "$@"; } || { sleep 30 && "$@"; }; }

installed() { dpkg-query -W -f '${Status}\n' "$@" 2>/dev/null | grep -c '^install ok installed$' | grep -qx "$#"; }

install_packages() {
    local wanted=(golang-go "$package-dev" golang-github-kr-pretty-dev dpkg-dev qemu-utils nbdkit gcc libc6-dev)
    # Machines may have a newer node than their archive, with npm in it.
    command -v node >/dev/null && command -v npm >/dev/null || wanted+=(nodejs npm)
    installed "${wanted[@]}" && return
    apt update || true # an archive of something else may be away; the install tells whether ours was there
    again apt install -y --no-install-recommends "${wanted[@]}" || fail "apt-get could not install ${wanted[*]}."
    rm -rf "$peers/apt/archives"
}

build_vcsim() {
    [ -x "$peers/vcsim" ] && [ -z "$(find "$here/vcsim" -newer "$peers/vcsim" -name '*.go')" ] && return
    (cd "$here/vcsim" && GOPATH=/usr/share/gocode go build -trimpath -o "$peers/vcsim.new" .) ||
        fail "the simulator did not compile."
    mv "$peers/vcsim.new" "$peers/vcsim"
}

build_vddk() {
    [ "$peers/libvixDiskLib.so" -nt "$here/vddk/vixdisklib.c" ] && return
    gcc -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -pthread \
        -o "$peers/libvixDiskLib.new" "$here/vddk/vixdisklib.c" || fail "the stand-in for the disk library did not compile."
    mv "$peers/libvixDiskLib.new" "$peers/libvixDiskLib.so"
}

# Debian packages the library without its commands; its source package has them. The list of sources is a private
# one: the archive that this machine takes the library from, read as source.
fetch_govc_source() {
    local archive version
    archive=$(apt-cache madison "$package-dev" | awk -F' *[|] *' 'NR == 1 { print $3 }')
    version=$(dpkg-query -W -f '${Version}' "$package-dev")
    [ -n "$archive" ] || fail "no archive on this machine's list of sources has $package-dev."
    local uri suite
    read -r uri suite _ <<<"$archive"
    rm -rf "$peers/source" "$peers/go" && mkdir -p "$peers/source/lists/partial" "$peers/go/src/github.com/vmware"
    echo "deb-src $uri ${suite%%/*} ${suite#*/}" >"$peers/source/sources.list"
    local private=(-o "Dir::Etc::sourcelist=$peers/source/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$peers/source/lists" -o APT::Sandbox::User=root)
    again apt "${private[@]}" update || fail "the source list of the machine's archive could not be read."
    (cd "$peers/source" && again apt "${private[@]}" source --download-only "$package=$version") ||
        fail "the source package $package $version could not be had."
    dpkg-source --no-check -x "$peers/source/$package"_*.dsc "$peers/go/src/github.com/vmware/govmomi" >/dev/null ||
        fail "the source package $package $version could not be unpacked."
}

build_govc() {
    [ -x "$peers/govc" ] && return
    fetch_govc_source
    (cd "$peers/go/src/github.com/vmware/govmomi" &&
        GOPATH="$peers/go:/usr/share/gocode" go build -trimpath -o "$peers/govc.new" github.com/vmware/govmomi/govc) ||
        fail "govc did not compile."
    mv "$peers/govc.new" "$peers/govc"
    rm -rf "$peers/source" "$peers/apt"
}

# No script of a package runs: none is needed.
install_azurite() {
    [ -e "$peers/azurite/$azurite.done" ] && return
    rm -rf "$peers/azurite" && mkdir -p "$peers/azurite"
    again npm install --silent --no-audit --no-fund --ignore-scripts --omit=dev --prefix "$peers/azurite" "azurite@$azurite" ||
        fail "npm could not install azurite $azurite."
    touch "$peers/azurite/$azurite.done"
}

mkdir -p "$peers"
install_packages
export GO111MODULE=off CGO_ENABLED=0 GOFLAGS= GOCACHE="$peers/cache"
build_vcsim
build_vddk
build_govc
install_azurite
echo "$peers: vcsim, govc, azurite"

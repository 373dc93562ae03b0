# Reads what a Linux server is and does, for AzMigrate. It runs as any user, changes nothing and leaves nothing behind.
# The whole is one function, so that it has been read to its end before any command could take of the same input.
# $1 the mark that begins the line of each section; $2 inventory or counters; $3 yes to read the UUID and serial
# number by sudo; $4 how many readings of the counters; $5 seconds between two.

azmigrate_visit() {
    mark=$1 what=$2 use_sudo=$3 readings=$4 seconds=$5
    LC_ALL=C PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
    export LC_ALL PATH

    # A command that waits for a server or a device must not hold the whole visit up; not every timeout is alike.
    limit=
    timeout 2 true 2>/dev/null && limit='timeout 15'

    section begin
    uname -s
    uname -n
    uname -r
    uname -m
    section boot
    cat /proc/sys/kernel/random/boot_id
    section machine
    cat /etc/machine-id || cat /var/lib/dbus/machine-id

    if [ "$what" = counters ]; then
        read_counters
    else
        read_machine
        read_disks
        read_adapters
        section name
        $limit hostname -f
        section df
        $limit df -P -l -T -B1 || $limit df -P -k -T || $limit df -P -k
    fi
    section end
}

section() { printf '\n@@%s %s\n' "$mark" "$1"; }

# First line of a file, by the shell itself: a host may have hundreds of devices.
value() {
    line=
    [ -r "$1" ] && IFS= read -r line <"$1"
    printf '%s\t' "$line"
}

read_machine() {
    section user
    id -un
    id -u
    section missing
    for tool in lsblk df ip hostname lscpu systemd-detect-virt; do
        command -v "$tool" >/dev/null || echo "$tool"
    done
    section os
    cat /etc/os-release || cat /usr/lib/os-release
    section release
    for file in oracle-release centos-release redhat-release SuSE-release lsb-release debian_version alpine-release; do
        [ -r "/etc/$file" ] && echo "[$file]" && cat "/etc/$file"
    done
    section cpu
    grep -E '^(processor|physical id|core id|cpu cores|model name|Processor|cpu[[:space:]]*:|# processors|vendor_id)' /proc/cpuinfo
    section lscpu
    lscpu | grep -E '^(Socket|Model name)'
    section flags
    grep -m1 -ow hypervisor /proc/cpuinfo
    section memory
    grep -E '^(MemTotal|MemFree|MemAvailable|Buffers|Cached):' /proc/meminfo
    section firmware
    [ -d /sys/firmware/efi ] && echo efi
    od -An -t u1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
    section virt
    systemd-detect-virt || { [ -e /.dockerenv ] && echo docker; [ -e /run/.containerenv ] && echo podman; }
    section hypervisor
    cat /sys/hypervisor/type
    section dmi
    for name in sys_vendor product_name chassis_vendor bios_vendor chassis_asset_tag; do
        [ -r "/sys/class/dmi/id/$name" ] && printf '%s=' "$name" && cat "/sys/class/dmi/id/$name"
    done
    [ -r /proc/device-tree/model ] && printf 'product_name=' && tr -d '\000' </proc/device-tree/model && echo
    section smbios
    if [ -r /sys/class/dmi/id/product_uuid ]; then
        cat /sys/class/dmi/id/product_uuid /sys/class/dmi/id/product_serial
    elif [ "$use_sudo" = yes ] && [ -e /sys/class/dmi/id/product_uuid ]; then
        $limit sudo -n cat /sys/class/dmi/id/product_uuid /sys/class/dmi/id/product_serial || echo refused
    elif [ -e /sys/class/dmi/id/product_uuid ]; then
        echo unreadable
    fi
}

# -P, not -J, which came with util-linux 2.27 only; the second for those that lack some columns.
read_disks() {
    read_devices
    section lsblk
    wide=KNAME,TYPE,SIZE,FSTYPE,LABEL,MODEL,SERIAL,WWN,TRAN,PKNAME
    $limit lsblk -P -b -o "$wide" || $limit lsblk -P -b -o KNAME,TYPE,SIZE,FSTYPE,LABEL,MODEL
    section partitions
    cat /proc/partitions
}

read_devices() {
    section block
    for device in /sys/block/*; do
        [ -r "$device/size" ] || continue
        name=${device##*/}
        printf '%s\t' "$name"
        for file in size removable device/model device/serial dm/name dm/uuid md/level; do
            value "$device/$file"
        done
        for under in "$device"/slaves/*; do
            [ -e "$under" ] && printf '%s ' "${under##*/}"
        done
        printf '\t'
        for part in "$device/$name"*; do
            [ -r "$part/partition" ] && printf '%s ' "${part##*/}"
        done
        printf '\n'
    done
    section net
    for adapter in /sys/class/net/*; do
        [ -r "$adapter/address" ] || continue
        printf '%s\t' "${adapter##*/}"
        for file in address bonding_slave/perm_hwaddr operstate type; do
            value "$adapter/$file"
        done
        [ -e "$adapter/device" ] && sed -n 's/^DRIVER=//p' "$adapter/device/uevent" | tr '\n' ' '
        [ -e "$adapter/device" ] && printf 'device'
        printf '\t'
        for under in "$adapter"/lower_*; do
            [ -e "$under" ] && printf '%s ' "${under##*/lower_}"
        done
        printf '\n'
    done
}

read_adapters() {
    section addresses
    ip -o addr show || ifconfig -a
}

read_counters() {
    read_devices
    reading=0
    while [ "$reading" -lt "$readings" ]; do
        [ "$reading" -gt 0 ] && sleep "$seconds"
        reading=$((reading + 1))
        section uptime
        cat /proc/uptime
        section stat
        grep '^cpu ' /proc/stat
        section meminfo
        grep -E '^(MemTotal|MemFree|MemAvailable|Buffers|Cached):' /proc/meminfo
        section diskstats
        cat /proc/diskstats
        section netdev
        cat /proc/net/dev
    done
}

azmigrate_visit "$@" </dev/null 2>/dev/null
exit 0

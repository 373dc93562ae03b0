#!/bin/sh
# Prepares a Linux for its start in Azure. Run it as root in the machine, before its last copy to Azure.
#
#   prepare-linux.sh            changes what has to be changed, and says what it did
#   prepare-linux.sh --check    changes nothing; ends with 1 when something has to be changed
#   prepare-linux.sh --root DIR works on the Linux whose files are in DIR, such as a mounted copy
#
# What it does, each thing only where it is not so already (docs/guests.md has the reasons):
#   - puts the drivers hv_vmbus, hv_storvsc, hv_netvsc (and nvme, pci-hyperv where the kernel has them) into the initial
#     ramdisk, by dracut or by initramfs-tools
#   - names file systems in /etc/fstab by UUID that are named by their disk (/dev/sda1)
#   - adds console=ttyS0 and rootdelay=300 to the kernel's command line, and takes acpi=off from it
#   - puts away rules that keep names of network adapters
#   - adds DHCP for Azure's network adapter, beside the configuration that is there
#   - copies the boot loader to where UEFI looks for it without a memory of its own
# It keeps what it changes beside it, as *.before-azure, and can be run again at any time. It installs no packages.
# Exit codes: 0 ready, 1 something is to be done, 2 it could not be done, 3 wrong usage.

LC_ALL=C PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

root=
check=no
changed=0
open=0
failed=0

while [ $# -gt 0 ]; do
    case $1 in
        --check) check=yes ;;
        --root)
            [ -d "${2:-}" ] || { echo "prepare-linux.sh: --root needs a folder" >&2; exit 3; }
            root=${2%/}
            shift
            ;;
        *) echo "usage: prepare-linux.sh [--check] [--root DIR]" >&2; exit 3 ;;
    esac
    shift
done

say() { printf '%s\n' "$*"; }
done_with() { changed=$((changed + 1)); say "changed: $*"; }
todo() { open=$((open + 1)); say "to do: $*"; }
fail() { failed=$((failed + 1)); say "failed: $*" >&2; }

# Runs a command in the Linux that is prepared.
inside() { if [ -n "$root" ]; then chroot "$root" "$@"; else "$@"; fi; }

has() { inside sh -c 'PATH=$PATH:/usr/sbin:/sbin; command -v "$1"' sh "$1" >/dev/null 2>&1; }

# Keeps the first version of a file beside it.
keep() { [ ! -f "$1" ] || [ -e "$1.before-azure" ] || cp -p "$1" "$1.before-azure"; }

# write FILE WHAT [RIGHTS]: puts the content of $tmp into a file when it has another; false when nothing was done.
write() {
    [ -f "$1" ] && cmp -s "$tmp" "$1" && return 1
    if [ "$check" = yes ]; then
        todo "$2"
        return 1
    fi
    mkdir -p "${1%/*}"
    keep "$1"
    # cat keeps the owner, the rights and the label of a file that is there.
    if [ -f "$1" ]; then cat "$tmp" >"$1"; else cp "$tmp" "$1" && chmod "${3:-644}" "$1"; fi || {
        fail "$2"
        return 1
    }
    done_with "$2"
}

kernels() {
    for folder in "$root"/lib/modules/*; do
        [ -f "$folder/modules.dep" ] && printf '%s\n' "${folder##*/}"
    done
}

# in_kernel VERSION MODULE LIST: whether a list of the kernel's (modules.dep, modules.builtin) names a module.
in_kernel() {
    sed -e 's/:.*//' -e 's,.*/,,' -e 's/\.ko.*//' "$root/lib/modules/$1/$3" 2>/dev/null | tr - _ | grep -qx "$2"
}

ramdisk_of() {
    for file in "/boot/initramfs-$1.img" "/boot/initrd.img-$1" "/boot/initrd-$1"; do
        [ -f "$root$file" ] && { printf '%s\n' "$file"; return; }
    done
}

prepare_ramdisk() {
    wanted=
    for version in $(kernels); do
        for module in hv_vmbus hv_storvsc hv_netvsc; do
            in_kernel "$version" $module modules.dep || in_kernel "$version" $module modules.builtin ||
                todo "the kernel $version has no driver $module: install one that has it"
        done
        file=$(ramdisk_of "$version")
        [ -n "$file" ] || continue
        if has lsinitrd; then list="lsinitrd"; elif has lsinitramfs; then list="lsinitramfs"; else list=; fi
        missing=
        for module in hv_vmbus hv_storvsc hv_netvsc nvme pci_hyperv; do
            in_kernel "$version" $module modules.builtin && continue
            in_kernel "$version" $module modules.dep || continue
            case " $wanted " in *" $module "*) ;; *) wanted="$wanted $module" ;; esac
            [ -n "$list" ] && inside "$list" "$file" 2>/dev/null | tr - _ | grep -q "/$module\.ko" && continue
            missing="$missing $module"
        done
        [ -z "$missing" ] || stale="$stale $version"
    done
    wanted=${wanted# }
    [ -n "$wanted" ] || return 0
    if has dracut; then
        printf 'add_drivers+=" %s "\n' "$wanted" >"$tmp"
        write "$root/etc/dracut.conf.d/90-azure.conf" "drivers of Azure for dracut ($wanted)"
    elif has update-initramfs; then
        modules=$root/etc/initramfs-tools/modules
        { [ ! -f "$modules" ] || cat "$modules"
          for module in $wanted; do
              grep -qx "$module" "$modules" 2>/dev/null || printf '%s\n' "$module"
          done; } >"$tmp"
        write "$modules" "drivers of Azure for initramfs-tools ($wanted)"
    elif [ -n "$stale" ]; then
        todo "put $wanted into the initial ramdisk: neither dracut nor initramfs-tools is here"
        return 0
    fi
    for version in $stale; do
        if [ "$check" = yes ]; then
            todo "the initial ramdisk of $version has not all of: $wanted"
        elif has dracut; then
            file=$(ramdisk_of "$version")
            keep "$root$file"
            if inside dracut -f "$file" "$version" >/dev/null 2>&1; then done_with "the initial ramdisk of $version"
            else fail "dracut -f $file $version"; fi
        else
            keep "$root$(ramdisk_of "$version")"
            if inside update-initramfs -u -k "$version" >/dev/null 2>&1
            then done_with "the initial ramdisk of $version"
            else fail "update-initramfs -u -k $version"; fi
        fi
    done
}

prepare_fstab() {
    [ -f "$root/etc/fstab" ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        # The first word, without the line's own patterns being taken as files' names.
        device=$(printf '%s\n' "$line" | awk '{ print $1 }')
        case $device in
            /dev/sd[a-z]* | /dev/hd[a-z]* | /dev/vd[a-z]* | /dev/xvd[a-z]*)
                uuid=$(blkid -s UUID -o value "$device" 2>/dev/null)
                if [ -n "$uuid" ]; then
                    printf 'UUID=%s%s\n' "$uuid" "${line#*"$device"}"
                    continue
                fi
                ;;
        esac
        printf '%s\n' "$line"
    done <"$root/etc/fstab" >"$tmp"
    write "$root/etc/fstab" "names of disks in /etc/fstab"
}

# The words of a command line, as they are to be.
options() {
    for word in $1; do
        case $word in acpi=off | acpi=0 | noacpi) continue ;; esac
        printf '%s ' "$word"
    done
    case " $1 " in *" console=ttyS0"*) ;; *) printf 'console=tty0 console=ttyS0,115200n8 ' ;; esac
    case " $1 " in *" earlyprintk="*) ;; *) printf 'earlyprintk=ttyS0,115200 ' ;; esac
    case " $1 " in *" rootdelay="*) ;; *) printf 'rootdelay=300 ' ;; esac
}

prepare_command_line() {
    defaults=$root/etc/default/grub
    if [ ! -f "$defaults" ]; then
        grep -qs 'console=ttyS0' "$root"/boot/grub*/grub.cfg "$root"/boot/grub/menu.lst "$root"/boot/grub/grub.conf \
            "$root"/boot/loader/entries/*.conf && return 0
        todo "add 'console=ttyS0,115200n8 rootdelay=300' to the kernel's command line: there is no /etc/default/grub"
        return 0
    fi
    old=$(sed -n 's/^GRUB_CMDLINE_LINUX=["'\'']\{0,1\}\([^"'\'']*\).*/\1/p' "$defaults" | tail -n 1)
    new=$(options "$old")
    new=${new% }
    if [ "$old" = "$new" ]; then return 0; fi
    # The words are passed as data: nothing in them is a pattern.
    NEW=$new awk '
        /^GRUB_CMDLINE_LINUX=/ { if (!seen) print "GRUB_CMDLINE_LINUX=\"" ENVIRON["NEW"] "\""; seen = 1; next }
        { print }
        END { if (!seen) print "GRUB_CMDLINE_LINUX=\"" ENVIRON["NEW"] "\"" }' "$defaults" >"$tmp"
    write "$defaults" "the kernel's command line: $new" || return 0
    if has update-grub; then
        inside update-grub >/dev/null 2>&1 || fail "update-grub"
    elif has grub2-mkconfig; then
        inside grub2-mkconfig -o /boot/grub2/grub.cfg >/dev/null 2>&1 || fail "grub2-mkconfig -o /boot/grub2/grub.cfg"
    fi
    # Entry files have the command line themselves.
    if has grubby; then
        inside grubby --update-kernel=ALL --remove-args="acpi=off acpi=0 noacpi" \
            --args="console=tty0 console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300" >/dev/null 2>&1 ||
            fail "grubby --update-kernel=ALL"
    fi
}

prepare_names() {
    rules=$root/etc/udev/rules.d/70-persistent-net.rules
    if [ -f "$rules" ] && grep -q '^[^#]*NAME=' "$rules"; then
        if [ "$check" = yes ]; then todo "put away $rules"
        elif mv "$rules" "$rules.before-azure"; then done_with "put away $rules"
        else fail "put away $rules"; fi
    fi
    generator=75-persistent-net-generator.rules
    for folder in /lib/udev/rules.d /usr/lib/udev/rules.d; do
        [ -e "$root$folder/$generator" ] || continue
        [ "$(readlink "$root/etc/udev/rules.d/$generator")" = /dev/null ] && break
        if [ "$check" = yes ]; then todo "turn off $folder/$generator"
        elif ln -sf /dev/null "$root/etc/udev/rules.d/$generator"; then done_with "turned off $folder/$generator"
        else fail "turn off $folder/$generator"; fi
        break
    done
}

# has_eth0 PATTERN: whether the files of ifupdown configure eth0, in words that begin with the pattern.
has_eth0() {
    grep -rqs "^[[:space:]]*iface[[:space:]]*eth0[[:space:]]*$1" \
        "$root/etc/network/interfaces" "$root/etc/network/interfaces.d"
}

# Each is for the driver or the name of Azure's adapter only, so that nothing changes here.
prepare_network() {
    if [ -x "$root/usr/bin/cloud-init" ]; then
        say "cloud-init is here: it configures Azure's network adapter"
    elif [ -d "$root/etc/netplan" ] && [ -x "$root/usr/sbin/netplan" ]; then
        cat >"$tmp" <<'EOF'
network:
  version: 2
  ethernets:
    azure:
      match:
        driver: hv_netvsc
      dhcp4: true
      optional: true
EOF
        write "$root/etc/netplan/90-azure.yaml" "DHCP for Azure's network adapter (netplan)" 600
    elif [ -d "$root/etc/sysconfig/network-scripts" ] || [ -d "$root/etc/sysconfig/network" ]; then
        folder=$root/etc/sysconfig/network-scripts
        [ -d "$folder" ] || folder=$root/etc/sysconfig/network
        if [ ! -f "$folder/ifcfg-eth0" ]; then
            cat >"$tmp" <<'EOF'
DEVICE=eth0
ONBOOT=yes
STARTMODE=hotplug
BOOTPROTO=dhcp
TYPE=Ethernet
USERCTL=no
IPV6INIT=no
EOF
            write "$folder/ifcfg-eth0" "DHCP for Azure's network adapter (ifcfg-eth0)"
        elif ! grep -qi '^BOOTPROTO=["'\'']\{0,1\}dhcp' "$folder/ifcfg-eth0"; then
            todo "eth0 has a fixed address in $folder/ifcfg-eth0: give it to Azure's network interface, or set DHCP"
        fi
    elif [ -f "$root/etc/network/interfaces" ]; then
        if ! has_eth0 ''; then
            { cat "$root/etc/network/interfaces"; printf '\nallow-hotplug eth0\niface eth0 inet dhcp\n'; } >"$tmp"
            write "$root/etc/network/interfaces" "DHCP for Azure's network adapter (interfaces)"
        elif ! has_eth0 'inet[[:space:]]*dhcp'; then
            todo "eth0 has a fixed address in /etc/network: give it to Azure's network interface, or set DHCP"
        fi
    elif [ -d "$root/etc/NetworkManager/system-connections" ]; then
        cat >"$tmp" <<'EOF'
[connection]
id=azure
type=ethernet
interface-name=eth0
autoconnect=true

[ipv4]
method=auto

[ipv6]
method=auto
EOF
        write "$root/etc/NetworkManager/system-connections/azure.nmconnection" \
            "DHCP for Azure's network adapter (NetworkManager)" 600
    elif [ -d "$root/etc/systemd/network" ]; then
        cat >"$tmp" <<'EOF'
[Match]
Driver=hv_netvsc

[Network]
DHCP=yes
EOF
        write "$root/etc/systemd/network/90-azure.network" "DHCP for Azure's network adapter (systemd-networkd)"
    fi
}

prepare_loader() {
    efi=$root/boot/efi/EFI
    [ -d "$efi" ] || return 0
    for file in "$efi"/[Bb][Oo][Oo][Tt]/[Bb][Oo][Oo][Tt][Xx]64.[Ee][Ff][Ii]; do
        [ -f "$file" ] && return 0
    done
    for loader in "$efi"/*/shimx64.efi "$efi"/*/grubx64.efi; do
        [ -f "$loader" ] || continue
        if [ "$check" = yes ]; then
            todo "copy the boot loader to EFI/BOOT/BOOTX64.EFI"
        elif mkdir -p "$efi/BOOT" && cp "${loader%/*}"/*x64.efi "$efi/BOOT/" &&
            cp "$loader" "$efi/BOOT/BOOTX64.EFI"; then
            # The loader looks for its menu beside itself.
            [ ! -f "${loader%/*}/grub.cfg" ] || cp "${loader%/*}/grub.cfg" "$efi/BOOT/"
            done_with "copied the boot loader to EFI/BOOT/BOOTX64.EFI"
        else
            fail "copy the boot loader to EFI/BOOT/BOOTX64.EFI"
        fi
        return 0
    done
    todo "there is no boot loader in /boot/efi/EFI: see that the EFI system partition is mounted"
}

say_agent() {
    [ -x "$root/usr/sbin/waagent" ] || [ -x "$root/usr/bin/waagent" ] ||
        say "note: Azure's agent is not installed (package WALinuxAgent, walinuxagent or python-azure-agent)"
}

[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || [ "$check" = yes ] || { echo "prepare-linux.sh: run it as root" >&2; exit 3; }

tmp=$(mktemp "${TMPDIR:-/tmp}/prepare-linux.XXXXXX") || exit 2
trap 'rm -f "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

stale=
prepare_fstab
prepare_command_line
prepare_names
prepare_network
prepare_loader
prepare_ramdisk
say_agent

say "$changed changed, $open to do, $failed failed"
[ "$failed" -eq 0 ] || exit 2
[ "$open" -eq 0 ] || exit 1

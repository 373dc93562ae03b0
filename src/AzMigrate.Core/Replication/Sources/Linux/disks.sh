# Tells which disks a Linux server has, by what they are known again and who uses them, for AzMigrate. It changes
# nothing and leaves nothing behind.
# The whole is one function, so that it has been read to its end before any command could take of the same input.
# $1 the mark that begins the line of each section; $2 yes to read the disks by sudo.

azmigrate_disks() {
    mark=$1 dd=dd
    [ "$2" = yes ] && dd='sudo -n dd'
    LC_ALL=C PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
    export LC_ALL PATH

    section begin
    command -v lsblk
    section boot
    cat /proc/sys/kernel/random/boot_id
    section mounts
    cat /proc/self/mountinfo
    section swaps
    cat /proc/swaps
    for disk in $(lsblk -d -n -r -o KNAME,TYPE | sed -n 's/ disk$//p'); do
        read_disk "$disk"
    done
    section end
}

section() { printf '\n@@%s %s\n' "$mark" "$1"; }

# Old lsblk has neither serial numbers nor names of the world. What several paths lead to is read by its map.
read_disk() {
    section disk
    lsblk -d -P -b -o KNAME,SIZE,SERIAL,WWN,UUID "/dev/$1" || lsblk -d -P -b -o KNAME,SIZE,UUID "/dev/$1"
    section tree
    lsblk -P -o KNAME,MAJ:MIN,TYPE,NAME "/dev/$1"
    map=$(lsblk -n -r -o TYPE,KNAME "/dev/$1" | sed -n 's/^mpath //p' | head -n 1)
    section attributes
    for file in wwid device/wwid serial device/serial; do
        [ -r "/sys/block/$1/$file" ] && printf '%s=' "$file" && cat "/sys/block/$1/$file" && echo
    done
    section writes
    cat "/sys/block/${map:-$1}/stat"
    section head
    $dd if="/dev/${map:-$1}" bs=4096 count=2 iflag=direct | od -An -v -tx1
}

azmigrate_disks "$@" </dev/null 2>/dev/null
exit 0

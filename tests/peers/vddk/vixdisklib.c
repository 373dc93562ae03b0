/*
 * A stand-in of ours for VMware's virtual disk library, with the same binary interface as far as AzMigrate calls it. It
 * serves local files, refuses what the real one would refuse, and fails when it is told to. It is no peer: that the
 * interface is right is known from the public header alone.
 *
 * It is told what to do by the file peer.conf in the folder that it is given at its start, lines of NAME VALUE:
 *   user U, password P, thumbprint T, machine M, snapshot S            what a login has to show; * for anything
 *   disk FLATFILE=[datastore] folder/disk.vmdk                          a disk
 *   fail FUNCTION NUMBER                                                the function fails with that error
 *   unknown allocation                                                  allocated blocks are not told
 * It writes each call to the file calls there.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EXPORT __attribute__((visibility("default")))
#define SECTOR 512

typedef uint64_t VixError;
typedef void LogFunction(const char *format, va_list arguments);

enum { OK = 0, INVALID_ARGUMENT = 3, FILE_NOT_FOUND = 4, NOT_SUPPORTED = 6, LOGIN_FAILED = 3014 };

typedef struct {
    char *vmxSpec;
    char *serverName;
    char *thumbPrint;
    long privateUse;
    int credType;
    union {
        struct { char *userName; char *password; } uid;
        struct { char *cookie; char *userName; char *key; } sessionId;
        void *ticketId;
    } creds;
    uint32_t port;
    uint32_t nfcHostPort;
    char *vimApiVer;
    char reserved[8];
    void *state;
    union {
        struct { char *id; char *datastoreMoRef; char *ssId; } storageObject;
    } spec;
    int specType;
} ConnectParams;

typedef struct {
    struct { uint32_t cylinders, heads, sectors; } bios, physical;
    uint64_t capacity;
    int adapterType;
    int numLinks;
    char *parentFileNameHint;
    char *uuid;
    uint32_t logicalSectorSize;
    uint32_t physicalSectorSize;
} Info;

typedef struct { uint64_t offset, length; } Block;
typedef struct { uint32_t numBlocks; Block blocks[1]; } BlockList;
typedef struct { char snapshot[256]; } Connection;
typedef struct { FILE *file; pthread_t thread; } Disk;

static char folder[4096];
static LogFunction *warnings;
static LogFunction *chatter;
static pthread_mutex_t calls = PTHREAD_MUTEX_INITIALIZER;
static int opening;

static void tell(LogFunction *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    to(format, arguments);
    va_end(arguments);
}

/* The value of the first line that begins so; NULL where there is none. */
static char *setting(const char *name, char *value, size_t size) {
    char path[5000], line[5000];
    snprintf(path, sizeof path, "%s/peer.conf", folder);
    FILE *file = fopen(path, "r");
    char *found = NULL;
    while (file && !found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ' ') {
            snprintf(value, size, "%s", line + strlen(name) + 1);
            found = value;
        }
    }
    if (file)
        fclose(file);
    return found;
}

static int is(const char *name, const char *given) {
    char wanted[4096];
    if (!setting(name, wanted, sizeof wanted))
        return 0;
    return given && (strcmp(wanted, "*") == 0 || strcmp(wanted, given) == 0);
}

static VixError called(const char *function) {
    char path[5000], name[200], value[200];
    pthread_mutex_lock(&calls);
    snprintf(path, sizeof path, "%s/calls", folder);
    FILE *file = fopen(path, "a");
    if (file) {
        fprintf(file, "%s\n", function);
        fclose(file);
    }
    pthread_mutex_unlock(&calls);
    snprintf(name, sizeof name, "fail %s", function);
    if (!setting(name, value, sizeof value))
        return OK;
    tell(warnings, "%s fails: error %d at %s of %lld", function, atoi(value), "the test's wish", (long long)1 << 40);
    return (VixError)atoi(value) | (VixError)7 << 32;
}

/* Opening and closing come one after another. */
static void enter(void) {
    if (__sync_add_and_fetch(&opening, 1) != 1)
        called("OVERLAP");
}

static VixError leave(VixError error) {
    __sync_sub_and_fetch(&opening, 1);
    return error;
}

EXPORT VixError VixDiskLib_InitEx(
    uint32_t major, uint32_t minor, LogFunction *log, LogFunction *warn, LogFunction *panic, const char *libDir, const char *config) {
    snprintf(folder, sizeof folder, "%s", libDir);
    warnings = warn;
    chatter = log;
    if (major < 6 || major > 8 || (major == 6 && minor < 7) || !log || !warn || !panic || config)
        return INVALID_ARGUMENT;
    return called("InitEx");
}

EXPORT void VixDiskLib_Exit(void) { called("Exit"); }

EXPORT char *VixDiskLib_GetErrorText(VixError error, const char *locale) {
    char text[200];
    (void)locale;
    snprintf(text, sizeof text, "the stand-in's error %d", (int)(error & 0xFFFF));
    called("GetErrorText");
    return strdup(text);
}

EXPORT void VixDiskLib_FreeErrorText(char *text) {
    called("FreeErrorText");
    free(text);
}

EXPORT ConnectParams *VixDiskLib_AllocateConnectParams(void) {
    called("AllocateConnectParams");
    return calloc(1, sizeof(ConnectParams));
}

EXPORT void VixDiskLib_FreeConnectParams(ConnectParams *params) {
    called("FreeConnectParams");
    if (params->vmxSpec || params->serverName || params->thumbPrint || params->creds.uid.userName || params->creds.uid.password)
        called("DOUBLE FREE");
    free(params);
}

EXPORT VixError VixDiskLib_ConnectEx(
    const ConnectParams *params, char readOnly, const char *snapshotRef, const char *transportModes, Connection **connection) {
    enter();
    VixError error = called("ConnectEx");
    if (error)
        return leave(error);
    tell(chatter, "login of %s with %s", params->creds.uid.userName, params->creds.uid.password);
    if (params->credType != 1 || params->specType != 0 || params->privateUse != 0 || params->nfcHostPort != 0 ||
        params->vimApiVer || params->state || !readOnly || !transportModes || strcmp(transportModes, "nbdssl") != 0 ||
        strcmp(params->serverName, "127.0.0.1") != 0 || params->port == 0)
        return leave(INVALID_ARGUMENT);
    if (!is("machine", params->vmxSpec) || !is("snapshot", snapshotRef))
        return leave(FILE_NOT_FOUND);
    if (!is("user", params->creds.uid.userName) || !is("password", params->creds.uid.password) ||
        !is("thumbprint", params->thumbPrint)) {
        tell(warnings, "login of %s with %s refused", params->creds.uid.userName, params->creds.uid.password);
        return leave(LOGIN_FAILED);
    }
    *connection = calloc(1, sizeof(Connection));
    return leave(OK);
}

EXPORT VixError VixDiskLib_Disconnect(Connection *connection) {
    enter();
    called("Disconnect");
    free(connection);
    return leave(OK);
}

static FILE *open_disk(const char *path) {
    char conf[5000], line[5000];
    snprintf(conf, sizeof conf, "%s/peer.conf", folder);
    FILE *file = fopen(conf, "r"), *found = NULL;
    while (file && !found && fgets(line, sizeof line, file)) {
        char *name = strchr(line, '=');
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "disk ", 5) != 0 || !name || strcmp(name + 1, path) != 0)
            continue;
        *name = 0;
        found = fopen(line + 5, "rb");
    }
    if (file)
        fclose(file);
    return found;
}

EXPORT VixError VixDiskLib_Open(Connection *connection, const char *path, uint32_t flags, Disk **handle) {
    enter();
    VixError error = called("Open");
    if (error)
        return leave(error);
    if (!connection || flags != 4)
        return leave(INVALID_ARGUMENT);
    FILE *file = open_disk(path);
    if (!file)
        return leave(FILE_NOT_FOUND);
    *handle = calloc(1, sizeof(Disk));
    (*handle)->file = file;
    (*handle)->thread = pthread_self();
    return leave(OK);
}

EXPORT VixError VixDiskLib_Close(Disk *disk) {
    enter();
    called("Close");
    if (!pthread_equal(disk->thread, pthread_self()))
        called("OTHER THREAD");
    fclose(disk->file);
    free(disk);
    return leave(OK);
}

static uint64_t sectors(Disk *disk) {
    struct stat info;
    fstat(fileno(disk->file), &info);
    return (uint64_t)info.st_size / SECTOR;
}

EXPORT VixError VixDiskLib_GetInfo(Disk *disk, Info **info) {
    VixError error = called("GetInfo");
    if (error)
        return error;
    *info = calloc(1, sizeof(Info));
    (*info)->capacity = sectors(disk);
    (*info)->bios.cylinders = (*info)->physical.cylinders = 0xFFFFFFFF;
    return OK;
}

EXPORT void VixDiskLib_FreeInfo(Info *info) {
    called("FreeInfo");
    free(info);
}

EXPORT VixError VixDiskLib_Read(Disk *disk, uint64_t first, uint64_t count, unsigned char *buffer) {
    VixError error = called("Read");
    if (error)
        return error;
    if (!pthread_equal(disk->thread, pthread_self()) || (uintptr_t)buffer % 4096 != 0 || count == 0 || first + count > sectors(disk))
        return INVALID_ARGUMENT;
    fseek(disk->file, (long)(first * SECTOR), SEEK_SET);
    return fread(buffer, SECTOR, count, disk->file) == count ? OK : INVALID_ARGUMENT;
}

EXPORT VixError VixDiskLib_QueryAllocatedBlocks(Disk *disk, uint64_t first, uint64_t count, uint64_t chunk, BlockList **list) {
    VixError error = called("QueryAllocatedBlocks");
    char value[100], bytes[SECTOR];
    if (error)
        return error;
    if (setting("unknown", value, sizeof value))
        return NOT_SUPPORTED;
    if (chunk < 128 || count == 0 || count % chunk != 0 || first % chunk != 0 || count / chunk > 512 * 1024 ||
        first + count > sectors(disk) || !pthread_equal(disk->thread, pthread_self()))
        return INVALID_ARGUMENT;
    *list = calloc(1, sizeof(BlockList) + count / chunk * sizeof(Block));
    for (uint64_t at = first; at < first + count; at += chunk) {
        int filled = 0;
        fseek(disk->file, (long)(at * SECTOR), SEEK_SET);
        for (uint64_t i = 0; i < chunk && !filled; i++) {
            if (fread(bytes, SECTOR, 1, disk->file) != 1)
                return INVALID_ARGUMENT;
            for (int j = 0; j < SECTOR; j++)
                filled |= bytes[j] != 0;
        }
        if (filled)
            (*list)->blocks[(*list)->numBlocks++] = (Block){at, chunk};
    }
    return OK;
}

EXPORT VixError VixDiskLib_FreeBlockList(BlockList *list) {
    called("FreeBlockList");
    free(list);
    return OK;
}

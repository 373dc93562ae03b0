namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The schema of <c>project.db</c>.</summary>
internal static class ProjectSchema
{
    // "AzMp"
    private const int ApplicationId = 0x417A4D70;

    public static SqliteSchema Schema { get; } = new(ApplicationId, """
        CREATE TABLE project(
            id INTEGER PRIMARY KEY CHECK(id = 1),
            name TEXT NOT NULL,
            created_ms INTEGER NOT NULL);

        -- facts: the machine's JSON as its source described it; annotations: what the project's user added.
        -- name to fqdn are read off the facts, to find machines without reading them.
        CREATE TABLE machine(
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            source TEXT NOT NULL,
            source_kind INTEGER NOT NULL,
            power_state INTEGER NOT NULL,
            os TEXT,
            smbios_uuid TEXT,
            host_name TEXT,
            facts BLOB NOT NULL,
            annotations BLOB,
            first_seen_ms INTEGER NOT NULL,
            last_seen_ms INTEGER NOT NULL);

        -- name_key: the name in upper case; SQLite itself folds the case of ASCII only.
        CREATE TABLE machine_group(
            key INTEGER PRIMARY KEY,
            name_key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            description TEXT,
            created_ms INTEGER NOT NULL);

        CREATE TABLE group_member(
            group_key INTEGER NOT NULL REFERENCES machine_group(key) ON DELETE CASCADE,
            machine_key INTEGER NOT NULL REFERENCES machine(key) ON DELETE CASCADE,
            PRIMARY KEY(group_key, machine_key)) WITHOUT ROWID;
        CREATE INDEX group_member_machine ON group_member(machine_key);

        -- group_name_key is '' for machines that were assessed without a group.
        CREATE TABLE assessment(
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            group_name_key TEXT NOT NULL,
            group_name TEXT,
            created_ms INTEGER NOT NULL,
            machines INTEGER NOT NULL,
            header BLOB NOT NULL,
            UNIQUE(id, group_name_key));

        -- Batches of assessed machines in order, compressed.
        CREATE TABLE assessment_rows(
            assessment_key INTEGER NOT NULL REFERENCES assessment(key) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY(assessment_key, seq));
        """, """
        -- connection: JSON without secrets; credential: a reference by which one is found at use, never the secret.
        -- server_id: by which the server behind the name is known again.
        CREATE TABLE source(
            key INTEGER PRIMARY KEY,
            name_key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            connection BLOB NOT NULL,
            credential TEXT,
            server_id TEXT,
            created_ms INTEGER NOT NULL,
            discovered_ms INTEGER,
            collected_ms INTEGER);

        -- native_id: by which a live source knows the machine; null where none found it.
        -- gone_ms: since when its source lacks the machine; null while it is there.
        ALTER TABLE machine ADD COLUMN native_id TEXT;
        ALTER TABLE machine ADD COLUMN gone_ms INTEGER;
        CREATE INDEX machine_source ON machine(source);
        """, """
        -- By which linked records of one server are looked up: the first of a UUID's two spellings (its first three
        -- fields may be turned round), and the DNS name. What says nothing is never asked for.
        ALTER TABLE machine ADD COLUMN uuid_key TEXT GENERATED ALWAYS AS (min(lower(trim(smbios_uuid)), lower(
            substr(trim(smbios_uuid), 7, 2) || substr(trim(smbios_uuid), 5, 2) || substr(trim(smbios_uuid), 3, 2)
            || substr(trim(smbios_uuid), 1, 2) || '-' || substr(trim(smbios_uuid), 12, 2)
            || substr(trim(smbios_uuid), 10, 2) || '-' || substr(trim(smbios_uuid), 17, 2)
            || substr(trim(smbios_uuid), 15, 2) || substr(trim(smbios_uuid), 19)))) VIRTUAL;
        ALTER TABLE machine ADD COLUMN link_name TEXT
            GENERATED ALWAYS AS (rtrim(lower(coalesce(host_name, name)), '.')) VIRTUAL;
        CREATE INDEX machine_uuid_key ON machine(uuid_key) WHERE uuid_key IS NOT NULL;
        CREATE INDEX machine_link_name ON machine(link_name);
        """, """
        -- point: name of the point in time that the cycle in work reads; null between cycles. launch, problem, guest: JSON.
        -- A machine with a replication cannot be removed.
        CREATE TABLE replication(
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            machine_id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            state INTEGER NOT NULL,
            settings BLOB NOT NULL,
            launch BLOB,
            problem BLOB,
            guest BLOB,
            cycle INTEGER NOT NULL,
            point TEXT,
            point_ms INTEGER,
            synced_ms INTEGER,
            cycle_time_ms INTEGER,
            created_ms INTEGER NOT NULL);

        -- made: the copy was made; mark: the source's name of what the copy holds; next_mark: of what is being copied.
        -- In the disk's cycle all before position is done, and nothing behind claimed was written.
        CREATE TABLE replication_disk(
            replication_key INTEGER NOT NULL REFERENCES replication(key) ON DELETE CASCADE,
            disk TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            name TEXT NOT NULL,
            capacity INTEGER NOT NULL,
            base_file TEXT,
            made INTEGER NOT NULL,
            mark TEXT,
            next_mark TEXT,
            cycle INTEGER NOT NULL,
            done INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            position INTEGER NOT NULL,
            claimed INTEGER NOT NULL,
            sent INTEGER NOT NULL,
            limited_by INTEGER NOT NULL,
            PRIMARY KEY(replication_key, disk)) WITHOUT ROWID;

        -- What the copy's blocks hold, a segment of blocks a row; no row: zeros.
        CREATE TABLE replication_block(
            replication_key INTEGER NOT NULL,
            disk TEXT NOT NULL,
            segment INTEGER NOT NULL,
            sums BLOB NOT NULL,
            PRIMARY KEY(replication_key, disk, segment),
            FOREIGN KEY(replication_key, disk) REFERENCES replication_disk(replication_key, disk)
                ON DELETE CASCADE) WITHOUT ROWID;

        -- The journal: hash is SHA-256 over the one before and this entry.
        CREATE TABLE event(
            number INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            machine_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            message TEXT NOT NULL,
            hash BLOB NOT NULL);
        CREATE INDEX event_machine ON event(machine_id);
        """, """
        -- in_use: what wrote to the disk while its last pass read it; null when nothing did.
        ALTER TABLE replication_disk ADD COLUMN in_use TEXT;
        """, """
        -- digests: those of a segment's blocks, of a disk that tells digests; null of others.
        ALTER TABLE replication_block ADD COLUMN digests BLOB;
        """);
}

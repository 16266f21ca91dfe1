# Settings that are rows of an SQL table.
needs postgres
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.shop]
postgres.url = { env = "DATABASE_URL" }
[env.shop.settings]
store = "sql:settings"
defaults = "settings.toml"
END
file settings.toml <<END
limit = 10
ttl = 30
END
$ omactl settings ls
! omactl: settings ls: no table public.settings in postgres SOCKET:5432/shop
! hint: store = "sql:TABLE" or "sql:SCHEMA.TABLE": omactl config path
=> 5
pg create table settings (id serial primary key, var text not null unique, value text, created_at timestamp not null, updated_at timestamp not null)
pg insert into settings (var, value, created_at, updated_at) values ('limit', '5', '2026-01-01', '2026-01-01'), ('motd', E'two\nlines', '2026-01-01', '2026-01-01'), ('none', null, '2026-01-01', '2026-01-01')
$ omactl settings ls
  NAME   VALUE
  limit  5
  motd   two\nlines
  none   (a NULL, not shown)
  3 settings in sql:settings
$ omactl settings get motd --json
  {
    "name": "motd",
    "value": "two\nlines",
    "kind": "string",
    "expires": null
  }
$ omactl settings get mot
! omactl: settings get: no setting 'mot' in sql:settings
! hint: did you mean motd?
=> 5
$ omactl settings snapshot -q
~ Kept 3 settings in .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
$ omactl settings diff --from defaults
  STATE    NAME   LIVE        SNAPSHOT  DEFAULT
  changed  limit  5           -         10
  added    motd   two\nlines  -         -
  missing  ttl    -           -         30
  3 differ of 4 settings from the defaults
=> 3
$ omactl settings set limit 7 --dry-run
  Plan for shop/limit, PostgreSQL 15.18 (system SYSTEM, primary)
    limit  5 → 7
    undo   omactl undo ID    (the id is told when it is done): puts back those that nobody has changed since
  It would send
    begin
    update "public"."settings" set "value" = '7'::text, "updated_at" = pg_catalog.now() where "var" = 'limit' and "value"::text = '5'
    commit
  Dry run: nothing was changed.
$ omactl settings set limit 7 --yes
  Changed 1 setting in sql:settings.
! Plan for shop/limit, PostgreSQL 15.18 (system SYSTEM, primary)
!   limit  5 → 7
!   undo  omactl undo ID1: puts back those that nobody has changed since
! Undo: omactl undo ID1
pg? select value, updated_at > created_at from settings where var = 'limit' => 7|t
$ omactl undo ID1 --yes
  Changed 1 setting in sql:settings.
! Plan for shop/limit, PostgreSQL 15.18 (system SYSTEM, primary)
!   limit  7 → 5
pg? select value from settings where var = 'limit' => 5
$ omactl settings restore --from defaults --remove-added --yes
  Changed 3 settings in sql:settings.
! Plan for shop/settings, PostgreSQL 15.18 (system SYSTEM, primary)
!   limit  5 → 10
!   motd  two\nlines → not set
!   ttl  not set → 30
!   from  the defaults
!   undo  omactl undo ID2: puts back those that nobody has changed since
! Undo: omactl undo ID2
pg? select var, value from settings order by var => limit|10; none|(null); ttl|30
$ omactl settings restore --yes
  Changed 2 settings in sql:settings.
! Plan for shop/settings, PostgreSQL 15.18 (system SYSTEM, primary)
!   limit  10 → 5
!   motd  not set → two\nlines
!   from  the snapshot of TIME, SOCKET:5432/shop
!   left alone  1 setting that it does not know (--remove-added takes them away)
!   undo  omactl undo ID3: puts back those that nobody has changed since
! Undo: omactl undo ID3
pg? select var, value from settings order by var => limit|5; motd|two\nlines; none|(null); ttl|30
# Bytes.
pg create table raw (name text primary key, val bytea)
pg insert into raw values ('key', '\x00ff27')
$ omactl settings ls --store sql:raw --json
  [
    {
      "name": "key",
      "value": {
        "base64": "AP8n"
      },
      "kind": "string",
      "expires": null
    }
  ]
file bytes <<END
#!/bin/sh
printf "\000\377'%s" "$1"
END
$ omactl settings set key --file bytes --store sql:raw --yes
  Changed 1 setting in sql:raw.
! Plan for shop/key, PostgreSQL 15.18 (system SYSTEM, primary)
!   key  \x00\xff' → #!/bin/sh\nprintf "\000\377'%s" "$1"\n
!   undo  omactl undo ID4: puts back those that nobody has changed since
! Undo: omactl undo ID4
pg? select encode(substring(val from 1 for 4), 'hex') from raw => 23212f62
$ omactl undo ID4 --yes
  Changed 1 setting in sql:raw.
! Plan for shop/key, PostgreSQL 15.18 (system SYSTEM, primary)
!   key  #!/bin/sh\nprintf "\000\377'%s" "$1"\n → \x00\xff'
pg? select encode(val, 'hex') from raw => 00ff27
# Tables that are none of settings.
pg create table pairs (name text, value text)
$ omactl settings ls --store sql:pairs
! omactl: settings ls: table public.pairs may have several rows of one 'name'
! hint: name its columns: store = "sql:TABLE(NAME,VALUE)"
=> 1
$ omactl settings ls --store sql:public.raw(name,val)
  NAME  VALUE
  key   \x00\xff'
  1 setting in sql:public.raw(name,val)
$ omactl settings ls --store sql:raw(name,none)
! omactl: settings ls: table public.raw has no columns for a name and a value
! hint: name its columns: store = "sql:TABLE(NAME,VALUE)"
=> 1
$ omactl settings ls --store sql:raw(name
! omactl: settings ls: 'sql:raw(name' names no two columns
! hint: sql:TABLE(NAME,VALUE), or sql:TABLE
=> 2

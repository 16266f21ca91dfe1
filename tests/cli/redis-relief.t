needs redis --enable-protected-configs yes --maxmemory 100mb
redis EVAL "for i = 1, 50 do redis.call('SET', 'cache:' .. i, string.rep('x', 100), 'PX', 4000000 + i) redis.call('SET', 'user:' .. i, 'y') redis.call('RPUSH', 'resque:queue:sites', i) redis.call('SET', 'resque:x:' .. i, 'y') end return 1" 0
# What could be had; it only asks.
$ omactl redis relief
~ redis SOCKET/0 \(run RUN, master\): N used of [0-9.]+ (B|KiB|MiB|GiB), RSS [0-9.]+ (B|KiB|MiB|GiB)
~  *BRINGS +BY *
~  *[0-9.]+ (B|KiB|MiB|GiB) +what the allocator keeps and nobody uses +omactl redis relief --purge
~ [0-9.]+ (B|KiB|MiB|GiB) +a limit above [0-9.]+ (B|KiB|MiB|GiB); the host has [0-9.]+ (B|KiB|MiB|GiB) in all, for others and for a fork too +omactl redis relief --maxmemory [0-9]+MiB
~  *[0-9.]+ (B|KiB|MiB|GiB) +about 50 keys of cache:, [0-9.]+ % of them with an expiry +omactl redis relief --drop cache:
~  *[0-9.]+ (B|KiB|MiB|GiB) +about 50 keys of user:, [0-9.]+ % of them with an expiry: no cache, mostly +omactl redis relief --drop user:
~ a fork takes [0-9.]+ (B|KiB|MiB|GiB) at least, [0-9.]+ (B|KiB|MiB|GiB) if every key is written to meanwhile; the host has [0-9.]+ (B|KiB|MiB|GiB) in all, how much of it is free Redis doesn't say
$ omactl redis relief --json
  [
    {
      "what": "purge",
~  *"brings_bytes": [0-9]+,
      "message": "what the allocator keeps and nobody uses",
      "command": "omactl redis relief --purge"
    },
    {
      "what": "maxmemory",
~  *"brings_bytes": [0-9]+,
~  *"message": "a limit above [0-9.]+ (B|KiB|MiB|GiB); the host has [0-9.]+ (B|KiB|MiB|GiB) in all, for others and for a fork too",
~  *"command": "omactl redis relief --maxmemory [0-9]+MiB"
    },
    {
      "what": "drop",
~  *"brings_bytes": [0-9]+,
      "message": "about 50 keys of cache:, 100.0 % of them with an expiry",
      "command": "omactl redis relief --drop cache:"
    },
    {
      "what": "drop",
~  *"brings_bytes": [0-9]+,
      "message": "about 50 keys of user:, 0.0 % of them with an expiry: no cache, mostly",
      "command": "omactl redis relief --drop user:"
    }
  ]
# The limit: shown, raised, put back.
$ omactl redis relief --maxmemory 200MiB --dry-run
  Plan for default/redis, redis SOCKET/0 (run RUN, master)
    maxmemory  100 MiB → 200 MiB
~  *used +[0-9.]+ (B|KiB|MiB|GiB), RSS [0-9.]+ (B|KiB|MiB|GiB); the host has [0-9.]+ (B|KiB|MiB|GiB) in all, for others too
    lasts      until Redis restarts: the file of its configuration keeps the old one
    undo       omactl undo ID    (the id is told when it is done): puts the old limit back, while no more than that is used
  It would send
    CONFIG SET maxmemory 209715200
  Dry run: nothing was changed.
$ omactl redis relief --maxmemory 200MiB --yes
  maxmemory is 200 MiB now; it was 100 MiB.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   maxmemory  100 MiB → 200 MiB
!~  *used +[0-9.]+ (B|KiB|MiB|GiB), RSS [0-9.]+ (B|KiB|MiB|GiB); the host has [0-9.]+ (B|KiB|MiB|GiB) in all, for others too
!   lasts  until Redis restarts: the file of its configuration keeps the old one
!   undo  omactl undo ID1: puts the old limit back, while no more than that is used
! Undo: omactl undo ID1
redis? CONFIG GET maxmemory => maxmemory 209715200
$ omactl undo ID1 --yes
  maxmemory is 100 MiB.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   maxmemory  200 MiB → 100 MiB
redis? CONFIG GET maxmemory => maxmemory 104857600
$ omactl redis relief --maxmemory 100MiB
  The limit is 100 MiB already; nothing to do.
$ omactl redis relief --maxmemory 50MiB
! omactl: redis relief: 50 MiB is below the limit of now, 100 MiB: relief only raises it
! hint: a lower limit evicts keys, or refuses writes
=> 2
$ omactl redis relief --maxmemory 900TiB
!~ omactl: redis relief: 900 TiB is more than the [0-9.]+ (B|KiB|MiB|GiB) that the host has at all: the kernel would kill Redis
! hint: omactl redis relief    (what else would help)
=> 7
# The allocator.
$ omactl redis relief --purge --dry-run
  Plan for default/redis, redis SOCKET/0 (run RUN, master)
~  *redis relief +the allocator gives back about [0-9.]+ (B|KiB|MiB|GiB) that nobody uses
~  *used +[0-9.]+ (B|KiB|MiB|GiB), RSS [0-9.]+ (B|KiB|MiB|GiB)
    keys          none is touched
    undo          none: there is nothing to bring back
  It would send
    MEMORY PURGE
  Dry run: nothing was changed.
$ omactl redis relief --purge --yes
~ The allocator has given back what it could: RSS [0-9.]+ (B|KiB|MiB|GiB), before [0-9.]+ (B|KiB|MiB|GiB)\.
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!~  *redis relief +the allocator gives back about [0-9.]+ (B|KiB|MiB|GiB) that nobody uses
!~  *used +[0-9.]+ (B|KiB|MiB|GiB), RSS [0-9.]+ (B|KiB|MiB|GiB)
!   keys          none is touched
!   undo          none: there is nothing to bring back
# A prefix: into the archive, and back.
$ omactl redis relief --drop cache: --dry-run
  Plan for default/cache:, redis SOCKET/0 (run RUN, master)
~  *redis relief +50 keys that begin with cache: leave database 0: about [0-9.]+ (B|KiB|MiB|GiB)
~  +for example cache:[0-9]+, cache:[0-9]+, cache:[0-9]+
    expiry        50 of 50 that were looked at end by themselves
    kept in       ~/state/omactl/archive/ID.keys, on this machine
    left alone    what is written to between being kept and being taken away
    undo          omactl undo ID    (the id is told when it is done): brings them back, with their expiries, where nothing else has come in their place
  It would send
    EVAL drop-same in pieces: DUMP, and UNLINK where it is as it was kept
    RENAMENX KEY KEY:omactl:drop, UNLINK    (for each key of more than 2 MiB)
  Dry run: nothing was changed.
$ omactl redis relief --drop cache:
! Plan for default/cache:, redis SOCKET/0 (run RUN, master)
!~  *redis relief +50 keys that begin with cache: leave database 0: about [0-9.]+ (B|KiB|MiB|GiB)
!~  +for example cache:[0-9]+, cache:[0-9]+, cache:[0-9]+
!   expiry  50 of 50 that were looked at end by themselves
!   kept in  ~/state/omactl/archive/ID2.keys, on this machine
!   left alone  what is written to between being kept and being taken away
!   undo  omactl undo ID2: brings them back, with their expiries, where nothing else has come in their place
! omactl: redis relief: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl redis relief --drop cache: --yes
~ Dropped 50 keys of cache: in N s; N used, before [0-9.]+ (B|KiB|MiB|GiB)\.
! Plan for default/cache:, redis SOCKET/0 (run RUN, master)
!~  *redis relief +50 keys that begin with cache: leave database 0: about [0-9.]+ (B|KiB|MiB|GiB)
!~  +for example cache:[0-9]+, cache:[0-9]+, cache:[0-9]+
!   expiry  50 of 50 that were looked at end by themselves
!   kept in  ~/state/omactl/archive/ID3.keys, on this machine
!   left alone  what is written to between being kept and being taken away
!   undo  omactl undo ID3: brings them back, with their expiries, where nothing else has come in their place
! Undo: omactl undo ID3
redis? DBSIZE => 101
redis SET cache:7 theirs
$ omactl undo ID3 --yes
  Brought 49 keys back in N s.
! Plan for default/cache:, redis SOCKET/0 (run RUN, master)
!   redis relief  up to 50 keys of cache: come back, with their expiries
!   from  ~/state/omactl/archive/ID3.keys: read to its end, whole
!   left alone  what is there again; what has expired since stays away
! omactl: undo: 1 key was left alone: something else has come in their place
! hint: omactl journal show ID4
=> 9
redis? DBSIZE => 151
redis? GET cache:7 => theirs
# What is no cache, or not there.
$ omactl redis relief --drop resque:x
! omactl: redis relief: 'resque:x' is no cache: queues, workers or settings are under 'resque:'
! hint: omactl redis relief    (names the prefixes that take most)
=> 7
$ omactl redis relief --drop res
! omactl: redis relief: 'res' is no cache: queues, workers or settings are under 'resque:'
! hint: omactl redis relief    (names the prefixes that take most)
=> 7
$ omactl redis relief --drop nothing: --yes
  No key of database 0 begins with nothing:.
$ omactl redis relief --drop ""
! omactl: redis relief: --drop has an empty value
! hint: is a shell variable not set?
=> 2
$ omactl redis relief --drop cache: --purge
! omactl: redis relief: one at a time: each has a plan and a verdict of its own
! hint: omactl redis relief    (shows what each would bring)
=> 2
$ omactl redis relief --purge --db 3
! omactl: redis relief: --db says whose keys --drop takes
! hint: --drop PREFIX --db N
=> 2
# A server that refuses CONFIG, as managed ones do.
redis ACL SETUSER some on >x +@all -config -memory|purge ~*
env REDIS_URL=unix://some:x@SOCKET
$ omactl redis relief --purge --yes
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
! ...
! omactl: redis relief: redis SOCKET/0 (run RUN, master) refuses MEMORY PURGE, as managed servers may; nothing was changed
! hint: on a server of your own: a user whose ACL allows +memory
=> 4
$ omactl redis relief
~ redis SOCKET/0 \(run RUN, master\): N used of [0-9.]+ (B|KiB|MiB|GiB), RSS [0-9.]+ (B|KiB|MiB|GiB)
~  *BRINGS +BY *
~ [0-9.]+ (B|KiB|MiB|GiB) +what the allocator keeps and nobody uses +omactl redis relief --purge
~  *- +this server refuses CONFIG, as managed ones do: its provider raises the limit *
~ [0-9.]+ (B|KiB|MiB|GiB) +about 50 keys of cache:, [0-9.]+ % of them with an expiry +omactl redis relief --drop cache:
~ [0-9.]+ (B|KiB|MiB|GiB) +about 50 keys of user:, [0-9.]+ % of them with an expiry: no cache, mostly +omactl redis relief --drop user:
~ a fork takes [0-9.]+ (B|KiB|MiB|GiB) at least, [0-9.]+ (B|KiB|MiB|GiB) if every key is written to meanwhile; the host has [0-9.]+ (B|KiB|MiB|GiB) in all, how much of it is free Redis doesn't say
$ omactl redis relief --maxmemory 200MiB --yes
! omactl: redis relief: redis SOCKET/0 (run RUN, master) refuses CONFIG SET
! hint: a managed server's provider changes it (console, parameter group, a larger plan); on one of your own a user whose ACL allows +config
=> 4

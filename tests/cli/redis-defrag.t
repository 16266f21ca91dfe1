# A server as Debian builds it, without its own jemalloc: it refuses, in words, and nothing changes.
needs redis --enable-protected-configs yes
$ omactl redis defrag --for 30m --dry-run
  Plan for default/redis, redis SOCKET/0 (run RUN, master)
    redis defrag  it moves what it holds together while it works (activedefrag yes)
~  *now +RSS [0-9.]+ (B|KiB|MiB|GiB) for N used; the allocator's own share [0-9.]+
~  *costs +up to 25 % of one processor, from [0-9.]+ (B|KiB|MiB|GiB) on that lie waste
    may refuse  a Redis built without its own jemalloc (Debian's); nothing changes then
    ends by itself  NO: nobody enforces on this machine (from cron: omactl holds enforce)
    undo  omactl redis defrag --off
  It would send
    CONFIG SET activedefrag yes
  Dry run: nothing was changed.
$ omactl redis defrag --for 30m --yes
! Plan for default/redis, redis SOCKET/0 (run RUN, master)
!   redis defrag  it moves what it holds together while it works (activedefrag yes)
!~  *now +RSS [0-9.]+ (B|KiB|MiB|GiB) for N used; the allocator's own share [0-9.]+
!~  *costs +up to 25 % of one processor, from [0-9.]+ (B|KiB|MiB|GiB) on that lie waste
!   may refuse  a Redis built without its own jemalloc (Debian's); nothing changes then
!   ends by itself  NO: nobody enforces on this machine (from cron: omactl holds enforce)
!   undo  omactl redis defrag --off
! omactl: redis defrag: this Redis was built without the jemalloc that can defragment while it runs, as Debian's is; it refuses activedefrag; nothing was changed
! hint: omactl redis relief --purge  (gives back what lies free in whole pages)
! hint: what is left then only a restart gives back
=> 1
redis? CONFIG GET activedefrag => activedefrag no
$ omactl holds ls
  No holds.
$ omactl redis defrag --off --yes
  It does not defragment; nothing to do.
$ omactl redis defrag --off --for 30m
! omactl: redis defrag: --off ends it; --for says how long it lasts
! hint: one of them
=> 2
$ omactl redis defrag --for 0s
! omactl: redis defrag: --for needs a time above nothing
! hint: --for 30m
=> 2
# A server that refuses CONFIG, as managed ones do.
redis ACL SETUSER some on >x +@all -config ~*
env REDIS_URL=unix://some:x@SOCKET
$ omactl redis defrag --for 30m --yes
! omactl: redis defrag: redis SOCKET/0 (run RUN, master) refuses CONFIG GET
! hint: a managed server's provider changes it (console, parameter group, a larger plan); on one of your own a user whose ACL allows +config
=> 4
redis ACL SETUSER some on >x +config|get
$ omactl redis defrag --for 30m --yes
! omactl: redis defrag: redis SOCKET/0 (run RUN, master) refuses CONFIG SET
! hint: a managed server's provider changes it (console, parameter group, a larger plan); on one of your own a user whose ACL allows +config
=> 4

needs redis
env OMACTL_CONFIG=FOLDER/c.toml
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
[env.shop.settings]
store = "redis-hash:settings"
defaults = "settings.toml"
after_restore = ["queue push alexa ReloadAlexa1m"]
END
file settings.toml <<END
alexa_limit = 10
ttl = 30
END
$ omactl settings restore
! omactl: settings restore: no snapshot of redis-hash:settings
! hint: from another file: --from FILE; from the configured defaults: --from defaults
=> 5
redis HSET settings alexa_limit 1000000 motd hello same 1
redis HSET settings "\xff" "\x00"
$ omactl settings snapshot -q
~ Kept 4 settings in .*/settings/shop/settings-\d+T\d+Z(-\d)?\.jsonl
redis DEL settings
redis HSET settings alexa_limit 5 fresh 1 same 1
$ omactl settings restore --dry-run
  Plan for shop/settings, redis SOCKET/0 (run RUN, master)
    alexa_limit  5 → 1000000
    motd         not set → hello
    \xff         not set → \x00
    then         omactl queue push alexa ReloadAlexa1m
    from         the snapshot of TIME, SOCKET/0
    left alone   1 setting that it does not know (--remove-added takes them away)
    undo         omactl undo ID    (the id is told when it is done): puts back those that nobody has changed since
  It would send
    EVAL take-lease         DEL resque:omactl:{settings}:lease, SET resque:omactl:{settings}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA set fields      HSET settings alexa_limit 1000000, HSET settings motd hello, HSET settings "\xff" "\x00"
    EVALSHA note ×2         before and after each command
    run                     omactl queue push alexa ReloadAlexa1m
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{settings}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{settings}:lease
  Dry run: nothing was changed.
redis? HLEN settings => 3
$ omactl settings restore --yes
  Pushed 1 job to alexa; 1 waits.
  Changed 3 settings in redis-hash:settings.
  Then ran: omactl queue push alexa ReloadAlexa1m
! Plan for shop/settings, redis SOCKET/0 (run RUN, master)
!   alexa_limit  5 → 1000000
!   motd  not set → hello
!   \xff  not set → \x00
!   then  omactl queue push alexa ReloadAlexa1m
!   from  the snapshot of TIME, SOCKET/0
!   left alone  1 setting that it does not know (--remove-added takes them away)
!   undo  omactl undo ID1: puts back those that nobody has changed since
! Plan for shop/alexa, redis SOCKET/0 (run RUN, master)
!   queue push alexa  {"class":"ReloadAlexa1m","args":[]}
!                     a queue that nobody has pushed to yet: is the name right?
! Undo: omactl undo ID2
! Undo: omactl undo ID1
redis? HGET settings alexa_limit => 1000000
redis? HGET settings "\xff" => \x00
redis? HGET settings fresh => 1
redis? LLEN resque:queue:alexa => 1
$ omactl settings restore --yes
  The settings are as in the snapshot of TIME, SOCKET/0; nothing to restore.
redis? LLEN resque:queue:alexa => 1
# What somebody changed since is left alone.
redis HSET settings motd theirs
$ omactl undo ID1 --yes
  Changed 2 settings in redis-hash:settings.
! Plan for shop/settings, redis SOCKET/0 (run RUN, master)
!   alexa_limit  1000000 → 5
!   \xff  \x00 → not set
!   left alone  motd: it was changed since
!   left alone  what `omactl queue push alexa ReloadAlexa1m` did: it has an undo of its own
! omactl: undo: 1 setting left alone: changed since by somebody else
! hint: omactl journal show ID3
=> 9
redis? HGET settings alexa_limit => 5
redis? HGET settings motd => theirs

# Some of them, from the defaults, and what the snapshot doesn't know.
$ omactl settings restore ttl --from defaults --no-after --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/settings, redis SOCKET/0 (run RUN, master)
!   ttl  not set → 30
!   from  the defaults
!   undo  omactl undo ID4: puts back those that nobody has changed since
! Undo: omactl undo ID4
redis? HGET settings ttl => 30
redis? HGET settings alexa_limit => 5
$ omactl settings restore fresh --remove-added --no-after --yes
  Changed 1 setting in redis-hash:settings.
! Plan for shop/settings, redis SOCKET/0 (run RUN, master)
!   fresh  1 → not set
!   from  the snapshot of TIME, SOCKET/0
!   undo  omactl undo ID5: puts back those that nobody has changed since
! Undo: omactl undo ID5
redis? HEXISTS settings fresh => 0
$ omactl settings restore nothing --no-after --yes
! omactl: settings restore: no setting 'nothing', neither live nor in the snapshot of TIME, SOCKET/0
! hint: omactl settings diff --all
=> 5

# A command afterwards that fails: the settings are back, and what is left is said.
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
[env.shop.settings]
store = "redis-hash:settings"
after_restore = ["queue peek nowhere", "queue push alexa Reload"]
END
$ omactl settings restore motd --yes
! Plan for shop/settings, redis SOCKET/0 (run RUN, master)
!   motd  theirs → hello
!   then  omactl queue peek nowhere
!   then  omactl queue push alexa Reload
!   from  the snapshot of TIME, SOCKET/0
!   undo  omactl undo ID6: puts back those that nobody has changed since
! omactl: queue peek: no queue 'nowhere' in namespace 'resque'
! hint: omactl queue ls
! omactl: settings restore: the settings are restored, but `omactl queue peek nowhere` ended with 5; stopped midway
! hint: omactl resume ID6  (go on)
! hint: omactl undo ID6  (put back)
=> 9
redis? HGET settings motd => hello
redis? LLEN resque:queue:alexa => 1

# Another store's snapshot is not this one's.
$ omactl settings restore --store redis-hash:others --yes
! omactl: settings restore: no snapshot of redis-hash:others
! hint: from another file: --from FILE; from the configured defaults: --from defaults
=> 5
# One by one: live, snapshot, default, and where the code uses it.
file c.toml <<END
[env.shop]
redis.url = { env = "REDIS_URL" }
[env.shop.settings]
store = "redis-hash:settings"
defaults = "settings.toml"
END
file src/app.rb <<END
limit = get_setting('alexa_limit', 10)
set_setting('alexa_limit', params[:limit])
END
redis DEL settings
redis HSET settings alexa_limit 5 fresh 1 same 1 ttl 60
$ omactl settings restore --review
! omactl: settings restore: a review asks, and there is no terminal to ask on
! hint: omactl settings diff    (shows the same); omactl settings restore NAME…
=> 7
$ omactl settings restore --code src
! omactl: settings restore: --code is for --review
! hint: --review --code PATH
=> 2
$ tty omactl settings restore --review --code src
< x
< s
< r
< 
< d
< q
< y
  \n
  alexa_limit  1 of 5
    live  5
    snapshot  1000000
    default  10
    set in  app.rb:2  params[:limit]
    read in  app.rb:1  10
  Leave it [Enter], as in the snapshot [s], the default [d], take it away [r], enough [q]? x
  Leave it [Enter], as in the snapshot [s], the default [d], take it away [r], enough [q]? s
  \n
  fresh  2 of 5
    live  1
    snapshot  not set
    default  none
    in code  nowhere
  Leave it [Enter], take it away [r], enough [q]? r
  \n
  motd  3 of 5
    live  not set
    snapshot  hello
    default  none
    in code  nowhere
  Leave it [Enter], as in the snapshot [s], enough [q]? 
  \n
  ttl  4 of 5
    live  60
    snapshot  not set
    default  30
    in code  nowhere
  Leave it [Enter], the default [d], take it away [r], enough [q]? d
  \n
  \xff  5 of 5
    live  not set
    snapshot  \x00
    default  none
    in code  nowhere
  Leave it [Enter], as in the snapshot [s], enough [q]? q
  \n
  5 of 5 settings looked at, 3 to be changed.
  Plan for shop/settings, redis SOCKET/0 (run RUN, master)
    alexa_limit  5 → 1000000
    fresh  1 → not set
    ttl  60 → 30
    undo  omactl undo ID7: puts back those that nobody has changed since
  Change 3 settings in shop? [y/N] y
  Changed 3 settings in redis-hash:settings.
  Undo: omactl undo ID7
redis? HGET settings alexa_limit => 1000000
redis? HGET settings ttl => 30
$ tty omactl settings restore --review alexa_limit
< q
  \n
  alexa_limit    1 of 1
    live      1000000
    snapshot  1000000
    default   10
  Leave it [Enter], the default [d], take it away [r], enough [q]? q
  \n
  1 of 1 setting looked at, 0 to be changed.
  All settings stay as they are.
$ tty omactl settings restore --review motd
< ^D
  \n
  motd    1 of 1
    live      not set
    snapshot  hello
    default   none
  Leave it [Enter], as in the snapshot [s], enough [q]? omactl: settings restore: the review was broken off; nothing was changed
=> 7

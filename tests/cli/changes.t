# What every change does alike, with queue clear as the example.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}'

# The question: only yes is yes.
$ tty omactl queue clear sites
< n
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID1
  Clear 2 jobs from sites in default? [y/N] n
  omactl: queue clear: declined; nothing was changed
=> 7
$ tty omactl queue clear sites
< 
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID2
  Clear 2 jobs from sites in default? [y/N] 
  omactl: queue clear: declined; nothing was changed
=> 7
$ tty omactl queue clear sites
< yesterday
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID3
  Clear 2 jobs from sites in default? [y/N] yesterday
  omactl: queue clear: declined; nothing was changed
=> 7
$ tty omactl queue clear sites
< ^D
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID4
  Clear 2 jobs from sites in default? [y/N] omactl: queue clear: declined; nothing was changed
=> 7
$ tty omactl queue clear sites
< ^C
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID5
  Clear 2 jobs from sites in default? [y/N] ^Comactl: queue clear: interrupted
=> 130
redis? LLEN resque:queue:sites => 2
redis? KEYS resque:omactl:* => 
$ omactl journal ls
  No operation in the journal.
$ tty omactl queue clear sites
< y
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID6.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID6
  Clear 2 jobs from sites in default? [y/N] y
  Cleared 2 jobs from sites in N s; 0 wait.
  Undo: omactl undo ID6
redis? LLEN resque:queue:sites => 0
$ tty omactl undo ID6
< YES
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue clear  2 jobs go back to the head of sites, in their order
    from  ~/state/omactl/archive/ID6.jsonl.zst
    undo  none: repeat the command instead
  Return 2 jobs to sites in default? [y/N] YES
  Returned 2 jobs to the head of sites in N s; 2 wait.
redis? LLEN resque:queue:sites => 2

# Looking only: by the environment or the configuration. A dry run still works.
env OMACTL_READONLY=1
$ omactl queue clear sites --yes
! omactl: queue clear: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
$ omactl queue clear sites --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 48 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
  ...
$ omactl undo ID6 --yes
! omactl: undo: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
$ omactl undo ID6 --dry-run
  queue clear sites is undone already.
$ omactl queue push sites A
! omactl: queue push: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
$ omactl resume ID6
! omactl: resume: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
$ omactl queue ls
  QUEUE  WAITING
  sites        2
  2 jobs waiting, 0 failed, 0 of 0 workers working
env OMACTL_READONLY=0
redis? LLEN resque:queue:sites => 2

# The state folder can't be written: the change does not start.
file plain <<END
a file
END
env XDG_STATE_HOME=FOLDER/plain
$ omactl queue clear sites --yes
! omactl: queue clear: open FOLDER/plain/omactl/journal.jsonl: not a directory
=> 1
redis? LLEN resque:queue:sites => 2
redis? EXISTS resque:omactl:{resque:queue:sites}:lease => 0
env XDG_STATE_HOME=FOLDER/state

# Somebody else is at work.
redis SET resque:omactl:{resque:queue:sites}:lease '01J00000000000000000000000|01J11111111111111111111111|marta@laptop|stuck since 02:50' PX 45000
$ omactl queue clear sites --yes
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID7.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID7
! omactl: queue clear: locked by marta@laptop (operation ID8, "stuck since 02:50"), for at most N s more unless it goes on
! hint: omactl journal show ID8  (or wait for it: --wait-lock 2m)
=> 8
redis? LLEN resque:queue:sites => 2
$ omactl queue clear sites --yes --wait-lock 50ms
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID9.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID9
! omactl: queue clear: locked by marta@laptop (operation ID8, "stuck since 02:50"), for at most N s more unless it goes on
! hint: omactl journal show ID8  (or wait for it: --wait-lock 2m)
=> 8
redis DEL resque:omactl:{resque:queue:sites}:lease
redis RENAME resque:queue:sites resque:omactl:{resque:queue:sites}:staged
$ omactl queue clear sites --yes
! omactl: queue clear: another operation holds jobs of 'sites' and is not finished
! hint: omactl queue ls
=> 8
$ omactl queue ls
  QUEUE  WAITING
  sites        0
  0 jobs waiting, 0 failed, 0 of 0 workers working
redis RENAME resque:omactl:{resque:queue:sites}:staged resque:queue:sites

# Environments of a configuration.
file config/omactl/config.toml <<END
default = "production"
[env.production]
protected = true
alias = ["prod"]
[env.production.redis]
url = "unix://SOCKET"
loopback = true
[env.tunnel]
protected = true
redis.url = "unix://SOCKET"
[env.pinned.redis]
url = "unix://SOCKET"
run_id = "0123456789012345678901234567890123456789"
[env.via.redis]
url = "unix://SOCKET"
via = "jump"
[env.looking]
readonly = true
redis.url = "unix://SOCKET"
END
$ omactl queue clear sites
! Plan for production/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID10.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID10
! omactl: queue clear: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ tty omactl -e prod queue clear sites --reason "a rehearsal"
< no
  Plan for production/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID11.jsonl.zst, at most 48 B, on this machine
    undo  omactl undo ID11
  Clear 2 jobs from sites in production? [y/N] no
  omactl: queue clear: declined; nothing was changed
=> 7
$ omactl -e tunnel queue clear sites --yes
! omactl: queue clear: redis of protected environment 'tunnel' is at a loopback address: SOCKET/0
! hint: if that is meant (a tunnel, say), add loopback = true to [env.tunnel.redis]
=> 2
$ omactl -e pinned queue clear sites --yes
! omactl: queue clear: this is not the Redis that the configuration pins: run id is 'RUN', not 'RUN'
! hint: omactl config show; omactl doctor
=> 7
$ omactl -e via queue ls
! omactl: queue ls: redis of environment 'via' is to be reached via 'jump'
! hint: via is not supported yet: open the tunnel yourself and set loopback = true
=> 2
$ omactl -e looking queue clear sites --yes
! omactl: queue clear: environment 'looking' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
$ omactl -e nowhere queue clear sites --yes
! omactl: queue clear: --env: no environment 'nowhere'
! hint: environments: production, tunnel, pinned, via, looking
=> 2
redis? LLEN resque:queue:sites => 2
$ omactl queue clear sites --yes --reason "a rehearsal"
  Cleared 2 jobs from sites in N s; 0 wait.
! Plan for production/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID12.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID12
! Undo: omactl undo ID12
$ omactl journal ls --first 1 --json
  [
    {
      "id": "ID12",
      "command": "queue clear",
      "target": "production/sites",
      "status": "done",
      "began_at": "TIME",
      "who": "tester@HOST",
      "reason": "a rehearsal",
      "verdict": "Cleared 2 jobs from sites in N s; 0 wait.",
      "ended_at": "TIME",
      "archive": "FOLDER/state/omactl/archive/ID12.jsonl.zst",
      "undoes": null,
      "undone_by": null
    }
  ]
$ omactl -e looking undo ID12 --yes
! omactl: undo: operation ID12 belongs to environment 'production', not 'looking'
! hint: omactl -e production undo ID12
=> 2
$ omactl undo ID12 --yes --quiet


# What cannot be told is done all the same; a closed stdout is nobody else's number.
$ sh -c 'omactl queue push sites A --quiet >&-'
$ sh -c 'omactl queue push sites A >&-'
! Plan for production/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"A","args":[]}
! Undo: omactl undo ID13
! omactl: queue push: stdout: cannot write: Bad file descriptor
$ sh -c 'omactl queue push sites A >/dev/full'
! Plan for production/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"A","args":[]}
! Undo: omactl undo ID14
! omactl: queue push: stdout: cannot write: No space left on device
$ sh -c 'omactl queue push sites A --dry-run >/dev/full'
! omactl: queue push: stdout: cannot write: No space left on device
=> 1
$ sh -c 'omactl queue ls >&-'
! omactl: queue ls: stdout: cannot write: Bad file descriptor
=> 1
redis? EVAL "return redis.call('INFO','errorstats'):find('errorstat_ERR') or 0" 0 => 0
redis? LLEN resque:queue:sites => 5

# Names that no plan can hold, and options that a paste has mangled.
$ omactl queue clear "bad\xff" --yes
! omactl: queue clear: 'bad\xff' is not UTF-8; a plan can't hold it
! hint: a key of such a name has to be renamed first: redis-cli RENAME
=> 2
$ omactl queue clear sites --reason "why \xff" --yes
! omactl: queue clear: 'why \xff' is not UTF-8; a plan can't hold it
! hint: a key of such a name has to be renamed first: redis-cli RENAME
=> 2
$ omactl queue clear sites —yes
! omactl: queue clear: '—yes' begins with an em dash
! hint: type plain hyphens: --yes
=> 2
$ omactl queue clear sites --class “A” --yes
! omactl: queue clear: '"A"' has a curly quote in it
! hint: type straight quotes: "A"
=> 2
$ omactl queue clear 'sites ' --yes
! omactl: queue clear: no queue 'sites ' in namespace 'resque'
! hint: did you mean sites?
=> 5
$ omactl queue clear sites --yess
! omactl: queue clear: unknown option --yess
! hint: did you mean --yes
! hint: omactl queue clear --help
=> 2
$ omactl queue clear sites --max ten
! omactl: queue clear: --max: 'ten' is not a whole number
! hint: counts read 500, 20000, 20,000
=> 2
$ omactl queue clear sites --wait-lock forever
! omactl: queue clear: --wait-lock: 'forever' is not a duration
! hint: durations read 250ms, 90s, 5m, 2h30m, 1.5h, 7d
=> 2
$ omactl queue claer sites
! omactl: 'claer' is not a command of 'omactl queue'
! hint: did you mean: omactl queue clear
=> 2
redis? LLEN resque:queue:sites => 5

$ omactl help
  omactl — runbooks that run.
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
$ omactl
  omactl — runbooks that run.
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
$ omactl --help
  omactl — runbooks that run.
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
$ omactl --version
  omactl 0.1.0
$ omactl queue
  omactl queue — Job queues: look, clear, requeue
  \n
    queue clear           Empty a queue, keeping every job in an archive
    queue doctor          Find what is quietly broken in the queues' keys
    queue export          Copy the jobs of a queue into a file
    queue failed clear    Clear failure records, keeping every one in an archive
    queue failed ls       List failed jobs, newest first
    queue failed requeue  Put failed jobs back, each into its own queue
    queue failed show     Show one failure: args, error, backtrace
    queue import          Push the jobs of a file
    queue ls              List the queues with their lengths
    queue move            Move jobs to another queue, in their order
    queue peek            Show the oldest jobs of a queue
    queue push            Push one job
    queue requeue         Put failed or archived jobs back into their queue
    queue top             Show what fills a queue
    queue why             Tell why nothing leaves a queue
  \n
    omactl queue COMMAND --help    arguments, options, examples
$ omactl help queue clear
  usage: omactl queue clear [QUEUE] [options]
  \n
  Empty a queue, keeping every job in an archive
  \n
  Without a condition the whole queue leaves. Conditions combine: a job leaves
  when all of them hold. Every job that leaves is first written to an archive on
  this machine, byte for byte; `omactl undo` puts back what is not back yet, and
  `omactl queue requeue NAME --from archive:ID` puts back a part, at a pace.
  Workers and producers may go on meanwhile.
  \n
  Arguments
    QUEUE  Queue to clear
  \n
  Options
        --class CLASS      Only jobs of this class (ActiveJob: the wrapped class)
        --where PTR=VALUE  Only jobs whose payload has this value at a JSON
                           pointer (may be repeated)
        --malformed        Only payloads that no worker could read
        --duplicates       Only jobs whose class and args came before; the oldest
                           stays
        --older-than DUR   Only jobs that say they were enqueued longer ago
                           (Sidekiq, ActiveJob)
        --first N          Only the first N that match, oldest first
        --keep-newest N    The newest N jobs of the queue stay
        --from SET         schedule: jobs for later, of this queue or of all
                           (Sidekiq, resque-scheduler)
  \n
  Common options (omactl help options)
    -n/--dry-run · --plan-out FILE · -y/--yes · --confirm TARGET · --reason TEXT ·
    --max N · --wait-lock DUR · -e/--env NAME · --config FILE ·
    -o/--output FORMAT · --json · -q/--quiet · -v/--verbose · --color WHEN ·
    --timeout DUR · -h/--help
  \n
  Examples
    omactl queue clear sites --dry-run
        see what would leave, and the exact commands
    omactl queue clear sites --class RefreshSite --duplicates
        the oldest of each stays
    omactl queue clear sites --where /args/0=42 --reason "site 42 loops"
        one site's jobs
    omactl queue clear mail --older-than 6h
        what nobody wants any more; jobs without a time stay
    omactl queue clear --from schedule --class Mail::Digest
        jobs for later, whatever their queue
    omactl queue clear sites --max 50000 --yes
        in a script: refuse when there are more
    omactl queue clear sites --duplicates --plan-out clear.plan
        for somebody else to look at and apply
  \n
  Exit status
    0 done, 1 refused, 3 found, 4 denied, 7 declined, 8 conflict, 9 partial,
    10 unknown, 11 unverified
    omactl help exit-status
$ omactl queue clear -h --json --nonsense
  usage: omactl queue clear [QUEUE] [options]
  \n
  Empty a queue, keeping every job in an archive
  \n
  Without a condition the whole queue leaves. Conditions combine: a job leaves
  when all of them hold. Every job that leaves is first written to an archive on
  this machine, byte for byte; `omactl undo` puts back what is not back yet, and
  `omactl queue requeue NAME --from archive:ID` puts back a part, at a pace.
  Workers and producers may go on meanwhile.
  \n
  Arguments
    QUEUE  Queue to clear
  \n
  Options
        --class CLASS      Only jobs of this class (ActiveJob: the wrapped class)
        --where PTR=VALUE  Only jobs whose payload has this value at a JSON
                           pointer (may be repeated)
        --malformed        Only payloads that no worker could read
        --duplicates       Only jobs whose class and args came before; the oldest
                           stays
        --older-than DUR   Only jobs that say they were enqueued longer ago
                           (Sidekiq, ActiveJob)
        --first N          Only the first N that match, oldest first
        --keep-newest N    The newest N jobs of the queue stay
        --from SET         schedule: jobs for later, of this queue or of all
                           (Sidekiq, resque-scheduler)
  \n
  Common options (omactl help options)
    -n/--dry-run · --plan-out FILE · -y/--yes · --confirm TARGET · --reason TEXT ·
    --max N · --wait-lock DUR · -e/--env NAME · --config FILE ·
    -o/--output FORMAT · --json · -q/--quiet · -v/--verbose · --color WHEN ·
    --timeout DUR · -h/--help
  \n
  Examples
    omactl queue clear sites --dry-run
        see what would leave, and the exact commands
    omactl queue clear sites --class RefreshSite --duplicates
        the oldest of each stays
    omactl queue clear sites --where /args/0=42 --reason "site 42 loops"
        one site's jobs
    omactl queue clear mail --older-than 6h
        what nobody wants any more; jobs without a time stay
    omactl queue clear --from schedule --class Mail::Digest
        jobs for later, whatever their queue
    omactl queue clear sites --max 50000 --yes
        in a script: refuse when there are more
    omactl queue clear sites --duplicates --plan-out clear.plan
        for somebody else to look at and apply
  \n
  Exit status
    0 done, 1 refused, 3 found, 4 denied, 7 declined, 8 conflict, 9 partial,
    10 unknown, 11 unverified
    omactl help exit-status
$ omactl help exit-status
  How a command ends, and what a script may assume
  \n
      0  ok           done and verified, or nothing needed doing, or healthy, or a
                      predicate's yes
      1  failed       refused by the service; the target is as it was
      2  usage        wrong words or configuration; nothing was contacted
      3  found        a check, status or lint found something wrong; a predicate's
                      no
      4  denied       our credentials were refused
      5  not_found    the named thing does not exist
      6  unreachable  no answer, and no write was sent: safe to repeat
      7  declined     not confirmed, or a guard said no: max, wrong target, floor,
                      read-only
      8  conflict     someone holds the lock, or the world changed since the plan
      9  partial      some of it was done; the message names the command that goes
                      on
     10  unknown      a write was sent, its answer was lost, and asking could not
                      tell
     11  unverified   applied, but the wanted state did not show in time
     70  internal     a bug in omactl
    130  interrupted  by Ctrl-C, whatever was done; the journal says how far it
                      came
    143  terminated   by TERM, whatever was done; the journal says how far it came
  \n
    Where several hold, 10 wins over 9, and 9 over 11. A predicate answers 0 or 3
    only; 2 means wrong words or configuration. With --json an error is an object
    on stderr, and stdout stays empty.
$ omactl help nonsense
! omactl: help: there is no help on 'nonsense'
! hint: topics: configuration, cron, environment, exit-status, options, pasted-lines
=> 2
$ omactl queeu
! omactl: 'queeu' is not an omactl command
! hint: did you mean: omactl queue
=> 2
$ omactl queue lss
! omactl: 'lss' is not a command of 'omactl queue'
! hint: did you mean: omactl queue ls
=> 2
$ omactl status --helpp
! omactl: status: unknown option --helpp
! hint: did you mean --help
! hint: omactl status --help
=> 2
# The map says where one is, and works with a broken configuration as well.
env REDIS_URL=redis://10.9.9.9:6379/0
$ omactl
  omactl — runbooks that run.  Environment: default (protected)
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
env OMACTL_READONLY=1
$ omactl help
  omactl — runbooks that run.  Environment: default (protected) (read-only)
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
file config/omactl/config.toml <<END
[env.production]
protected = true
redis.url = { command = ["false"] }
END
$ omactl
  omactl — runbooks that run.  Environment: production (protected) (read-only)
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
file config/omactl/config.toml <<END
[env.production
END
$ omactl
  omactl — runbooks that run.  Environment: unclear: omactl config check
  \n
  What is wrong?      status · queue · workers · redis · pg
  What do I do?       run RUNBOOK · runbook suggest · queue clear|requeue
                      workers pause · pg unblock|kill-long · redis dump-restore
                      settings restore · apply PLANFILE
  What happened?      journal · undo ID · resume ID · holds · incident report
  Practise            drill
  Set up              config · doctor · completion · help
  \n
    omactl help GROUP    every command has --help with examples;
                         add --dry-run to look before you leap
$ omactl help status
  usage: omactl status [options]
  \n
  Show all services on one screen, trouble first
  \n
  Each line names the command, or the runbook, that deals with it. OPEN: archived
  jobs that nobody has decided on, and operations that stopped midway. Status 3
  when anything needs attention, also a dead service. With --quiet only what needs
  attention is shown: nothing, when nothing does.
  \n
  Options
        --interval DUR  How far apart the two looks at the queues are (default
                        300ms)
  \n
  Common options (omactl help options)
    -e/--env NAME · --config FILE · -o/--output FORMAT · --json · -q/--quiet ·
    -v/--verbose · --color WHEN · --timeout DUR · -h/--help
  \n
  Examples
    omactl status
        everything on one screen, trouble first
    omactl status --json
        for a script; the exit status is 3 when something needs attention
  \n
  Exit status
    0 yes, 3 no; 2 wrong words or configuration
    omactl help exit-status
# A program of one's own.
file bin/omactl-hello <<END
#!/bin/sh
echo hello "$@"
END
$ omactl hello --to you
  hello --to you
$ omactl help cron
  What to run from cron, and how
  \n
    omactl config cron -e production      prints the block, and tries it
  \n
    omactl -q holds enforce  Every minute: ends the holds whose time is over. It
                             asks nothing
    omactl -q status         Every few minutes: silent while all is well, else
                             what needs attention, and 3
  \n
    With --quiet what ends with 0 says nothing, unless it changed something: so a
    mail from cron is news. There is no colour and no question: what would ask
    ends with 7.
  \n
    cron runs lines in the home folder with PATH=/usr/bin:/bin and next to no
    variables: no REDIS_URL, no agent, no XDG_STATE_HOME. So a line names the
    program, the configuration and the environment, and secrets come from files or
    commands: url = { file = … }. `flock -n` keeps two runs of a line apart,
    --timeout ends one that hangs. A % in a line must be written \%.

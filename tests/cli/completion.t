# What the completion scripts print is compared with completions/ elsewhere; here is what they ask for.
needs redis
redis RPUSH resque:queue:mailers {"class":"A","args":[]}
redis SADD resque:queues mailers sites a:b

$ omactl completion tcsh
! omactl: completion: there is no completion for 'tcsh'
! hint: one of: bash, zsh, fish
=> 2
$ omactl __complete zsh -- completion ''
  words
  bash
  zsh
  fish
$ omactl __complete zsh -- queue clear ''
  words
  a\:b
  mailers
  sites
$ omactl __complete fish -- queue clear m
  words
  a:b\t
  mailers\t
  sites\t
$ omactl __complete bash 'omactl queue clear a:b' 22 ':='
  words
  b
$ omactl __complete bash 'omactl queue clear ; reboot' 19 ':='
  words
  a:b
  mailers
  sites
$ omactl __complete zsh -- queue failed requeue --queue=
  words=
  a\:b
  mailers
  sites
$ omactl __complete zsh -- queue requeue --from ''
  words
  failed
  schedule
  retry
  dead
$ omactl __complete zsh -- apply ''
  files
$ omactl __complete zsh -- apply x --plan-out=
  files=

# Operations: newest first, those that the command can be about.
$ omactl queue clear mailers --yes -q
$ omactl __complete zsh -- undo ''
  words
  ID1:queue clear mailers, done, TIME
$ omactl __complete zsh -- resume ''
  words
$ omactl __complete fish -- journal show ID1
  words
  ID1\tqueue clear mailers, done, TIME
$ omactl undo ID1 --yes -q
# An undo has no undo.
$ omactl __complete zsh -- undo ''
  words
$ omactl workers pause --for 1h --queue mailers --yes -q
$ omactl __complete zsh -- holds release ''
  words
  ID2:workers pause mailers, until TIME

# Environments; what is broken is not spoken of, and no secret's command runs.
file two.toml <<END
[env.production]
protected = true
[env.production.redis]
url = { command = ["touch", "FOLDER/was-run"] }
[env.staging]
END
$ omactl __complete zsh -- --config FOLDER/two.toml -e ''
  words
  production:protected
  staging
$ omactl __complete zsh -- --config FOLDER/two.toml -e production queue clear ''
  words
$ ls FOLDER/was-run
! ls: cannot access 'FOLDER/was-run': No such file or directory
=> 2
$ omactl __complete zsh -- --config FOLDER/absent.toml -e ''
  words
$ omactl __complete zsh -- --config FOLDER/absent.toml queue clear ''
  words
env REDIS_URL=redis://127.0.0.1:1
$ omactl __complete zsh -- queue clear ''
  words

# No shell asks like this.
$ omactl __complete
$ omactl __complete zsh
$ omactl __complete zsh --
  words
$ omactl __complete tcsh -- queue ''
$ omactl __complete bash 'omactl queue '
